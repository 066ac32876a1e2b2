import Foundation
import Vocabulary
public import Workflow

/// What every ledger promises about prices; each promise is checked on an empty ledger of its own.
public struct PriceContract: Sendable, CustomStringConvertible {
    /// The promise in words.
    public let description: String
    private let keep: @Sendable (any PriceLedger) async throws -> Void

    init(_ description: String, _ keep: @escaping @Sendable (any PriceLedger) async throws -> Void) {
        self.description = description
        self.keep = keep
    }

    /// Checks the promise.
    ///
    /// - Throws: ``ContractBroken`` with what came instead, or the ledger's error.
    public func check(_ ledger: any PriceLedger) async throws { try await keep(ledger) }

    /// All of them.
    public static let promises = [
        PriceContract("what was stored is answered as it was, machines too") { ledger in
            let quote = PriceSamples.quote(213_100_000, zone: "use1-az4", note: "näher")
            try expect(try await ledger.store(PriceSamples.imported([quote])), is: PriceStored(added: 1, confirmed: 0))
            try expect(try await ledger.pricesInForce(PriceFilter(), at: nil).quotes, is: [quote])
            try expect(try await ledger.instanceTypes(), is: PriceSamples.types)
        },
        PriceContract("the same quote again is one quote, read later") { ledger in
            _ = try await ledger.store(PriceSamples.imported([PriceSamples.quote(1_000_000)]))
            let later = PriceSamples.quote(1_000_000, fetched: 3600)
            try expect(try await ledger.store(PriceSamples.imported([later])), is: PriceStored(added: 0, confirmed: 1))
            try expect(try await ledger.pricesInForce(PriceFilter(), at: nil).quotes, is: [later])
        },
        PriceContract("another price for the same moment changes nothing and is not counted") { ledger in
            let first = PriceSamples.quote(1_000_000)
            _ = try await ledger.store(PriceSamples.imported([first]))
            let stored = try await ledger.store(PriceSamples.imported([PriceSamples.quote(2_000_000, fetched: 60)]))
            try expect(stored, is: PriceStored(added: 0, confirmed: 0))
            try expect(try await ledger.pricesInForce(PriceFilter(), at: nil).quotes, is: [first])
        },
        PriceContract("at a moment the latest price of each source is in force, later ones are not") { ledger in
            let quotes = [
                PriceSamples.quote(1, effective: 0), PriceSamples.quote(2, effective: 100),
                PriceSamples.quote(3, effective: 200), PriceSamples.quote(9, effective: 50, source: "other"),
            ]
            _ = try await ledger.store(PriceSamples.imported(quotes))
            let found = try await ledger.pricesInForce(PriceFilter(), at: PriceSamples.start + 150)
            try expect(found.asOf, is: PriceSamples.start + 150)
            try expect(Set(found.quotes), is: [quotes[1], quotes[3]])
            try expect(try await ledger.pricesInForce(PriceFilter(), at: PriceSamples.start - 1).quotes, is: [])
        },
        PriceContract("a stopped quote is kept and never in force, however new; zero may be stopped") { ledger in
            let good = PriceSamples.quote(5, effective: 0)
            let bad = PriceSamples.quote(0, effective: 100, quality: .quarantined, note: "0 USD/h is not a price")
            _ = try await ledger.store(PriceSamples.imported([good, bad]))
            try expect(try await ledger.pricesInForce(PriceFilter(), at: PriceSamples.start + 1000).quotes, is: [good])
            try expect(
                try await ledger.pricesInForce(PriceFilter(stopped: true), at: PriceSamples.start + 1000).quotes,
                is: [bad])
        },
        PriceContract("an import with a price of zero that may be used is refused whole") { ledger in
            let quotes = [PriceSamples.quote(5), PriceSamples.quote(0, effective: 1)]
            do throws(LedgerError) {
                _ = try await ledger.store(PriceSamples.imported(quotes))
                throw LedgerError.defect("it was accepted")
            } catch {
                guard case .refused = error else { throw error }
            }
            try expect(try await ledger.pricesInForce(PriceFilter(), at: nil).quotes, is: [])
            try expect(try await ledger.instanceTypes(), is: [])
            try expect(try await ledger.priceFeeds(), is: [])
        },
        PriceContract("filters by provider, machine, region and kind") { ledger in
            let spot = PriceSamples.quote(5)
            let list = PriceSamples.quote(9, purchase: .onDemand)
            let away = PriceSamples.quote(6, region: "eu-west-1")
            _ = try await ledger.store(PriceSamples.imported([spot, list, away]))
            let cases: [(PriceFilter, Set<Quote>)] = [
                (PriceFilter(purchase: .onDemand), [list]), (PriceFilter(region: "eu-west-1"), [away]),
                (PriceFilter(provider: "aws", instanceType: "g4dn.xlarge"), [spot, list, away]),
                (PriceFilter(provider: "gcp"), []), (PriceFilter(instanceType: "other"), []),
            ]
            for (filter, expected) in cases {
                try expect(Set(try await ledger.pricesInForce(filter, at: nil).quotes), is: expected)
            }
        },
        PriceContract("a history has every quote, the newest first, in pages") { ledger in
            let quotes = (0..<5).map { PriceSamples.quote(Int64($0) + 1, effective: Double($0) * 10) }
            _ = try await ledger.store(PriceSamples.imported(quotes))
            var query = PriceHistoryQuery(provider: "aws", instanceType: "g4dn.xlarge", limit: 2)
            try expect(try await ledger.priceHistory(query), is: [quotes[4], quotes[3]])
            query.skip = 4
            try expect(try await ledger.priceHistory(query), is: [quotes[0]])
            query = PriceHistoryQuery(provider: "aws", instanceType: "g4dn.xlarge", since: PriceSamples.start + 30)
            try expect(try await ledger.priceHistory(query), is: [quotes[4], quotes[3]])
        },
        PriceContract("a feed that fails keeps the time of its last good reading") { ledger in
            _ = try await ledger.store(PriceSamples.imported([PriceSamples.quote(5)]))
            try await ledger.noteFailure(ofFeed: "test", address: "here", reason: "no answer")
            let status = try need(try await ledger.priceFeeds().first)
            try expect(status.fetchedAt, is: PriceSamples.start)
            try expect(status.quoteCount, is: 1)
            try expect(status.failure, is: "no answer")
            try expect(status.failedAt == nil, is: false)
        },
    ]
}

/// Quotes for contracts.
enum PriceSamples {
    /// 2026-01-01 00:00 UTC.
    static let start = Date(timeIntervalSince1970: 1_767_225_600)

    static let types = [
        InstanceType(
            provider: "aws", name: "g4dn.xlarge", processors: 4, memoryGiB: 16, architecture: "x86_64",
            accelerator: "T4", acceleratorCount: 1, acceleratorMemoryGiB: 16)
    ]

    static func quote(
        _ nanodollars: Int64, effective: Double = 0, fetched: Double = 0, source: String = "AWS", zone: String? = nil,
        region: String = "us-east-1", purchase: PurchaseKind = .spot, quality: QuoteQuality = .live, note: String? = nil
    ) -> Quote {
        Quote(
            provider: "aws", instanceType: "g4dn.xlarge", region: region, zone: zone, purchase: purchase,
            hourly: Money(nanodollars: nanodollars), effectiveAt: start + effective, source: source,
            fetchedAt: start + fetched, quality: quality, note: note)
    }

    static func imported(_ quotes: [Quote]) -> PriceImport {
        PriceImport(feed: "test", address: "here", fetchedAt: start, types: types, quotes: quotes)
    }
}
