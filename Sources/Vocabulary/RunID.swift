/// The identity of a run: 128 random bits, written as 32 lower-case hexadecimal digits (as MLflow issues them).
public struct RunID: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The 32 digits.
    public let description: String

    /// A new identity from the system's random numbers.
    public init() {
        var generator = SystemRandomNumberGenerator()
        description = Self.digits(of: generator.next()) + Self.digits(of: generator.next())
    }

    /// Reads an identity; `nil` unless `text` is exactly 32 hexadecimal digits.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 32, text.utf8.allSatisfy(Self.isHexadecimal) else { return nil }
        description = text.lowercased()
    }

    /// Decodes the 32 digits.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let id = RunID(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "a run id is 32 hexadecimal digits, not \(text)")
        }
        self = id
    }

    /// Encodes the 32 digits.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    private static func digits(of word: UInt64) -> String {
        let text = String(word, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) || (0x41...0x46).contains(byte)
    }
}
