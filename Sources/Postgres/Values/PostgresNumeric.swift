/// A decimal number of any precision, as its decimal text: money and counts that no Double may round.
public struct PostgresNumeric: PostgresEncodable, PostgresDecodable, Hashable {
    /// The number: digits with an optional sign and point, or `NaN`, `Infinity`, `-Infinity`.
    public var text: String

    /// A number from its decimal text; the server checks it.
    public init(_ text: String) { self.text = text }

    /// `numeric`
    public static var postgresType: PostgresType { .numeric }
    /// The decimal text, read by `numeric_in`.
    public func encode(into parameter: inout ParameterWriter) throws(EncodingFailure) {
        try text.encode(into: &parameter)
        parameter.useTextFormat()
    }

    /// From `numeric`: int16 number of digits, weight of the first, sign, decimal digits shown, then digits in base
    /// 10,000. Source: `numeric_send` in `src/backend/utils/adt/numeric.c`.
    public static func decode(postgres bytes: RawSpan, type: PostgresType) throws(DecodingFailure) -> PostgresNumeric {
        guard type == .numeric else { throw .type }
        let count = Int(try bytes.bigEndian(UInt16.self))
        let weight = Int(try bytes.bigEndian(Int16.self, at: 2))
        let sign = try bytes.bigEndian(UInt16.self, at: 4)
        let scale = Int(try bytes.bigEndian(UInt16.self, at: 6))
        switch sign {
        case 0xC000: return PostgresNumeric("NaN")
        case 0xD000: return PostgresNumeric("Infinity")
        case 0xF000: return PostgresNumeric("-Infinity")
        case 0x0000, 0x4000: break
        default: throw .malformed("sign \(sign)")
        }
        var digits: [UInt16] = []
        for index in 0..<count { digits.append(try bytes.bigEndian(UInt16.self, at: 8 + 2 * index)) }
        return PostgresNumeric((sign == 0x4000 ? "-" : "") + decimal(digits, weight: weight, scale: scale))
    }

    private static func decimal(_ digits: [UInt16], weight: Int, scale: Int) -> String {
        func group(_ index: Int) -> String {
            let digit = digits.indices.contains(index) ? digits[index] : 0
            return String(String(10_000 + Int(digit)).dropFirst())
        }
        var whole = ""
        if weight >= 0 { for index in 0...weight { whole += group(index) } }
        let trimmed = whole.drop { $0 == "0" }
        let integer = trimmed.isEmpty ? "0" : String(trimmed)
        guard scale > 0 else { return integer }
        var fraction = ""
        var index = weight + 1
        if index < 0 {
            fraction = String(repeating: "0000", count: -index)
            index = 0
        }
        while fraction.utf8.count < scale {
            fraction += group(index)
            index += 1
        }
        return integer + "." + fraction.prefix(scale)
    }
}
