import Testing
import Vocabulary

@testable import Pricing

@Suite("Failover between zones")
struct FailoverTests {
    /// Spells in a fixed order, then none for ever.
    private struct Script: SpellSource {
        var spells: [Spell]
        mutating func next() -> Spell {
            spells.isEmpty ? Spell(isUp: false, hours: .infinity) : spells.removeFirst()
        }
    }

    private static func script(_ hours: [(Bool, Double)]) -> Script {
        Script(spells: hours.map { Spell(isUp: $0.0, hours: $0.1) })
    }

    @Test(
        "the job stays until it is interrupted, then the first zone with a machine is taken; without any it waits for the first"
    )
    func order() {
        // a: up 0…2, down 2…5, up 5…9. b: down 0…1, up 1…4, down 4…10.
        var spells = FailoverSpells(
            [
                Self.script([(true, 2), (false, 3), (true, 4)]), Self.script([(false, 1), (true, 3), (false, 6)]),
            ], transfer: 0.25)
        #expect(spells.next() == Spell(isUp: true, hours: 2, zone: 0))
        // At 2 b has two hours left; moving there costs the transfer.
        #expect(spells.next() == Spell(isUp: true, hours: 2, zone: 1, transfer: 0.25))
        #expect(spells.next() == Spell(isUp: false, hours: 1))
        #expect(spells.next() == Spell(isUp: true, hours: 4, zone: 0, transfer: 0.25))
        #expect(spells.next() == Spell(isUp: false, hours: 1))  // b ends its outage at 10, and then nothing is known
    }

    @Test("each zone's hours are charged there, and a move pays its transfer with the machine")
    func charged() throws {
        // 4 h of work, R 0.5, a checkpoint (free) after each hour. In a: 2.5 h = R + 2 h saved. In b: 0.25 + 0.5 + 2 h.
        let job = try SpotJob(work: 4, restart: 0.5, checkpoint: 0, interval: 1)
        var spells = FailoverSpells(
            [Self.script([(true, 2.5)]), Self.script([(true, 20)])], transfer: 0.25)
        let rule = BillingRule.of(provider: "nobody")  // every second, without a free launch
        let outcome = try #require(job.run(on: &spells, rule: rule))
        #expect(outcome.moves == 1 && outcome.interruptions == 1)
        #expect(abs(outcome.billed - 5.25) < 1e-9 && abs(outcome.makespan - 5.25) < 1e-9)
        #expect(outcome.chargedByZone.count == 2)
        #expect(abs(outcome.chargedByZone[0] - 2.5) < 1e-3 && abs(outcome.chargedByZone[1] - 2.75) < 1e-3)
    }

    @Test("two zones wait less than one; with one zone and no transfer nothing changes")
    func sooner() throws {
        let law = try SpotLaw(
            ups: Array(repeating: UpInterval(hours: 2, isCensored: false), count: 40),
            outages: Array(repeating: UpInterval(hours: 2, isCensored: false), count: 40))
        let job = try SpotJob(work: 12, restart: 0.1, checkpoint: 0.01, bestFor: law.rate)
        let price = Money(nanodollars: 100_000_000)
        func failover(_ zones: Int) throws -> SpotSimulation.Failover {
            try #require(
                try SpotSimulation.failover(
                    job, zones: Array(repeating: (law, price), count: zones), transfer: 0, rule: .aws, draws: 400,
                    seed: 11))
        }
        let alone = try #require(try SpotSimulation.estimate(job, law: law, rule: .aws, draws: 400, seed: 11))
        let (one, two) = (try failover(1), try failover(2))
        #expect(one.makespan == alone.makespan && one.charged == alone.charged)
        #expect(two.makespan.p50 < 0.8 * one.makespan.p50)
        #expect(two.meanMoves > 1 && one.meanMoves == 0)
        // Charged hours at 0.1 USD.
        #expect(abs((one.cost.p50.ratio(to: price) ?? 0) - one.charged.p50) < 0.01)
    }
}
