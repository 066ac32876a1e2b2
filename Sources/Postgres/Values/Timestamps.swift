public import struct Foundation.Date

extension Date: PostgresEncodable, PostgresDecodable {
    /// 2000-01-01 00:00 UTC, the server's epoch, in seconds since 2001-01-01 UTC: 366 days before (2000 was a leap year).
    private static let postgresEpoch = -31_622_400.0

    /// `timestamptz`
    public static var postgresType: PostgresType { .timestamptz }

    /// Microseconds since 2000-01-01 UTC, rounded to the nearest one.
    public func encode(into parameter: inout ParameterWriter) throws(EncodingFailure) {
        let microseconds = ((timeIntervalSinceReferenceDate - Self.postgresEpoch) * 1e6).rounded()
        guard let value = Int64(exactly: microseconds), value != .max, value != .min else {
            throw EncodingFailure("the date is outside what timestamptz can hold")
        }
        parameter.append(value)
    }

    /// From `timestamptz`. `infinity` and `-infinity` are no dates: `malformed`.
    public static func decode(postgres bytes: RawSpan, type: PostgresType) throws(DecodingFailure) -> Date {
        guard type == .timestamptz else { throw .type }
        let microseconds = try bytes.bigEndian(Int64.self)
        guard microseconds != .max, microseconds != .min else { throw .malformed("the timestamp is infinite") }
        // Whole seconds and the rest apart: both are exact in a Double, their quotient once is not.
        let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        return Date(timeIntervalSinceReferenceDate: Double(seconds) + postgresEpoch + Double(rest) / 1e6)
    }
}
