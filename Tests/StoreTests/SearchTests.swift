import Foundation
import Postgres
import Testing
import Vocabulary
import Workflow

@testable import Store

@Suite("A search in Postgres")
struct SearchTests {
    private static func submission(_ count: Int, limit: Money? = nil) throws -> Submission {
        let plan = SearchPlan(
            space: ["learning_rate": .uniform(0, 1)], samples: count,
            halving: SearchPlan.Halving(leastEpochs: 1, reduction: 3, mostEpochs: 9))
        let tests = try Submission.selftests(count, options: SubmitOptions(budget: limit))
        return Submission(
            jobs: tests.jobs, sweep: Submission.NewSweep(name: "search", grid: ["kind": "selftest"], search: plan),
            options: tests.options, maximumLosses: 5)
    }

    private static func enqueue(_ submission: Submission, _ ledger: PostgresLedger) async throws -> SweepID {
        guard case .sweep(let sweep) = try await ledger.enqueue(submission, key: nil) else {
            throw TestFailure("a search became something else")
        }
        return sweep
    }

    private static func report(_ value: Double, step: Int64) -> [RunnerEvent] {
        [.metric(Metric(key: "validation_accuracy", value: value, step: step, timestampMilliseconds: step))]
    }

    @Test("two coordinators and thirty recorders at once decide each run at each rung once, and every rank is right")
    func concurrent() async throws {
        let count = 30
        try await withLedger { ledger, client in
            // A second ledger over the same database is a second coordinator.
            let ledgers = [ledger, try PostgresLedger(client: client)]
            let sweep = try await Self.enqueue(try Self.submission(count), ledger)
            let worker = try await ledger.testWorker()
            let classes = try await ledger.requirementClasses(after: 0).map(\.number)
            let leases = try await ledger.claim(worker: worker, classes: classes, count: 64, leaseSeconds: 300)
            #expect(leases.count == count)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (index, lease) in leases.enumerated() {
                    group.addTask {
                        let record = Record(
                            ledger: ledgers[index % 2], searches: JudgeSearches(ledger: ledgers[index % 2]))
                        // 0 … 29 in an order of its own, so that runs of all ranks come at any time.
                        let value = Double((index * 7) % count) / 100
                        let events = Self.report(value, step: 10)
                        try await record(attempt: lease.attempt, firstSequence: 0, events: events)
                        // Delivered again, as after a lost answer.
                        try await record(attempt: lease.attempt, firstSequence: 0, events: events)
                    }
                    if index.isMultiple(of: 5) {
                        group.addTask { try await JudgeSearches(ledger: ledgers[1])() }
                    }
                }
                try await group.waitForAll()
            }
            let decisions = try #require(try await ledger.search(sweep)).decisions
            #expect(decisions.count == count)
            #expect(Set(decisions.map(\.job)).count == count)
            let ordered = decisions.sorted { $0.position < $1.position }
            #expect(ordered.map(\.position) == Array(1...count))
            let rule = SuccessiveHalving(reduction: 3, isBetterHigher: true)
            for (index, decision) in ordered.enumerated() {
                let verdict = rule.judge(decision.value.value, among: ordered[..<index].map(\.value.value))
                #expect(verdict.rank == decision.rank)
                #expect(verdict.continues == decision.continues)
                #expect(verdict.cut == decision.cut?.value)
            }
            // Everyone who is to stop is told, and nobody else.
            let beats = try await ledger.extend(
                worker: worker, beats: leases.map { ($0.attempt, nil) }, leaseSeconds: 300)
            let told = Set(beats.filter { $0.recall == .stopped }.map(\.attempt.job))
            #expect(told == Set(decisions.filter { !$0.continues }.map(\.job)))
            #expect(!told.isEmpty)
        }
    }

    // 3.6 USD an hour are 0.001 USD a second. Without an estimate a claim reserves the time limit, here 10 s: 0.01 USD of 0.015. The second
    // sample wants as much and does not get it; when the first one has cost next to nothing it does.
    @Test("waits for money that may come back, and gives up its samples when none can")
    func money() async throws {
        try await withLedger { ledger, client in
            var submission = try Self.submission(3, limit: Money(nanodollars: 15_000_000))
            var options = submission.options
            options.timeLimitSeconds = 10
            submission = Submission(
                jobs: submission.jobs, sweep: submission.sweep, options: options, maximumLosses: 5)
            let sweep = try await Self.enqueue(submission, ledger)
            let worker = try await ledger.testWorker()
            let rate = try HostRate(
                host: "device:attic", marginal: Money(nanodollars: 3_600_000_000), full: nil, source: "test")
            try await ledger.setRate(rate, of: worker)
            let first = try #require(try await ledger.claimOne(worker, leaseSeconds: 4))
            #expect(try await ledger.claimOne(worker, leaseSeconds: 4) == nil)
            try await JudgeSearches(ledger: ledger)()
            #expect(try await ledger.sweep(sweep)?.waiting == 2)
            #expect(try await ledger.search(sweep)?.exhaustedReason == nil)
            #expect(try await ledger.finish(attempt: first.attempt, result: .latency(1)) == .settled(.done))
            #expect(try await ledger.unblock(count: 10) == 1)
            let second = try #require(try await ledger.claimOne(worker, leaseSeconds: 4))
            // Nine seconds at 0.001 USD: 0.006 are left, less than the third one wants.
            _ = try await client.execute(
                "UPDATE job_live SET claimed_at = claimed_at - interval '9 seconds' WHERE state = 'running'")
            _ = try await ledger.claimOne(worker, leaseSeconds: 4)
            #expect(try await ledger.finish(attempt: second.attempt, result: .latency(1)) == .settled(.done))
            try await JudgeSearches(ledger: ledger)()
            let sweepEnd = try #require(try await ledger.sweep(sweep))
            #expect(sweepEnd.done == 2 && sweepEnd.cancelled == 1 && sweepEnd.total == 3)
            let record = try #require(try await ledger.search(sweep))
            #expect(record.exhaustedReason?.hasPrefix("the search's budget of 0.015 USD has too little left") == true)
            #expect(record.closedAt != nil)
            #expect(try await ledger.openSearches().isEmpty)
        }
    }
}
