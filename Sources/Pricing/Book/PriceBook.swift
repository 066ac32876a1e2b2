public import FoundationEssentials
public import Vocabulary

/// Prices by what they are for, over time and from several sources.
///
/// A price holds from its ``Vocabulary/Quote/effectiveAt`` until the same source's next one for the same key. Stopped quotes are kept to be
/// looked at and never answered as a price.
public struct PriceBook: Hashable, Sendable {
    /// Ascending by time.
    private var series: [PriceKey: [Quote]] = [:]

    /// A book with these quotes.
    public init(_ quotes: some Sequence<Quote> = []) {
        for quote in quotes { series[quote.key, default: []].append(quote) }
        for key in series.keys { series[key]?.sort { $0.effectiveAt < $1.effectiveAt } }
    }

    /// Adds a quote.
    public mutating func add(_ quote: Quote) {
        let index = series[quote.key]?.lastIndex { $0.effectiveAt <= quote.effectiveAt }
        series[quote.key, default: []].insert(quote, at: index.map { $0 + 1 } ?? 0)
    }

    /// What there are prices for, in order.
    public var keys: [PriceKey] { series.keys.sorted() }

    /// Every quote of a key, stopped ones too, the earliest first.
    public func history(of key: PriceKey) -> [Quote] { series[key] ?? [] }

    /// The quotes that a gate stopped.
    public var quarantined: [Quote] { keys.flatMap { key in history(of: key).filter { !$0.isUsable } } }

    /// What each source says of a key at a moment, stopped quotes left out.
    public func inForce(_ key: PriceKey, at moment: Date) -> [Quote] {
        var latest: [String: Quote] = [:]
        for quote in history(of: key) where quote.isUsable && quote.effectiveAt <= moment {
            latest[quote.source] = quote
        }
        return latest.values.sorted { Self.isBetter($0, $1) }
    }

    /// The price of a key at a moment; `nil` when no usable quote held then.
    ///
    /// Of several sources a computed price comes after one that somebody published, then the one that was read last counts.
    public func price(of key: PriceKey, at moment: Date) -> Quote? { inForce(key, at: moment).first }

    /// The last price of a key, whenever it began.
    public func latest(_ key: PriceKey) -> Quote? { price(of: key, at: .distantFuture) }

    /// The price in each zone of a region, the cheapest first; a price for the region as a whole has no zone.
    ///
    /// Zones of one region differ more at one moment than a week's drift (p5.48xlarge 3.9 ×, `docs/prices.md`).
    public func zones(
        provider: String, instanceType: String, region: String, purchase: PurchaseKind, at moment: Date
    ) -> [Quote] {
        series.keys.filter {
            $0.provider == provider && $0.instanceType == instanceType && $0.region == region && $0.purchase == purchase
        }.compactMap { price(of: $0, at: moment) }.sorted { ($0.hourly, $0.key) < ($1.hourly, $1.key) }
    }

    /// How old the price of a key is at a moment, in seconds since it was last read from its source; `nil` without a price.
    public func age(of key: PriceKey, at moment: Date) -> TimeInterval? { price(of: key, at: moment)?.age(at: moment) }

    /// Whether the left quote is to be used rather than the right one.
    private static func isBetter(_ left: Quote, _ right: Quote) -> Bool {
        let (first, second) = (left.quality == .derived, right.quality == .derived)
        if first != second { return second }
        if left.fetchedAt != right.fetchedAt { return left.fetchedAt > right.fetchedAt }
        if left.effectiveAt != right.effectiveAt { return left.effectiveAt > right.effectiveAt }
        return left.source < right.source
    }
}
