import Foundation
import Testing
import Vocabulary

@testable import Pricing

@Suite("Policies with a deadline")
struct PolicyTests {
    private static let keeping = DeadlinePolicy.allCases.filter(\.keepsDeadline)

    @Test(
        "a policy that keeps deadlines is never late when an on-demand machine from the start is not: 30,000 random cases"
    )
    func neverLate() throws {
        var generator = SeededGenerator(seed: 41)
        for number in 0..<10_000 {
            let work = exp(6 * generator.uniform() - 3)
            let restart = generator.uniform() < 0.1 ? 0 : 0.5 * generator.uniform()
            let checkpoint = generator.uniform() < 0.1 ? 0 : 0.2 * generator.uniform()
            let job = try SpotJob(
                work: work, restart: restart, checkpoint: checkpoint, interval: work * (0.01 + generator.uniform()))
            // From no slack at all to plenty.
            let slack = generator.uniform() < 0.2 ? 0 : 2 * work * generator.uniform()
            let deadline = restart + work + slack
            let rate = exp(8 * generator.uniform() - 4)
            let outage = 3 * generator.uniform()
            for policy in Self.keeping {
                let spells = ExponentialSpells(
                    rate: rate, meanOutage: outage, generator: SeededGenerator(seed: 42, stream: UInt64(number)),
                    startsUp: nil)
                let outcome = try #require(try policy.run(job, deadline: deadline, on: spells, rule: .aws))
                #expect(outcome.makespan <= deadline + 1e-6, "case \(number), \(policy), \(job), \(deadline)")
                #expect(outcome.makespan >= work - 1e-9, "case \(number), \(policy)")
            }
        }
    }

    @Test("nor on random traces, from any start")
    func neverLateOnTraces() throws {
        var generator = SeededGenerator(seed: 43)
        for number in 0..<300 {
            let ticks = (0..<Int(4 + 60 * generator.uniform())).map { _ in generator.uniform() < 0.5 }
            let trace = try AvailabilityTrace(tickSeconds: 30 + 3600 * generator.uniform(), isUp: ticks)
            let job = try SpotJob(
                work: 0.05 + 20 * generator.uniform(), restart: generator.uniform(), checkpoint: 0.1, interval: 0.5)
            let deadline = job.work + job.restart + 5 * generator.uniform()
            let ring = TraceRing(trace)
            for policy in Self.keeping {
                let course = ring.spells(from: generator.uniform() * ring.hours)
                let outcome = try #require(try policy.run(job, deadline: deadline, on: course, rule: .aws))
                #expect(outcome.makespan <= deadline + 1e-6, "case \(number), \(policy)")
            }
        }
    }

    @Test("with machines that stay, both policies use only spot ones, and pay as often as they launch: once")
    func alwaysUp() throws {
        let job = try SpotJob(work: 4, restart: 0.25, checkpoint: 0.05, interval: 1)
        let ring = TraceRing(try AvailabilityTrace(tickSeconds: 60, isUp: [true, true]))
        for policy in [DeadlinePolicy.spotThenOnDemand, .uniformProgress] {
            let outcome = try #require(try policy.run(job, deadline: 8, on: ring.spells(from: 0), rule: .aws))
            #expect(outcome.onDemandHours == 0)
            // 0.25 + 4 + 3 · 0.05.
            #expect(abs(outcome.makespan - 4.4) < 1e-9)
            #expect(abs(outcome.spotHours - 4.4) < 1e-3)
        }
    }

    @Test("without any spot machine greedy waits for the last moment, Uniform Progress keeps near its line")
    func neverUp() throws {
        let job = try SpotJob(work: 4, restart: 0.25, checkpoint: 0.05, interval: 1)
        let ring = TraceRing(try AvailabilityTrace(tickSeconds: 60, isUp: [false, false]))
        let greedy = try #require(
            try DeadlinePolicy.spotThenOnDemand.run(job, deadline: 8, on: ring.spells(from: 0), rule: .aws))
        // Waits until no spot launch with one checkpoint fits: slack 0.25 + 0.05 + 0.05.
        #expect(abs(greedy.makespan - (8 - 0.35)) < 1e-6)
        #expect(greedy.onDemandHours == 4.25)
        let steady = try #require(
            try DeadlinePolicy.uniformProgress.run(job, deadline: 8, on: ring.spells(from: 0), rule: .aws))
        // Several launches, each with a restart and all but the last with a checkpoint.
        #expect(steady.onDemandHours > 4.25)
        #expect(steady.makespan <= 8)
        #expect(try DeadlinePolicy.spotOnly.run(job, deadline: 8, on: ring.spells(from: 0), rule: .aws) == nil)
    }

    @Test("on-demand machines take a restart and the work; a deadline below is refused with the least that would do")
    func onDemand() throws {
        let job = try SpotJob(work: 4, restart: 0.25, checkpoint: 0.05, interval: 1)
        let spells = ExponentialSpells(rate: 1, generator: SeededGenerator(seed: 1))
        let outcome = try #require(try DeadlinePolicy.onDemandOnly.run(job, deadline: 4.25, on: spells, rule: .aws))
        #expect(outcome == PolicyOutcome(spotHours: 0, onDemandHours: 4.25, makespan: 4.25))
        for policy in Self.keeping {
            #expect {
                try policy.run(job, deadline: 4.2, on: spells, rule: .aws)
            } throws: { error in
                (error as? InvalidInput)?.description
                    == "deadline must be at least 4.25 hours, a launch and the work, not 4.2"
            }
        }
    }

    @Test(
        "simulated: cost between all spot and all on demand, P(on time) 1 where it is promised, the same for one seed")
    func simulated() throws {
        let trace = try SyntheticTrace.exponential(rate: 0.4, meanOutage: 1.5, ticks: 4000, tickSeconds: 120, seed: 44)
        let law = try SpotLaw(trace)
        let job = try SpotJob(work: 10, restart: 0.1, checkpoint: 0.01, bestFor: law.rate)
        let prices = PolicySimulation.Prices(
            spot: Money(nanodollars: 300_000_000), onDemand: Money(nanodollars: 1_000_000_000))
        func estimate(_ policy: DeadlinePolicy, _ deadline: Double) throws -> PolicySimulation {
            try #require(
                try PolicySimulation.estimate(
                    policy, job: job, deadline: deadline, law: law, prices: prices, rule: .aws, draws: 400, seed: 45))
        }
        for policy in Self.keeping { #expect(try estimate(policy, 15).onTime == 1) }
        // 10.1 h at 1 USD.
        #expect(try estimate(.onDemandOnly, 15).cost == Quantiles(known: Money(nanodollars: 10_100_000_000)))
        let waiting = try estimate(.spotOnly, 15)
        #expect(waiting.onTime < 1 && waiting.onTime > 0)
        let greedy = try estimate(.spotThenOnDemand, 20)
        #expect(greedy.cost.p50 < Money(nanodollars: 10_100_000_000))
        // 0.3 USD for 10.1 h less an hour or so that AWS credits.
        #expect(greedy.cost.p10 > Money(nanodollars: 2_000_000_000))
        #expect(try estimate(.uniformProgress, 20) == (try estimate(.uniformProgress, 20)))
    }
}
