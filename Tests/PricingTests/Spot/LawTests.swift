import Foundation
import Testing
import Vocabulary

@testable import Pricing

@Suite("Laws learned from intervals")
struct LawTests {
    @Test("without observations a law is exponential; with many it is what was observed")
    func ends() {
        var generator = SeededGenerator(seed: 31)
        let none = LengthLaw(observed: [], concentration: 2, mean: 3)
        let draws = (0..<40_000).map { _ in none.draw(&generator) }
        // Standard error 3/200.
        #expect(abs(mean(draws) - 3) < 0.06)
        let two = [UpInterval(hours: 1, isCensored: false), UpInterval(hours: 4, isCensored: false)]
        let seen = LengthLaw(observed: two, concentration: 1e-12, mean: 3)
        let values = (0..<10_000).map { _ in seen.draw(&generator) }
        #expect(Set(values) == [1, 4])
        // Half of each; standard error 0.005.
        #expect(abs(Double(values.count { $0 == 1 }) / 10_000 - 0.5) < 0.02)
    }

    @Test("the rest of a length at a random moment has mean E[L²]/2E[L]")
    func rest() {
        var generator = SeededGenerator(seed: 32)
        let two = [UpInterval(hours: 1, isCensored: false), UpInterval(hours: 4, isCensored: false)]
        let law = LengthLaw(observed: two, concentration: 1e-12, mean: 3)
        let rests = (0..<40_000).map { _ in law.drawRest(&generator) }
        // (1 + 16)/(2 · 5) = 1.7; standard deviation about 1.2.
        #expect(abs(mean(rests) - 1.7) < 4 * 1.2 / 200)
    }

    @Test("intervals that were cut off lengthen the law: exponential ones of mean 2, cut at 1.5, give a mean near 2")
    func censored() {
        var generator = SeededGenerator(seed: 33)
        let observed = (0..<4000).map { _ in
            let hours = 2 * generator.exponential()
            return UpInterval(hours: min(hours, 1.5), isCensored: hours > 1.5)
        }
        let law = LengthLaw(observed: observed, concentration: 2, mean: 2)
        let draws = (0..<40_000).map { _ in law.draw(&generator) }
        // The observed lengths alone have mean 1.06.
        #expect(abs(mean(draws) - 2) < 0.12)
    }

    @Test("the law of a long exponential trace gives F4's billed hours back, without drift")
    func closedForm() throws {
        let trace = try SyntheticTrace.exponential(rate: 0.5, meanOutage: 1, ticks: 20_000, tickSeconds: 60, seed: 34)
        let law = try SpotLaw(trace)
        let job = try SpotJob(work: 8, restart: 0.1, checkpoint: 0.01, bestFor: law.rate)
        let simulated = try #require(try SpotSimulation.estimate(job, law: law, rule: .aws, seed: 35, drift: 0))
        let said = try #require(SpotFormulas.billedHours(job, rate: law.rate).hours)
        #expect(abs(simulated.meanBilled / said - 1) < 0.02)
        #expect(simulated.finishing == 1)
    }

    @Test("the same seed gives the same quantiles, drift widens them, and they are in order")
    func quantiles() throws {
        let trace = try SyntheticTrace.exponential(rate: 0.5, meanOutage: 1, ticks: 5000, tickSeconds: 60, seed: 36)
        let law = try SpotLaw(trace)
        let job = try SpotJob(work: 12, restart: 0.1, checkpoint: 0.01, bestFor: law.rate)
        let first = try SpotSimulation.estimate(job, law: law, rule: .aws, seed: 1)
        #expect(first == (try SpotSimulation.estimate(job, law: law, rule: .aws, seed: 1)))
        #expect(first != (try SpotSimulation.estimate(job, law: law, rule: .aws, seed: 2)))
        let calm = try #require(try SpotSimulation.estimate(job, law: law, rule: .aws, seed: 1, drift: 0))
        let drifting = try #require(first)
        #expect(drifting.billed.p90 - drifting.billed.p10 > calm.billed.p90 - calm.billed.p10)
        #expect(drifting.billed.p10 >= job.uninterrupted)
        #expect(drifting.charged.p50 <= drifting.billed.p50)
        #expect(drifting.makespan.p50 >= drifting.billed.p50)
    }

    @Test(
        "ψ′ to ten digits",
        arguments: [(0.5, 4.934_802_200_5), (1, 1.644_934_066_8), (2.23, 0.563_469_550_6), (17.23, 0.059_755_089_0)])
    func trigamma(x: Double, value: Double) {
        // π²/2 and π²/6; the others from scipy.special.polygamma(1, x).
        #expect(abs(SpotLaw.trigamma(x) - value) < 1e-9)
    }

    @Test(
        "few interruptions leave the rate uncertain: √(ψ′(2.23 + k) + 0.5²), without any the prior's 0.75, none for a stated rate"
    )
    func deviation() throws {
        func law(_ events: Int) throws -> SpotLaw {
            try SpotLaw(ups: Array(repeating: UpInterval(hours: 2, isCensored: false), count: events), outages: [])
        }
        #expect(abs(try law(0).logDeviation - 0.750_646) < 1e-6)
        #expect(abs(try law(3).logDeviation - 0.678_705) < 1e-6)
        #expect(abs(try law(300).logDeviation - 0.503_303) < 1e-6)
        #expect(try SpotLaw(stated: 0.5).logDeviation == 0)
    }

    @Test("from the same intervals seen once or a hundred times, the fewer give the wider interval")
    func fewAreWider() throws {
        let lengths = [0.2, 0.6, 1.1, 1.9, 3.4].map { UpInterval(hours: $0, isCensored: false) }
        func width(_ times: Int) throws -> Double {
            // The prior's hours and events at the observed rate, so that both laws have one rate.
            let prior = try RatePrior(events: 2, hours: 2 * 1.44, provenance: RatePrior.scarceTypes.provenance)
            let law = try SpotLaw(
                ups: Array(repeating: lengths, count: times).flatMap { $0 }, outages: [], prior: prior)
            #expect(abs(law.rate - 1 / 1.44) < 1e-12)
            let job = try SpotJob(work: 12, restart: 0.1, checkpoint: 0.01, interval: 0.25)
            let billed = try #require(try SpotSimulation.estimate(job, law: law, rule: .aws, draws: 4000, seed: 3))
                .billed
            return billed.p90 - billed.p10
        }
        #expect(try width(1) > 1.1 * width(100))
    }

    @Test("more work and longer restarts never lower the median on the same courses")
    func monotone() throws {
        let trace = try SyntheticTrace.exponential(rate: 0.8, meanOutage: 1, ticks: 5000, tickSeconds: 60, seed: 37)
        let law = try SpotLaw(trace)
        func median(_ work: Double, _ restart: Double) throws -> Double {
            let job = try SpotJob(work: work, restart: restart, checkpoint: 0.01, interval: 0.25)
            return try #require(try SpotSimulation.estimate(job, law: law, rule: .aws, draws: 500, seed: 1)).billed.p50
        }
        let medians = try [1.0, 2, 4, 8].map { try median($0, 0.1) }
        #expect(medians == medians.sorted())
        let restarts = try [0.0, 0.05, 0.1, 0.2].map { try median(4, $0) }
        #expect(restarts == restarts.sorted())
    }

    @Test("a job that hardly ever finishes has no quantiles; draws and lengths out of range are refused")
    func invalid() throws {
        let law = try SpotLaw(ups: [UpInterval(hours: 0.1, isCensored: false)], outages: [])
        let hopeless = try SpotJob(work: 10_000, restart: 9, checkpoint: 0, interval: 10_000)
        #expect(try SpotSimulation.estimate(hopeless, law: law, rule: .aws, draws: 10, seed: 1) == nil)
        #expect(throws: InvalidInput.self) {
            try SpotSimulation.estimate(hopeless, law: law, rule: .aws, draws: 1, seed: 1)
        }
        #expect(throws: InvalidInput.self) { try SpotLaw(ups: [UpInterval(hours: -1, isCensored: false)], outages: []) }
        #expect(throws: InvalidInput.self) {
            try SpotLaw(ups: [], outages: [UpInterval(hours: .nan, isCensored: true)])
        }
    }

    private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
}
