public import FoundationEssentials

/// What came of asking one source for prices.
public struct PriceRefresh: Hashable, Sendable, Codable {
    /// The feed.
    public let feed: String
    /// Where it was asked.
    public let address: String
    /// When the last whole reading was; this one where it succeeded, an earlier one or none where it failed.
    public let lastGood: Date?
    /// Why nothing came; absent on success. What came earlier stays in force.
    public let failure: String?
    /// Quotes that may be used.
    public let accepted: Int
    /// Quotes that were new.
    public let added: Int
    /// Quotes that were there with the same price.
    public let confirmed: Int
    /// Quotes that a gate stopped: kept, never used.
    public let stopped: [Stop]
    /// Prices that could not be kept.
    public let refused: [Stop]
    /// What was left out and why.
    public let remarks: [String]

    /// A price that did not pass, and why.
    public struct Stop: Hashable, Sendable, Codable {
        /// What it was for, as `azure Standard_NC40ads_H100_v5 eastus spot`.
        public let price: String
        /// The gate's name.
        public let gate: String
        /// Why.
        public let reason: String

        /// A price that did not pass.
        public init(price: String, gate: String, reason: String) {
            self.price = price
            self.gate = gate
            self.reason = reason
        }
    }

    /// What came of it.
    public init(
        feed: String, address: String, lastGood: Date?, failure: String? = nil, accepted: Int = 0, added: Int = 0,
        confirmed: Int = 0, stopped: [Stop] = [], refused: [Stop] = [], remarks: [String] = []
    ) {
        self.feed = feed
        self.address = address
        self.lastGood = lastGood
        self.failure = failure
        self.accepted = accepted
        self.added = added
        self.confirmed = confirmed
        self.stopped = stopped
        self.refused = refused
        self.remarks = remarks
    }

    enum CodingKeys: String, CodingKey {
        case feed, address, failure, accepted, added, confirmed, stopped, refused, remarks
        case lastGood = "last_good"
    }
}
