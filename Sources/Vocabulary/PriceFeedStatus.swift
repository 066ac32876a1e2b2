public import FoundationEssentials

/// How a feed fared.
public struct PriceFeedStatus: Hashable, Sendable, Codable {
    /// Its name.
    public let name: String
    /// Where it asks.
    public let address: String
    /// When it was last read whole; absent before.
    public let fetchedAt: Date?
    /// How many quotes that gave.
    public let quoteCount: Int?
    /// When it last gave nothing.
    public let failedAt: Date?
    /// Why.
    public let failure: String?

    /// How a feed fared.
    public init(
        name: String, address: String, fetchedAt: Date?, quoteCount: Int?, failedAt: Date?, failure: String?
    ) {
        self.name = name
        self.address = address
        self.fetchedAt = fetchedAt
        self.quoteCount = quoteCount
        self.failedAt = failedAt
        self.failure = failure
    }

    enum CodingKeys: String, CodingKey {
        case name, address, failure
        case fetchedAt = "fetched_at"
        case quoteCount = "quote_count"
        case failedAt = "failed_at"
    }
}
