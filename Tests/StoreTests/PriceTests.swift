import Foundation
import Postgres
import Testing
import Vocabulary
import Workflow
import WorkflowTesting

@testable import Store

@Suite("Prices in Postgres")
struct PriceTests {
    @Test("keep the promises that the ledger in memory keeps", arguments: PriceContract.promises)
    func promise(_ promise: PriceContract) async throws {
        try await withLedger { ledger, _ in try await promise.check(ledger) }
    }

    @Test("can be neither changed nor deleted, whatever writes to the table")
    func appendOnly() async throws {
        try await withLedger { ledger, client in
            let quote = Quote(
                provider: "aws", instanceType: "c6i.large", region: "us-east-1", purchase: .spot,
                hourly: Money(nanodollars: 31_450_000), effectiveAt: Date(timeIntervalSince1970: 1_767_225_600),
                source: "AWS", fetchedAt: Date(timeIntervalSince1970: 1_767_225_600), quality: .live)
            _ = try await ledger.store(
                PriceImport(feed: "f", address: "a", fetchedAt: quote.fetchedAt, types: [], quotes: [quote]))
            for sql in ["UPDATE price_quote SET nanodollars = 1", "DELETE FROM price_quote"] {
                await #expect(throws: PostgresError.self) { _ = try await client.execute(Statement(sql: sql)) }
            }
            #expect(try await ledger.pricesInForce(PriceFilter(), at: nil).quotes == [quote])
        }
    }
}
