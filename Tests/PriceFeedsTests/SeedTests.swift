import Foundation
import Pricing
import Testing
import Vocabulary

@testable import PriceFeeds

@Suite("The seed")
struct SeedTests {
    private func judged() throws -> (harvest: PriceHarvest, judgement: PriceJudgement) {
        let harvest = try Seed.harvest()
        return (harvest, PriceGates(types: harvest.types).judge(harvest.candidates))
    }

    @Test("has 145 rows: 142 machines, 3 accelerators without one, 145 list prices and 132 spot prices")
    func rows() throws {
        let harvest = try Seed.harvest()
        #expect(harvest.types.count == 142)
        #expect(harvest.candidates.count { $0.key.purchase == .onDemand } == 145)
        #expect(harvest.candidates.count { $0.key.purchase == .spot } == 132)
    }

    @Test("passes the gates or is stopped with its reason: 257 quotes to use, 20 to keep only")
    func counts() throws {
        let judgement = try judged().judgement
        #expect(judgement.accepted.count == 257)
        #expect(judgement.stopped.count == 20)
        #expect(judgement.refused == [])
        // 2 × 3 accelerators without a machine, 12 spot prices of Azure from 2022, and Azure's two H100 without a discount.
        let reasons = Dictionary(grouping: judgement.stopped) { $0.gate }.mapValues(\.count)
        #expect(reasons == [.sourceWarns: 18, .noDiscount: 2])
        #expect(judgement.stopped.count { $0.reason.hasPrefix("GPU price excludes host VM") } == 6)
        #expect(judgement.stopped.count { $0.reason == "spot is 2022: stale, do not use without refresh" } == 12)
        #expect(
            judgement.stopped.filter { $0.gate == .noDiscount }.map(\.quote.instanceType) == [
                "Standard_NC40ads_H100_v5", "Standard_ND96isr_H100_v5",
            ])
    }

    @Test("calls 50 spot prices of AWS and RunPod's two derived, no list price")
    func derived() throws {
        let derived = try judged().judgement.accepted.filter { $0.quality == .derived }
        #expect(derived.count { $0.provider == "aws" } == 50)
        #expect(derived.count { $0.provider == "runpod" } == 2)
        #expect(derived.allSatisfy { $0.purchase == .spot })
    }

    @Test("dates every quote between 2022 and its making, and names a source for each")
    func dates() throws {
        for quote in try judged().judgement.quotes {
            // 2022-01-01 and 2026-09-01.
            #expect((1_640_995_200...1_788_220_800).contains(quote.fetchedAt.timeIntervalSince1970))
            #expect(quote.effectiveAt <= quote.fetchedAt)
            #expect(!quote.source.isEmpty)
        }
    }

    @Test("says what a g4dn.xlarge costs and how well that is known")
    func example() throws {
        let book = PriceBook(try judged().judgement.accepted)
        let key = PriceKey(provider: "aws", instanceType: "g4dn.xlarge", region: "us-east-1", purchase: .spot)
        #expect(book.latest(key)?.hourly == Money("0.2131"))
        #expect(book.latest(key)?.note?.contains("0.2069…0.219") == true)
        #expect(book.latest(key.onDemand)?.hourly == Money("0.526"))
        // What a flag says of the spot price is not noted on the list price.
        let azure = PriceKey(
            provider: "azure", instanceType: "Standard_D4s_v5", region: "eastus", purchase: .onDemand)
        #expect(book.latest(azure)?.hourly == Money("0.192"))
        #expect(book.latest(azure)?.note == nil)
        // From 2026-07-20 to 2026-11-21.
        #expect(book.age(of: key.onDemand, at: Date(timeIntervalSince1970: 1_795_219_200)) == 124.0 * 86_400)
    }
}
