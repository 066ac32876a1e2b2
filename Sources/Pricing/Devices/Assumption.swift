/// An input that may be a default: what it is, what it could be, and who says so.
public struct Assumption: Hashable, Sendable, Codable {
    /// The field of the device, as `lifetime_years`.
    public let name: String
    /// The value that is used, with its unit.
    public let value: String
    /// What it could be instead, in words; absent where the user has stated the value.
    public let range: String?
    /// The source, or `stated by the user`.
    public let source: String
    /// Whether the user has stated it.
    public let isConfirmed: Bool

    /// An input with its source.
    public init(name: String, value: String, range: String?, source: String, isConfirmed: Bool) {
        self.name = name
        self.value = value
        self.range = range
        self.source = source
        self.isConfirmed = isConfirmed
    }
}
