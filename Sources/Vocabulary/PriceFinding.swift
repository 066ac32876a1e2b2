/// Something that is to be said of a price in force.
public struct PriceFinding: Hashable, Sendable, Codable {
    /// The kind of finding.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// Not read from its source for longer than allowed.
        case old
        /// Sources differ by more than 5 %.
        case differing
        /// Changed by more than 5 % since the given time.
        case moved
    }

    /// The kind.
    public let kind: Kind
    /// The price in force.
    public let quote: Quote
    /// The other price: of the other source, or the one in force then.
    public let other: Quote?
    /// Days since the quote was read.
    public let ageDays: Double
    /// The price divided by the other one.
    public let ratio: Double?
    /// In words.
    public let reason: String
    /// Of how many prices it is said: old ones of one source are one finding, of which `quote` is the oldest.
    public let count: Int

    /// A finding.
    public init(
        kind: Kind, quote: Quote, other: Quote?, ageDays: Double, ratio: Double?, reason: String, count: Int = 1
    ) {
        self.kind = kind
        self.quote = quote
        self.other = other
        self.ageDays = ageDays
        self.ratio = ratio
        self.reason = reason
        self.count = count
    }

    enum CodingKeys: String, CodingKey {
        case kind, quote, other, ratio, reason, count
        case ageDays = "age_days"
    }
}
