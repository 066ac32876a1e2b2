public import Foundation
import Pricing
public import Vocabulary

/// Answers what machines cost now: one price for each machine, region, zone and kind.
public struct ListPrices: Sendable {
    private let ledger: any PriceLedger

    /// What a listing is sorted by; equal ones by provider, type, region, zone, kind.
    public enum Order: String, Hashable, Sendable, CaseIterable {
        /// By provider, type, region, zone and kind.
        case name
        /// By the price of an hour.
        case price
        /// By how long ago the price was read.
        case age
    }

    /// Prepares the verb.
    public init(ledger: any PriceLedger) { self.ledger = ledger }

    /// The prices in force, sorted, whole, and the moment that they are of.
    ///
    /// - Parameters:
    ///   - filter: Which; its `stopped` lists what gates stopped, with the reasons.
    ///   - order: The order.
    ///   - descending: Whether the greatest come first.
    ///   - moment: The moment; now without it.
    /// - Throws: `notFound` for a provider, machine or region that nobody knows, with those that there are; `unavailable`.
    public func callAsFunction(
        _ filter: PriceFilter, order: Order = .name, descending: Bool = false, at moment: Date? = nil
    ) async throws(WorkflowError) -> (asOf: Date, prices: [PricedMachine]) {
        let ledger = ledger
        let (found, types) = try await translated { () throws(LedgerError) in
            (try await ledger.pricesInForce(filter, at: moment), try await ledger.instanceTypes())
        }
        if found.quotes.isEmpty { try await explain(filter, types) }
        var machines: [String: InstanceType] = [:]
        for type in types { machines["\(type.provider) \(type.name)"] = type }
        let prices = Self.chosen(found.quotes, filter, at: found.asOf).map { quote in
            PricedMachine(
                quote: quote, machine: machines["\(quote.provider) \(quote.instanceType)"],
                ageSeconds: quote.age(at: found.asOf))
        }
        return (found.asOf, Self.sorted(prices, order, descending))
    }

    /// One quote for each key; every stopped one.
    private static func chosen(_ quotes: [Quote], _ filter: PriceFilter, at moment: Date) -> [Quote] {
        if filter.stopped { return quotes }
        let book = PriceBook(quotes)
        return book.keys.compactMap { book.price(of: $0, at: moment) }
    }

    private static func sorted(_ prices: [PricedMachine], _ order: Order, _ descending: Bool) -> [PricedMachine] {
        let ascending = prices.sorted { left, right in
            switch order {
            case .price where left.quote.hourly != right.quote.hourly: left.quote.hourly < right.quote.hourly
            case .age where left.ageSeconds != right.ageSeconds: left.ageSeconds < right.ageSeconds
            default: (left.quote.key, left.quote.source) < (right.quote.key, right.quote.source)
            }
        }
        return descending ? ascending.reversed() : ascending
    }

    /// Why nothing was found, where a name is the reason.
    private func explain(_ filter: PriceFilter, _ types: [InstanceType]) async throws(WorkflowError) {
        let ledger = ledger
        let all = try await translated { () throws(LedgerError) in
            try await ledger.pricesInForce(PriceFilter(stopped: filter.stopped), at: nil).quotes
        }
        let providers = Set(types.map(\.provider) + all.map(\.provider))
        if let provider = filter.provider, !providers.contains(provider) {
            throw .notFound("provider \(provider); there are \(Self.list(providers))")
        }
        let mine = types.filter { filter.provider == nil || $0.provider == filter.provider }
        if let name = filter.instanceType, !mine.contains(where: { $0.name == name }) {
            throw .notFound(
                "machine \(name)\(filter.provider.map { " of \($0)" } ?? ""); GET /api/v1/prices lists them")
        }
        let regions = Set(all.filter { filter.provider == nil || $0.provider == filter.provider }.map(\.region))
        if let region = filter.region, !regions.contains(region) {
            throw .notFound("price in the region \(region); there are prices in \(Self.list(regions))")
        }
    }

    private static func list(_ names: Set<String>) -> String { names.sorted().prefix(40).joined(separator: ", ") }
}

/// Answers what a machine has cost over time.
public struct PriceHistory: Sendable {
    private let ledger: any PriceLedger

    /// Prepares the verb.
    public init(ledger: any PriceLedger) { self.ledger = ledger }

    /// The machine's quotes, stopped ones too, the newest first.
    ///
    /// - Throws: `notFound` for a machine that nobody knows, `unavailable`.
    public func callAsFunction(_ query: PriceHistoryQuery) async throws(WorkflowError) -> [Quote] {
        let ledger = ledger
        let (quotes, types) = try await translated { () throws(LedgerError) in
            (try await ledger.priceHistory(query), try await ledger.instanceTypes())
        }
        let isKnown = types.contains { $0.provider == query.provider && $0.name == query.instanceType }
        guard isKnown || !quotes.isEmpty else {
            throw .notFound("machine \(query.instanceType) of \(query.provider)")
        }
        return quotes
    }
}

/// Names prices that should be looked at: old, contradicted, moved.
public struct CheckPrices: Sendable {
    private let ledger: any PriceLedger

    /// What a check found.
    public struct Outcome: Hashable, Sendable {
        /// The moment of the check.
        public let asOf: Date
        /// How many prices are in force.
        public let inForce: Int
        /// How many quotes are stopped.
        public let stopped: Int
        /// What was found, by key.
        public let findings: [PriceFinding]
        /// How the feeds fared.
        public let feeds: [PriceFeedStatus]
    }

    /// Prepares the verb.
    public init(ledger: any PriceLedger) { self.ledger = ledger }

    /// Looks at every price in force.
    ///
    /// - Parameters:
    ///   - days: Prices that were not read for longer are old.
    ///   - since: Prices that moved by more than 5 % since then are named; `nil` for none.
    /// - Throws: `unavailable`.
    public func callAsFunction(olderThan days: Double, since: Date?) async throws(WorkflowError) -> Outcome {
        let ledger = ledger
        return try await translated { () throws(LedgerError) in
            let now = try await ledger.pricesInForce(PriceFilter(), at: nil)
            let stopped = try await ledger.pricesInForce(PriceFilter(stopped: true), at: nil).quotes.count
            var quotes = Set(now.quotes)
            if let since { quotes.formUnion(try await ledger.pricesInForce(PriceFilter(), at: since).quotes) }
            let book = PriceBook(quotes)
            return Outcome(
                asOf: now.asOf, inForce: PriceBook(now.quotes).keys.count, stopped: stopped,
                findings: PriceDrift.findings(in: book, at: now.asOf, olderThan: days, since: since),
                feeds: try await ledger.priceFeeds())
        }
    }
}
