import Foundation
import Postgres
import Testing
import Vocabulary
import Workflow

@testable import Store

@Suite("A budget of a job or a sweep")
struct OwnBudgetTests {
    private static func open(_ scope: BudgetScope, in ledger: PostgresLedger) async throws -> BudgetID {
        let added = try await ledger.add(BudgetTests.full(scope, 100))
        return try #require(added)
    }

    private static func state(_ id: BudgetID, in ledger: PostgresLedger) async throws -> Budget.State? {
        try await ledger.budget(id)?.state
    }

    @Test(
        "is closed when its job is final, whichever way", arguments: ["finish", "fail", "cancelled", "waiting", "dead"])
    func job(how: String) async throws {
        try await withLedger { ledger, client in
            let worker = try await BudgetTests.paidWorker(ledger)
            let job = try await ledger.enqueueOne(losses: 1)
            let (own, month) = (
                try await Self.open(.job(job), in: ledger), try await Self.open(.month, in: ledger)
            )
            if how == "waiting" {
                try await ledger.cancel(jobs: [job])
            } else {
                let lease = try #require(try await ledger.claimOne(worker))
                #expect(try await Self.state(own, in: ledger) == .open)
                switch how {
                case "finish": _ = try await ledger.finish(attempt: lease.attempt, result: .latency(1))
                case "fail":
                    _ = try await ledger.fail(
                        attempt: lease.attempt, failure: AttemptFailure(code: .failed, message: "x"), retry: .never)
                case "cancelled":
                    try await ledger.cancel(jobs: [job])
                    #expect(try await Self.state(own, in: ledger) == .open)
                    _ = try await ledger.endCancelled(attempt: lease.attempt)
                default:
                    _ = try await client.execute("UPDATE job_live SET lease_until = now() - interval '1 second'")
                    _ = try await ledger.reap(count: 10)
                }
            }
            #expect(try await Self.state(own, in: ledger) == .closed)
            #expect(try await Self.state(month, in: ledger) == .open)
            #expect(try await ledger.budget(own)?.reserved == .zero)
        }
    }

    @Test("stays open while the job is tried again")
    func again() async throws {
        try await withLedger { ledger, _ in
            let worker = try await BudgetTests.paidWorker(ledger)
            let job = try await ledger.enqueueOne()
            let own = try await Self.open(.job(job), in: ledger)
            let lease = try #require(try await ledger.claimOne(worker))
            _ = try await ledger.release(attempt: lease.attempt)
            #expect(try await Self.state(own, in: ledger) == .open)
            let second = try #require(try await ledger.claimOne(worker))
            _ = try await ledger.finish(attempt: second.attempt, result: .latency(1))
            #expect(try await Self.state(own, in: ledger) == .closed)
        }
    }

    @Test("is open again when a job that ended gets another try, unless a newer one is", arguments: [false, true])
    func retried(hasNewer: Bool) async throws {
        try await withLedger { ledger, _ in
            let job = try await ledger.enqueueOne()
            let own = try await Self.open(.job(job), in: ledger)
            try await ledger.cancel(jobs: [job])
            #expect(try await Self.state(own, in: ledger) == .closed)
            let newer = hasNewer ? try await Self.open(.job(job), in: ledger) : nil
            try await ledger.retry(jobs: [job], maximumFailures: 3, maximumLosses: 3)
            #expect(try await ledger.job(job)?.state == .ready)
            #expect(try await Self.state(own, in: ledger) == (hasNewer ? .closed : .open))
            if let newer { #expect(try await Self.state(newer, in: ledger) == .open) }
        }
    }

    @Test("of a sweep is closed with its last job, also when two last jobs end at the same time")
    func sweep() async throws {
        try await withLedger { ledger, client in
            let worker = try await BudgetTests.paidWorker(ledger)
            let sweep = try await BudgetTests.sweep(3, in: ledger)
            let own = try await Self.open(.sweep(sweep), in: ledger)
            var leases: [Lease] = []
            while let lease = try await ledger.claimOne(worker) { leases.append(lease) }
            #expect(leases.count == 3)
            _ = try await ledger.finish(attempt: leases[0].attempt, result: .latency(1))
            #expect(try await Self.state(own, in: ledger) == .open)

            // The second is final in a transaction that has not committed; the third must wait for it, and then see it.
            let (job, attempt) = (leases[1].attempt.job.value, leases[2].attempt)
            let third = try await client.transaction { session in
                try session.execute("DELETE FROM job_live WHERE id = :job", ["job": job])
                try session.execute(
                    """
                    INSERT INTO job_final (id, state, attempt, failures, losses, finished_at)
                    VALUES (:job, 'done', 1, 0, 0, now())
                    """, ["job": job])
                let third = Task { @concurrent in try await ledger.finish(attempt: attempt, result: .latency(1)) }
                try await eventually { try await !client.execute(blockedBackends).isEmpty }
                return third
            }
            #expect(try await third.value == .settled(.done))
            #expect(try await Self.state(own, in: ledger) == .closed)
        }
    }
}
