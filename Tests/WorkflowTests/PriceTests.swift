import Foundation
import Pricing
import Testing
import Vocabulary
import WorkflowTesting

@testable import Workflow

/// A feed that gives what a test says.
private struct CannedFeed: PriceFeed {
    let name: String
    let address = "canned"
    let outcome: Result<PriceHarvest, PriceFeedFailure>

    func harvest(_ request: PriceFeedRequest) async throws(PriceFeedFailure) -> PriceHarvest { try outcome.get() }
}

@Suite("Prices")
struct PriceTests {
    private let ledger = InMemoryLedger()

    private static let type = InstanceType(
        provider: "aws", name: "g4dn.xlarge", processors: 4, memoryGiB: 16, architecture: "x86_64", accelerator: "T4",
        acceleratorCount: 1, acceleratorMemoryGiB: 16)

    private static func candidate(
        _ amount: String, _ purchase: PurchaseKind = .onDemand, source: String = "file", daysAgo: Double = 10
    ) throws -> PriceCandidate {
        let time = Date(timeIntervalSince1970: 1_767_225_600) - daysAgo * 86_400
        return PriceCandidate(
            key: PriceKey(provider: "aws", instanceType: "g4dn.xlarge", region: "us-east-1", purchase: purchase),
            amount: try #require(Money(amount)), effectiveAt: time, source: source, fetchedAt: time, quality: .snapshot)
    }

    private static func feed(_ name: String, _ candidates: [PriceCandidate]) -> CannedFeed {
        CannedFeed(name: name, outcome: .success(PriceHarvest(types: [type], candidates: candidates)))
    }

    private func refresh(_ feeds: [CannedFeed]) -> RefreshPrices { RefreshPrices(ledger: ledger, feeds: feeds) }

    @Test("the ledger in memory keeps the promises about prices", arguments: PriceContract.promises)
    func promise(_ promise: PriceContract) async throws { try await promise.check(InMemoryLedger()) }

    @Test("a refresh tells what was imported, what was stopped and why")
    func report() async throws {
        let feed = Self.feed("a", [try Self.candidate("0.526"), try Self.candidate("0.6", .spot, source: "other")])
        let report = try #require(try await refresh([feed])(feed: nil).first)
        #expect(report.accepted == 1 && report.added == 2 && report.confirmed == 0)
        #expect(report.failure == nil)
        #expect(
            report.stopped == [
                .init(
                    price: "aws g4dn.xlarge us-east-1 spot", gate: "spot_above_list",
                    reason: "spot 0.6 is above the list price 0.526 USD/h")
            ])
        let prices = try await ListPrices(ledger: ledger)(PriceFilter()).prices
        #expect(prices.map(\.quote.hourly.description) == ["0.526"])
        #expect(prices.map(\.ageSeconds) == [864_000.0])
        #expect(prices.first?.machine == Self.type)
        let stopped = try await ListPrices(ledger: ledger)(PriceFilter(stopped: true)).prices
        #expect(stopped.map(\.quote.quality) == [.quarantined])
    }

    @Test("loading the seed twice is loading it once")
    func twice() async throws {
        let feed = Self.feed("seed", [try Self.candidate("0.526"), try Self.candidate("0.2131", .spot)])
        _ = try await refresh([feed])(feed: "seed")
        let again = try #require(try await refresh([feed])(feed: "seed").first)
        #expect(again.added == 0 && again.confirmed == 2 && again.stopped == [])
    }

    @Test("a file that was accepted stays accepted when the provider later says something else")
    func stays() async throws {
        let seed = Self.feed("seed", [try Self.candidate("0.526")])
        _ = try await refresh([seed])(feed: nil)
        let own = try Self.candidate("0.45", source: "AWS", daysAgo: 1)
        let live = PriceCandidate(
            key: own.key, amount: own.amount, effectiveAt: own.effectiveAt, source: "AWS", fetchedAt: own.fetchedAt,
            quality: .live)
        _ = try await refresh([Self.feed("live", [live])])(feed: nil)
        let again = try #require(try await refresh([seed])(feed: nil).first)
        #expect(again.stopped == [])
        #expect(try await ListPrices(ledger: ledger)(PriceFilter()).prices.map(\.quote.source) == ["AWS"])
        let check = try await CheckPrices(ledger: ledger)(olderThan: 30, since: nil)
        #expect(check.findings.map(\.kind) == [.differing])
    }

    @Test("a feed that fails leaves what it gave before, with its age; the others are asked all the same")
    func failure() async throws {
        _ = try await refresh([Self.feed("a", [try Self.candidate("0.526")])])(feed: nil)
        await ledger.pass(seconds: 3600)
        let broken = CannedFeed(name: "a", outcome: .failure(.unreachable(reason: "no route")))
        let reports = try await refresh([broken, Self.feed("b", [])])(feed: nil)
        #expect(reports.map(\.failure) == ["no answer: no route", nil])
        #expect(reports[0].lastGood == Date(timeIntervalSince1970: 1_767_225_600))
        #expect(try await ListPrices(ledger: ledger)(PriceFilter()).prices.count == 1)
        #expect(try await ledger.priceFeeds().first?.failure == "no answer: no route")
    }

    @Test("a missing key is told by the variable's name and is no failure of the feed")
    func missing() async throws {
        let feed = CannedFeed(name: "a", outcome: .failure(.missing(variables: ["AWS_ACCESS_KEY_ID"])))
        let report = try #require(try await refresh([feed])(feed: "a").first)
        #expect(report.failure == "not asked: set AWS_ACCESS_KEY_ID for the coordinator")
        #expect(try await ledger.priceFeeds() == [])
    }

    @Test("an unknown feed, provider, machine or region is a clear answer")
    func unknown() async throws {
        let verb = refresh([Self.feed("a", [try Self.candidate("0.526")])])
        _ = try await verb(feed: nil)
        await #expect(
            throws: WorkflowError.invalid(InvalidInput(field: "feed", expected: "one of a", received: "b"))
        ) { try await verb(feed: "b") }
        let list = ListPrices(ledger: ledger)
        await #expect(throws: WorkflowError.notFound("provider ibm; there are aws")) {
            try await list(PriceFilter(provider: "ibm"))
        }
        await #expect(throws: WorkflowError.notFound("machine z9.x of aws; GET /api/v1/prices lists them")) {
            try await list(PriceFilter(provider: "aws", instanceType: "z9.x"))
        }
        await #expect(throws: WorkflowError.notFound("price in the region moon-1; there are prices in us-east-1")) {
            try await list(PriceFilter(region: "moon-1"))
        }
        #expect(try await list(PriceFilter(purchase: .reserved)).prices == [])
        await #expect(throws: WorkflowError.notFound("machine z9.x of aws")) {
            try await PriceHistory(ledger: ledger)(PriceHistoryQuery(provider: "aws", instanceType: "z9.x"))
        }
    }

    @Test("a table is imported whole or refused with its wrong fields; prices of zero are stopped")
    func table() async throws {
        let verb = refresh([])
        let text = "InstanceType,Region,vCPUs,MemoryGiB,Price,SpotPrice\nc6i.large,us-east-1,2,4,0.085,0\n"
        let report = try await verb.table(text, provider: "aws", source: "mine", effectiveAt: nil)
        #expect(report.accepted == 1)
        #expect(report.stopped.map(\.gate) == ["not_positive"])
        await #expect(throws: WorkflowError.self) {
            try await verb.table(text + "c6i.xlarge,us-east-1,4,8,x,\n", provider: "aws", source: "b", effectiveAt: nil)
        }
        #expect(try await ledger.instanceTypes().map(\.name) == ["c6i.large"])
        await #expect(throws: WorkflowError.self) {
            try await verb.table(text, provider: "aws", source: "c", effectiveAt: .distantFuture)
        }
    }

    @Test("sorts by price and by age, both ways")
    func order() async throws {
        let feed = Self.feed("a", [try Self.candidate("0.526"), try Self.candidate("0.2131", .spot, daysAgo: 20)])
        _ = try await refresh([feed])(feed: nil)
        let list = ListPrices(ledger: ledger)
        #expect(try await list(PriceFilter(), order: .price).prices.map(\.quote.purchase) == [.spot, .onDemand])
        #expect(try await list(PriceFilter(), order: .age).prices.map(\.quote.purchase) == [.onDemand, .spot])
        #expect(
            try await list(PriceFilter(), order: .age, descending: true).prices.map(\.quote.purchase) == [
                .spot, .onDemand,
            ])
    }
}
