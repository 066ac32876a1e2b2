import Foundation
import Testing
import Vocabulary

@testable import Pricing

@Suite("Interruption rates")
struct RateTests {
    @Test("the interval of a Poisson rate is Garwood's: 10 events, 95 %: 4.795389 to 18.390356")
    func garwood() throws {
        let interval = try #require(try InterruptionHistory(events: 10, hours: 1).rateInterval(coverage: 0.95))
        #expect(abs(interval.lowerBound - 4.795389) < 1e-5)
        #expect(abs(interval.upperBound - 18.390356) < 1e-5)
    }

    @Test("no event in T hours: no rate, but a bound of 3.0/T at 95 %")
    func noEvents() throws {
        let history = try InterruptionHistory(events: 0, hours: 50)
        #expect(history.rate == nil)
        // −ln 0.05 = 2.995732.
        #expect(abs(try #require(history.rateBound()) - 2.995_732_27 / 50) < 1e-9)
        #expect(try #require(history.rateInterval()).lowerBound == 0)
        #expect(try InterruptionHistory(events: 0, hours: 0).rateInterval() == nil)
    }

    @Test("a cut-off interval adds hours and no event")
    func censoring() throws {
        let history = try InterruptionHistory([
            UpInterval(hours: 2, isCensored: false), UpInterval(hours: 8, isCensored: true),
        ])
        #expect(history.events == 1)
        #expect(history.rate == 0.1)
    }

    @Test("the prior holds 90 % of its belief between mean uptimes of about 0.7 and 8 hours, around 2.33")
    func prior() throws {
        let none = try InterruptionHistory(events: 0, hours: 0)
        let interval = none.posteriorInterval(coverage: 0.9)
        #expect(abs(1 / interval.upperBound - 0.7) < 0.2)
        #expect(abs(1 / interval.lowerBound - 8.1) < 2)
        let half = none.posteriorInterval(coverage: 0)
        #expect(abs(1 / half.lowerBound - 2.33) < 0.25)
    }

    @Test("own history takes over from the prior: (a + k)/(b + T)")
    func posterior() throws {
        // (2.23 + 10)/(4.09 + 100) = 0.117494.
        #expect(abs(try InterruptionHistory(events: 10, hours: 100).posteriorRate() - 0.117_494_5) < 1e-6)
        let much = try InterruptionHistory(events: 10_000, hours: 100_000)
        #expect(abs(much.posteriorRate() - 0.1) < 1e-4)
        let interval = much.posteriorInterval()
        #expect(interval.contains(0.1))
        #expect(interval.upperBound / interval.lowerBound < 1.03)
    }

    @Test("the exact interval covers the true rate at least as often as it says")
    func coverage() throws {
        var generator = SeededGenerator(seed: 21)
        var covered = 0
        for _ in 0..<2000 {
            var events = 0
            var time = generator.exponential()
            while time < 7 {
                events += 1
                time += generator.exponential()
            }
            let interval = try #require(try InterruptionHistory(events: events, hours: 7).rateInterval(coverage: 0.9))
            if interval.contains(1) { covered += 1 }
        }
        #expect(covered >= 1800)
    }

    @Test("what is no history or no prior is refused")
    func invalid() {
        #expect(throws: InvalidInput.self) { try InterruptionHistory(events: -1, hours: 1) }
        #expect(throws: InvalidInput.self) { try InterruptionHistory(events: 1, hours: .infinity) }
        let nowhere = Provenance(level: .assumed, summary: "a test")
        #expect(throws: InvalidInput.self) { try RatePrior(events: 0, hours: 1, provenance: nowhere) }
        #expect(throws: InvalidInput.self) { try RatePrior(events: 1, hours: -1, provenance: nowhere) }
    }
}
