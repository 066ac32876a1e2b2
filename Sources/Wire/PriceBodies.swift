public import Foundation
public import Vocabulary

/// `GET /api/v1/prices`: a page of prices in force at one moment.
public struct PricePage: Hashable, Sendable, Codable {
    /// The prices.
    public let items: [PricedMachine]
    /// What to pass as `cursor` for the next page, which is of the same moment; opaque.
    public let nextCursor: String?
    /// The moment that the prices are of.
    public let asOf: Date

    /// A page.
    public init(items: [PricedMachine], nextCursor: String?, asOf: Date) {
        self.items = items
        self.nextCursor = nextCursor
        self.asOf = asOf
    }

    enum CodingKeys: String, CodingKey {
        case items
        case nextCursor = "next_cursor"
        case asOf = "as_of"
    }
}

/// `GET /api/v1/prices/check`: prices that should be looked at, and how the feeds fared.
public struct PriceCheck: Hashable, Sendable, Codable {
    /// The moment of the check.
    public let asOf: Date
    /// How many prices are in force.
    public let inForce: Int
    /// How many quotes a gate stopped.
    public let stopped: Int
    /// What was found.
    public let findings: [PriceFinding]
    /// How the feeds fared.
    public let feeds: [PriceFeedStatus]

    /// A check.
    public init(asOf: Date, inForce: Int, stopped: Int, findings: [PriceFinding], feeds: [PriceFeedStatus]) {
        self.asOf = asOf
        self.inForce = inForce
        self.stopped = stopped
        self.findings = findings
        self.feeds = feeds
    }

    enum CodingKeys: String, CodingKey {
        case findings, feeds, stopped
        case asOf = "as_of"
        case inForce = "in_force"
    }
}
