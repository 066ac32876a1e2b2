import Foundation
import Pricing
import Testing
import Vocabulary

@Suite("A cost estimate")
struct CostEstimatorTests {
    @Test("of an on-demand machine is (work + boot) × price")
    func onDemand() throws {
        // 36,000 requests of 1 s are 10 h, and 5 min to boot; at 0.6 USD: 6.05 USD.
        let estimate = try PlanSamples.estimator().estimate(
            .images(36_000), PlanSamples.configuration, on: try PlanSamples.rented("0.6"))
        let cost = try #require(estimate.marginal.value)
        #expect(cost == Quantiles(known: PlanSamples.usd("6.05")))
        #expect(estimate.full.value == cost)
        #expect(estimate.workHours.p50 == 10)
        #expect(estimate.priceAgeDays == 2)
        #expect(estimate.interruptionEvidence == nil)
        #expect(estimate.level == .measured)
    }

    @Test("of a spot machine follows Daly's expectation, the credit of the first hour taken off")
    func spot() throws {
        let site = try PlanSamples.rented("0.2", .spot)
        let estimate = try PlanSamples.estimator().estimate(.images(36_000), PlanSamples.configuration, on: site)
        // The prior's rate a/b = 2.23/4.09 an hour; W = 10 h, R = 300 s, δ = 30 s, τ by Daly: F4, then F8 with the exponential φ of one hour.
        let rate = 2.23 / 4.09
        let job = try SpotJob(work: 10, restart: 300 / 3600, checkpoint: 30 / 3600, bestFor: rate)
        let billed = try #require(SpotFormulas.billedHours(job, rate: rate).hours)
        let free = 1 - (1 + rate) * exp(-rate)
        let median = try #require(estimate.marginal.value?.p50.ratio(to: PlanSamples.usd("0.2")))
        #expect(abs(median - billed * (1 - free)) < 1e-6)
        #expect(estimate.interruptionEvidence?.level == .assumed)
        #expect(estimate.level == .assumed)
        #expect(estimate.makespanHours.p50 > billed)
    }

    @Test("of a device has the marginal and the full cost, and no boot")
    func device() throws {
        // 10 h at 200 W and 0.2 USD/kWh: 0.4 USD; 900 USD over 4 · 8760 · 0.2 = 7,008 h: 1.284 USD on top.
        let estimate = try PlanSamples.estimator().estimate(
            .images(36_000), PlanSamples.configuration, on: try PlanSamples.device())
        #expect(estimate.marginal.value?.p50 == Money("0.4"))
        let full = try #require(estimate.full.value?.p50.ratio(to: PlanSamples.usd("1")))
        #expect(abs(full - (0.4 + 9000.0 / 7008)) < 1e-6)
        #expect(estimate.makespanHours.p50 == 10)
    }

    @Test("is wider when the run time is: an interval of ×2 becomes one of ×2")
    func spread() throws {
        let estimate = try PlanSamples.estimator(
            spread: 2, assumptions: try CostAssumptions(json: ["restart_seconds": 0])
        )
        .estimate(.images(36_000), PlanSamples.configuration, on: try PlanSamples.rented("0.6"))
        let cost = try #require(estimate.marginal.value)
        #expect([cost.p10, cost.p50, cost.p90] == [Money("3"), Money("6"), Money("12")])
    }

    @Test("never falls with price, work or restart time", arguments: [PurchaseKind.onDemand, .spot])
    func monotone(purchase: PurchaseKind) throws {
        func median(_ dollars: String, _ images: Int64, _ restart: Double) throws -> Money {
            let estimator = try PlanSamples.estimator(
                assumptions: try CostAssumptions(json: ["restart_seconds": .number(restart)]))
            let site = try PlanSamples.rented(dollars, purchase)
            let estimate = try estimator.estimate(.images(images), PlanSamples.configuration, on: site)
            return try #require(estimate.marginal.value?.p50)
        }
        #expect(try median("0.2", 36_000, 300) < median("0.3", 36_000, 300))
        #expect(try median("0.2", 36_000, 300) < median("0.2", 40_000, 300))
        #expect(try median("0.2", 36_000, 300) < median("0.2", 36_000, 600))
    }

    @Test("for serving takes as many machines as seven tenths of their capacity ask for, and pays all hours")
    func serving() throws {
        // 2 requests/s of 1 s each need 2/0.7 → 3 machines; 100 h and a boot, at 0.6 USD.
        let estimate = try PlanSamples.estimator().estimate(
            .requests(perSecond: 2, hours: 100), PlanSamples.configuration, on: try PlanSamples.rented("0.6"))
        #expect(estimate.machines == 3)
        let cost = try #require(estimate.marginal.value?.p50.ratio(to: PlanSamples.usd("1")))
        #expect(abs(cost - 3 * 0.6 * (100 + 1.0 / 12)) < 1e-6)
        let refused = #expect(throws: CostRefusal.self) {
            try PlanSamples.estimator().estimate(
                .requests(perSecond: 2, hours: 100), PlanSamples.configuration, on: try PlanSamples.device())
        }
        #expect(refused?.reason.contains("3 of them") == true)
    }

    @Test("uses no price that a gate stopped")
    func quarantined() throws {
        let site = CostSite.rented(nil, try PlanSamples.quote("0.6", quality: .quarantined), onDemand: nil)
        #expect(throws: CostRefusal.self) {
            try PlanSamples.estimator().estimate(.images(10), PlanSamples.configuration, on: site)
        }
    }

    @Test("by simulation is near the closed form and the same for the same seed")
    func simulation() throws {
        let estimator = try PlanSamples.estimator(spread: 1.1)
        let site = try PlanSamples.rented("0.2", .spot)
        let work = Work.images(43_200)
        let closed = try estimator.estimate(work, PlanSamples.configuration, on: site)
        let first = try estimator.simulated(closed, work, on: site, draws: 1000, seed: 7)
        #expect(try estimator.simulated(closed, work, on: site, draws: 1000, seed: 7) == first)
        #expect(first.method == .simulated(draws: 1000, seed: 7))
        let median = try #require(closed.marginal.value?.p50)
        let ratio = try #require(first.marginal.value?.p50.ratio(to: median))
        #expect((0.8...1.2).contains(ratio))
        let (wide, narrow) = (try #require(first.marginal.value), try #require(closed.marginal.value))
        #expect(wide.p10 < wide.p90 && narrow.p10 < narrow.p90)
    }
}
