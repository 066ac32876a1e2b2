public import Foundation
public import Vocabulary
public import Workflow

/// What ``InMemoryLedger`` keeps of prices.
struct StoredPrices {
    var types: [String: InstanceType] = [:]
    /// In the order in which they came.
    var quotes: [Quote] = []
    var feeds: [String: PriceFeedStatus] = [:]
}

extension InMemoryLedger {
    /// Stores everything that one reading gave, all or nothing, and that the feed was read.
    public func store(_ imported: PriceImport) throws(LedgerError) -> PriceStored {
        try answer()
        for quote in imported.quotes where quote.hourly <= .zero && quote.quality != .quarantined {
            throw .refused("price_quote_positive")
        }
        for type in imported.types { prices.types["\(type.provider) \(type.name)"] = type }
        var (added, confirmed) = (0, 0)
        var seen: Set<String> = []
        for quote in imported.quotes where seen.insert(Self.identity(of: quote)).inserted {
            let index = prices.quotes.firstIndex { Self.identity(of: $0) == Self.identity(of: quote) }
            guard let index else {
                prices.quotes.append(quote)
                added += 1
                continue
            }
            guard prices.quotes[index].hourly == quote.hourly else { continue }
            prices.quotes[index] = quote.read(at: max(prices.quotes[index].fetchedAt, quote.fetchedAt))
            confirmed += 1
        }
        let before = prices.feeds[imported.feed]
        prices.feeds[imported.feed] = PriceFeedStatus(
            name: imported.feed, address: imported.address, fetchedAt: imported.fetchedAt,
            quoteCount: imported.quotes.count, failedAt: before?.failedAt, failure: before?.failure)
        return PriceStored(added: added, confirmed: confirmed)
    }

    /// Notes that a feed gave nothing; what it gave before stays in force.
    public func noteFailure(ofFeed name: String, address: String, reason: String) throws(LedgerError) {
        try answer()
        let before = prices.feeds[name]
        prices.feeds[name] = PriceFeedStatus(
            name: name, address: address, fetchedAt: before?.fetchedAt, quoteCount: before?.quoteCount, failedAt: now,
            failure: reason)
    }

    /// How the feeds fared, by name.
    public func priceFeeds() throws(LedgerError) -> [PriceFeedStatus] {
        try answer()
        return prices.feeds.values.sorted { $0.name < $1.name }
    }

    /// Every machine by provider and name.
    public func instanceTypes() throws(LedgerError) -> [InstanceType] {
        try answer()
        return prices.types.values.sorted { ($0.provider, $0.name) < ($1.provider, $1.name) }
    }

    /// What each source says of each key at a moment, this ledger's clock by default, and that moment.
    public func pricesInForce(
        _ filter: PriceFilter, at moment: Date?
    ) throws(LedgerError) -> (asOf: Date, quotes: [Quote]) {
        try answer()
        let asOf = moment ?? now
        var latest: [String: Quote] = [:]
        for quote in prices.quotes where quote.effectiveAt <= asOf && (quote.quality == .quarantined) == filter.stopped
        {
            guard filter.provider == nil || quote.provider == filter.provider,
                filter.instanceType == nil || quote.instanceType == filter.instanceType,
                filter.region == nil || quote.region == filter.region,
                filter.purchase == nil || quote.purchase == filter.purchase
            else { continue }
            let key = Self.identity(of: quote, withTime: false)
            if let other = latest[key], other.effectiveAt > quote.effectiveAt { continue }
            latest[key] = quote
        }
        return (asOf, Array(latest.values))
    }

    /// Every quote of a machine, stopped ones too, the newest first.
    public func priceHistory(_ query: PriceHistoryQuery) throws(LedgerError) -> [Quote] {
        try answer()
        let matching = prices.quotes.enumerated().filter { _, quote in
            quote.provider == query.provider && quote.instanceType == query.instanceType
                && (query.region == nil || quote.region == query.region)
                && (query.zone == nil || quote.zone == query.zone)
                && (query.purchase == nil || quote.purchase == query.purchase)
                && (query.since.map { quote.effectiveAt >= $0 } ?? true)
        }
        let sorted = matching.sorted { ($0.element.effectiveAt, $0.offset) > ($1.element.effectiveAt, $1.offset) }
        return sorted.dropFirst(query.skip).prefix(query.limit).map(\.element)
    }

    private static func identity(of quote: Quote, withTime: Bool = true) -> String {
        let time = withTime ? "\(quote.effectiveAt.timeIntervalSince1970)" : ""
        return [
            quote.provider, quote.instanceType, quote.region, quote.zone ?? "", quote.purchase.rawValue, quote.source,
            time,
        ].joined(separator: "\u{1F}")
    }
}

extension Quote {
    /// The same quote, read at another time.
    fileprivate func read(at time: Date) -> Quote {
        Quote(
            provider: provider, instanceType: instanceType, region: region, zone: zone, purchase: purchase,
            hourly: hourly, effectiveAt: effectiveAt, source: source, fetchedAt: time, quality: quality, note: note)
    }
}
