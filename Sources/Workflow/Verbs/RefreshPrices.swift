public import Foundation
public import Pricing
public import Vocabulary

/// Asks sources for prices, judges what comes and stores it: one reading whole or nothing of it.
public struct RefreshPrices: Sendable {
    private let ledger: any PriceLedger
    private let feeds: [any PriceFeed]

    /// Prepares the verb with the feeds that there are.
    public init(ledger: any PriceLedger, feeds: [any PriceFeed]) {
        self.ledger = ledger
        self.feeds = feeds
    }

    /// The feeds' names, in the order in which all are asked.
    public var names: [String] { feeds.map(\.name) }

    /// Asks one feed, or every one.
    ///
    /// A feed that fails is told with its reason and the age of what it gave before; the others are asked all the same.
    ///
    /// - Throws: `invalid` for a feed that there is not, `unavailable`.
    public func callAsFunction(feed name: String?) async throws(WorkflowError) -> [PriceRefresh] {
        if let name, !names.contains(name) {
            throw .invalid(
                InvalidInput(field: "feed", expected: "one of \(names.joined(separator: ", "))", received: name))
        }
        var refreshes: [PriceRefresh] = []
        for feed in feeds where name == nil || feed.name == name {
            refreshes.append(try await refresh(feed))
        }
        return refreshes
    }

    /// Reads and stores one table of prices as ``Pricing/PriceTable`` describes them.
    ///
    /// - Parameters:
    ///   - text: The table.
    ///   - provider: Whose prices it has.
    ///   - source: What the quotes name as their source.
    ///   - effectiveAt: Since when they hold; now without it.
    /// - Throws: `invalid` with every wrong field, nothing is stored then; `unavailable`.
    public func table(
        _ text: String, provider: String, source: String, effectiveAt: Date?
    ) async throws(WorkflowError) -> PriceRefresh {
        let known = try await known()
        let table = PriceTable(
            provider: provider, source: source, effectiveAt: effectiveAt ?? known.moment, fetchedAt: known.moment)
        let harvest: PriceHarvest
        do throws(InvalidInput) {
            if let effectiveAt, effectiveAt > known.moment {
                throw InvalidInput(
                    field: "effective_at", expected: "a time that has passed", received: "\(effectiveAt)")
            }
            harvest = try table.harvest(text)
        } catch {
            throw .invalid(error)
        }
        return try await keep(harvest, feed: "import", address: source, known)
    }

    private func refresh(_ feed: any PriceFeed) async throws(WorkflowError) -> PriceRefresh {
        let known = try await known()
        switch await Self.ask(feed, known) {
        case .success(let harvest): return try await keep(harvest, feed: feed.name, address: feed.address, known)
        case .failure(let failure): return try await note(failure, of: feed)
        }
    }

    private static func ask(
        _ feed: any PriceFeed, _ known: PriceFeedRequest
    ) async -> Result<PriceHarvest, PriceFeedFailure> {
        do throws(PriceFeedFailure) {
            return .success(try await feed.harvest(known))
        } catch {
            return .failure(error)
        }
    }

    private func note(_ failure: PriceFeedFailure, of feed: any PriceFeed) async throws(WorkflowError) -> PriceRefresh {
        let ledger = ledger
        let statuses = try await translated { () throws(LedgerError) in
            // A key that is missing is no failure of the source.
            if case .missing = failure {
            } else {
                try await ledger.noteFailure(
                    ofFeed: feed.name, address: feed.address, reason: failure.description)
            }
            return try await ledger.priceFeeds()
        }
        return PriceRefresh(
            feed: feed.name, address: feed.address, lastGood: statuses.first { $0.name == feed.name }?.fetchedAt,
            failure: failure.description)
    }

    private func known() async throws(WorkflowError) -> PriceFeedRequest {
        let ledger = ledger
        let (types, prices) = try await translated { () throws(LedgerError) in
            (try await ledger.instanceTypes(), try await ledger.pricesInForce(PriceFilter(), at: nil))
        }
        return PriceFeedRequest(types: types, book: PriceBook(prices.quotes), moment: prices.asOf)
    }

    private func keep(
        _ harvest: PriceHarvest, feed: String, address: String, _ known: PriceFeedRequest
    ) async throws(WorkflowError) -> PriceRefresh {
        let judgement = PriceGates(types: known.types + harvest.types, book: known.book).judge(harvest.candidates)
        // A machine in the wrong units must not replace one in the right ones.
        let sound = harvest.types.filter { PriceGates.complaint(about: $0) == nil }
        let imported = PriceImport(
            feed: feed, address: address, fetchedAt: known.moment, types: sound, quotes: judgement.quotes)
        let ledger = ledger
        let stored = try await translated { () throws(LedgerError) in try await ledger.store(imported) }
        var remarks = harvest.remarks
        let unchanged = Set(judgement.quotes.map(Moment.init)).count - stored.added - stored.confirmed
        if unchanged > 0 {
            remarks.append("\(unchanged) quotes are stored with another price for the same moment; those stay")
        }
        return PriceRefresh(
            feed: feed, address: address, lastGood: known.moment, accepted: judgement.accepted.count,
            added: stored.added,
            confirmed: stored.confirmed,
            stopped: judgement.stopped.map {
                .init(price: $0.quote.key.description, gate: $0.gate.rawValue, reason: $0.reason)
            },
            refused: judgement.refused.map {
                .init(price: $0.key.description, gate: $0.gate.rawValue, reason: $0.reason)
            }, remarks: remarks)
    }
}

/// What makes a quote one row.
private struct Moment: Hashable {
    let key: PriceKey
    let source: String
    let effectiveAt: Date

    init(_ quote: Quote) {
        key = quote.key
        source = quote.source
        effectiveAt = quote.effectiveAt
    }
}
