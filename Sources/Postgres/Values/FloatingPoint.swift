extension Float: PostgresEncodable, PostgresDecodable {
    /// `real`
    public static var postgresType: PostgresType { .float4 }
    /// IEEE 754 binary32; NaN and infinities are values like others.
    public func encode(into parameter: inout ParameterWriter) { parameter.append(bitPattern) }
    /// From `real`.
    public static func decode(postgres bytes: RawSpan, type: PostgresType) throws(DecodingFailure) -> Float {
        guard type == .float4 else { throw .type }
        return Float(bitPattern: try bytes.bigEndian(UInt32.self))
    }
}

extension Double: PostgresEncodable, PostgresDecodable {
    /// `double precision`
    public static var postgresType: PostgresType { .float8 }
    /// IEEE 754 binary64; NaN and infinities are values like others.
    public func encode(into parameter: inout ParameterWriter) { parameter.append(bitPattern) }
    /// From `double precision` or `real`.
    public static func decode(postgres bytes: RawSpan, type: PostgresType) throws(DecodingFailure) -> Double {
        switch type {
        case .float8: return Double(bitPattern: try bytes.bigEndian(UInt64.self))
        case .float4: return Double(Float(bitPattern: try bytes.bigEndian(UInt32.self)))
        default: throw .type
        }
    }
}
