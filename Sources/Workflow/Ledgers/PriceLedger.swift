public import Foundation
public import Vocabulary

/// Prices: machines, quotes that are only ever added, and how the feeds fared.
public protocol PriceLedger: Sendable {
    /// Stores everything that one reading gave, all or nothing, and that the feed was read.
    ///
    /// A quote that is there with the same price is noted as read again and judged as now; one that is there with another price stays.
    func store(_ prices: PriceImport) async throws(LedgerError) -> PriceStored
    /// Notes that a feed gave nothing; what it gave before stays in force.
    func noteFailure(ofFeed name: String, address: String, reason: String) async throws(LedgerError)
    /// How the feeds fared, by name.
    func priceFeeds() async throws(LedgerError) -> [PriceFeedStatus]
    /// Every machine by provider and name.
    func instanceTypes() async throws(LedgerError) -> [InstanceType]
    /// What each source says of each key at a moment, the ledger's own clock by default, and that moment.
    func pricesInForce(
        _ filter: PriceFilter, at moment: Date?
    ) async throws(LedgerError) -> (asOf: Date, quotes: [Quote])
    /// Every quote of a machine, stopped ones too, the newest first.
    func priceHistory(_ query: PriceHistoryQuery) async throws(LedgerError) -> [Quote]
}

/// What is stored together.
public struct PriceImport: Hashable, Sendable {
    /// The feed that was read.
    public let feed: String
    /// Where it was read.
    public let address: String
    /// When it was read.
    public let fetchedAt: Date
    /// The machines that it describes.
    public let types: [InstanceType]
    /// The quotes, judged.
    public let quotes: [Quote]

    /// What is stored together.
    public init(feed: String, address: String, fetchedAt: Date, types: [InstanceType], quotes: [Quote]) {
        self.feed = feed
        self.address = address
        self.fetchedAt = fetchedAt
        self.types = types
        self.quotes = quotes
    }
}

/// What became of the quotes of an import.
public struct PriceStored: Hashable, Sendable {
    /// Quotes that were not there.
    public let added: Int
    /// Quotes that were there with the same price.
    public let confirmed: Int

    /// What became of quotes.
    public init(added: Int, confirmed: Int) {
        self.added = added
        self.confirmed = confirmed
    }
}

/// Which prices.
public struct PriceFilter: Hashable, Sendable {
    /// Only this provider's.
    public var provider: String?
    /// Only this machine's.
    public var instanceType: String?
    /// Only this region's.
    public var region: String?
    /// Only prices of this kind.
    public var purchase: PurchaseKind?
    /// Stopped quotes instead of those that may be used.
    public var stopped: Bool

    /// Every price that may be used.
    public init(
        provider: String? = nil, instanceType: String? = nil, region: String? = nil, purchase: PurchaseKind? = nil,
        stopped: Bool = false
    ) {
        self.provider = provider
        self.instanceType = instanceType
        self.region = region
        self.purchase = purchase
        self.stopped = stopped
    }
}

/// Which part of a machine's history.
public struct PriceHistoryQuery: Hashable, Sendable {
    /// Whose machine.
    public var provider: String
    /// The machine.
    public var instanceType: String
    /// Only in this region.
    public var region: String?
    /// Only in this zone.
    public var zone: String?
    /// Only prices of this kind.
    public var purchase: PurchaseKind?
    /// Only prices that began then or later.
    public var since: Date?
    /// How many to pass over.
    public var skip: Int
    /// How many at most.
    public var limit: Int

    /// A machine's history.
    public init(
        provider: String, instanceType: String, region: String? = nil, zone: String? = nil,
        purchase: PurchaseKind? = nil, since: Date? = nil, skip: Int = 0, limit: Int = 100
    ) {
        self.provider = provider
        self.instanceType = instanceType
        self.region = region
        self.zone = zone
        self.purchase = purchase
        self.since = since
        self.skip = skip
        self.limit = limit
    }
}
