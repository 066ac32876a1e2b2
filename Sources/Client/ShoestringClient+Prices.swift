public import FoundationEssentials
import HTTPClient
public import Vocabulary
public import Wire

/// Which prices a listing shows, and how.
public struct PriceQuery: Sendable, Hashable {
    /// Only this provider's.
    public var provider: String?
    /// Only this machine's.
    public var type: String?
    /// Only this region's.
    public var region: String?
    /// Only prices of this kind.
    public var purchase: PurchaseKind?
    /// What gates stopped instead of what may be used.
    public var quarantined = false
    /// `name`, `price` or `age`; a minus in front turns it round.
    public var sort: String?
    /// A time or day; now without it.
    public var at: String?
    /// 1…10,000.
    public var limit: Int?
    /// From the page before.
    public var cursor: String?

    /// Every price in force.
    public init() {}

    var pairs: [(String, String?)] {
        [
            ("provider", provider), ("type", type), ("region", region), ("purchase", purchase?.rawValue),
            ("quality", quarantined ? "quarantined" : nil), ("sort", sort), ("at", at), ("limit", limit?.description),
            ("cursor", cursor),
        ]
    }
}

extension ShoestringClient {
    /// A page of prices in force.
    public func prices(_ query: PriceQuery = PriceQuery()) async throws(ClientError) -> PricePage {
        try await get(Route.prices, query: query.pairs)
    }

    /// What a machine has cost, the newest first.
    public func priceHistory(
        provider: String, type: String, region: String? = nil, purchase: PurchaseKind? = nil, since: String? = nil,
        limit: Int? = nil, cursor: String? = nil
    ) async throws(ClientError) -> Page<Quote> {
        try await get(
            Route.priceHistory,
            query: [
                ("provider", provider), ("type", type), ("region", region), ("purchase", purchase?.rawValue),
                ("since", since), ("limit", limit?.description), ("cursor", cursor),
            ])
    }

    /// Prices that should be looked at, and how the feeds fared.
    public func priceCheck(olderThanDays days: Int? = nil, since: String? = nil) async throws(ClientError) -> PriceCheck
    {
        try await get(Route.priceCheck, query: [("older_than_days", days?.description), ("since", since)])
    }

    /// Asks one source for prices, or all of them; this may take minutes.
    public func refreshPrices(feed: String? = nil) async throws(ClientError) -> Page<PriceRefresh> {
        var request = HTTPRequest(.post, address(Route.priceRefresh, [("feed", feed)]))
        request.timeouts.total = .seconds(1800)
        return try decode(try await send(request), Route.priceRefresh)
    }

    /// Stores a table of prices in SkyPilot's column names, whole or not at all.
    public func importPrices(
        _ table: Data, provider: String, source: String?, effectiveAt: String?
    ) async throws(ClientError) -> PriceRefresh {
        var request = HTTPRequest(
            .post,
            address(Route.priceImport, [("provider", provider), ("source", source), ("effective_at", effectiveAt)]))
        request.headers.append(HTTPField("Content-Type", "text/csv"))
        request.body = .bytes(table)
        request.timeouts.total = .seconds(300)
        return try decode(try await send(request), Route.priceImport)
    }
}
