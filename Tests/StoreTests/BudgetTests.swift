import Foundation
import Postgres
import Testing
import Vocabulary
import Workflow

@testable import Store

/// A worker at 1 USD an hour (full; 0.25 marginal), and self-tests with a time limit of an hour: each claim reserves 1 USD of a full budget.
@Suite("A budget")
struct BudgetTests {
    static let dollar = Money(nanodollars: 1_000_000_000)

    static func rate() throws -> HostRate {
        try HostRate(
            host: "device:attic", marginal: Money(nanodollars: 250_000_000), full: dollar, source: "a test's figures")
    }

    static func paidWorker(_ ledger: PostgresLedger) async throws -> WorkerID {
        let worker = try await ledger.testWorker()
        try await ledger.setRate(try rate(), of: worker)
        return worker
    }

    static func sweep(_ count: Int, in ledger: PostgresLedger) async throws -> SweepID {
        guard case .sweep(let sweep) = try await ledger.enqueue(try .selftests(count), key: nil) else {
            throw TestFailure("a sweep became something else")
        }
        return sweep
    }

    static func full(_ scope: BudgetScope, _ dollars: Int64) -> NewBudget {
        NewBudget(name: "test", scope: scope, basis: .full, limit: Money(nanodollars: dollars * dollar.nanodollars))
    }

    @Test("is never overspent by a hundred claims at once")
    func race() async throws {
        try await withLedger { ledger, _ in
            let worker = try await Self.paidWorker(ledger)
            let sweep = try await Self.sweep(100, in: ledger)
            let added = try await ledger.add(Self.full(.sweep(sweep), 5))
            let id = try #require(added)
            let claimed = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<100 { group.addTask { try await ledger.claimOne(worker) == nil ? 0 : 1 } }
                return try await group.reduce(0, +)
            }
            #expect(claimed == 5)
            let budget = try #require(try await ledger.budget(id))
            #expect(budget.reserved == Money("5"))
            #expect(budget.left == .zero)
            #expect(budget.state == .exhausted)
            let blocked = try await ledger.jobs(state: .blocked, sweep: sweep, before: nil, limit: 200)
            #expect(!blocked.isEmpty)
            #expect(try await ledger.claimOne(worker) == nil)
        }
    }

    @Test("gives back what an attempt did not need, and lets the next job go on")
    func settles() async throws {
        try await withLedger { ledger, client in
            let worker = try await Self.paidWorker(ledger)
            let sweep = try await Self.sweep(2, in: ledger)
            let added = try await ledger.add(Self.full(.sweep(sweep), 1))
            let id = try #require(added)
            let first = try #require(try await ledger.claimOne(worker))
            #expect(try await ledger.claimOne(worker) == nil)  // the first holds the whole dollar
            // As if it had run for six minutes: a tenth of an hour at 1 USD (full) and 0.25 USD (marginal).
            _ = try await client.execute(
                "UPDATE job_live SET claimed_at = now() - interval '6 minutes' WHERE state = 'running'")
            #expect(try await ledger.finish(attempt: first.attempt, result: .latency(1)) == .settled(.done))
            let budget = try #require(try await ledger.budget(id))
            #expect(budget.reserved == .zero)
            #expect(abs((budget.spent.ratio(to: Self.dollar) ?? 0) - 0.1) < 0.001)
            let bill = try #require(
                try await ledger.bills(run: first.run, experiment: nil, since: nil, limit: 10).first)
            #expect(bill.full == budget.spent)
            #expect(abs((bill.full.flatMap { bill.marginal.ratio(to: $0) } ?? 0) - 0.25) < 0.001)
            #expect(bill.rate == (try Self.rate()))
            #expect(bill.outcome == .done)

            // 0.9 USD is left and the second one wants 1: it stays blocked until the limit rises.
            #expect(try await ledger.unblock(count: 10) == 0)
            #expect(try await ledger.setLimit(Money(nanodollars: 2_000_000_000), of: id))
            #expect(try await ledger.unblock(count: 10) == 1)
            #expect(try await ledger.claimOne(worker) != nil)
        }
    }

    @Test("the means of an attempt are its machine's price and what the attempts before it cost")
    func means() async throws {
        try await withLedger { ledger, client in
            let worker = try await Self.paidWorker(ledger)
            _ = try await ledger.enqueueOne()
            let first = try #require(try await ledger.claimOne(worker))
            #expect(try await ledger.means(of: first.attempt) == AttemptMeans(rate: try Self.rate(), spent: .zero))
            // As if it had run for six minutes: a tenth of an hour at 0.25 USD.
            _ = try await client.execute(
                "UPDATE job_live SET claimed_at = now() - interval '6 minutes' WHERE state = 'running'")
            _ = try await ledger.release(attempt: first.attempt)
            try await ledger.setRate(nil, of: worker)
            let second = try #require(try await ledger.claimOne(worker))
            let means = try await ledger.means(of: second.attempt)
            #expect(means.rate == nil)
            #expect(abs((means.spent.ratio(to: Self.dollar) ?? 0) - 0.025) < 0.0005)
        }
    }

    @Test("is settled whichever way the attempt ends", arguments: ["fail", "release", "lost", "cancel"])
    func everyEnd(how: String) async throws {
        try await withLedger { ledger, client in
            let worker = try await Self.paidWorker(ledger)
            let job = try await ledger.enqueueOne()
            let added = try await ledger.add(Self.full(.job(job), 3))
            let id = try #require(added)
            let lease = try #require(try await ledger.claimOne(worker))
            #expect(try await ledger.budget(id)?.reserved == Money("1"))
            switch how {
            case "fail":
                _ = try await ledger.fail(
                    attempt: lease.attempt, failure: AttemptFailure(code: .failed, message: "x"), retry: .never)
            case "release": _ = try await ledger.release(attempt: lease.attempt)
            case "cancel":
                try await ledger.cancel(jobs: [job])
                _ = try await ledger.endCancelled(attempt: lease.attempt)
            default:
                _ = try await client.execute("UPDATE job_live SET lease_until = now() - interval '1 second'")
                _ = try await ledger.reap(count: 10)
            }
            #expect(try await ledger.budget(id)?.reserved == .zero)
            #expect(try await ledger.bills(run: lease.run, experiment: nil, since: nil, limit: 10).count == 1)
        }
    }

    @Test("stops an attempt that runs longer than there is money for, and only then")
    func overrun() async throws {
        try await withLedger { ledger, client in
            let worker = try await Self.paidWorker(ledger)
            let job = try await ledger.enqueueOne(SubmitOptions(timeLimitSeconds: 60))
            let added = try await ledger.add(
                NewBudget(name: "small", scope: .job(job), basis: .full, limit: Money(nanodollars: 1_000_000_000 / 20)))
            let id = try #require(added)  // 0.05 USD: three minutes
            let lease = try #require(try await ledger.claimOne(worker))
            let beat = [(attempt: lease.attempt, progress: Double?.none)]
            // Two minutes and a lease and a half (45 s) are within the three.
            _ = try await client.execute("UPDATE job_live SET claimed_at = now() - interval '2 minutes'")
            var extended = try await ledger.extend(worker: worker, beats: beat, leaseSeconds: 30)
            #expect(extended == [ExtendedAttempt(attempt: lease.attempt, cancel: false)])
            let grown = try #require(try await ledger.budget(id)?.reserved.ratio(to: Self.dollar))
            #expect(abs(grown - 165.0 / 3600) < 0.001)
            // Three minutes and a lease and a half are not.
            _ = try await client.execute("UPDATE job_live SET claimed_at = now() - interval '3 minutes'")
            extended = try await ledger.extend(worker: worker, beats: beat, leaseSeconds: 30)
            #expect(extended == [ExtendedAttempt(attempt: lease.attempt, cancel: false, recall: .unpaid)])
        }
    }

    @Test("keeps its jobs from workers whose price is unknown; other jobs go to them")
    func unknownPrice() async throws {
        try await withLedger { ledger, _ in
            let worker = try await ledger.testWorker()
            let job = try await ledger.enqueueOne()
            let free = try await ledger.enqueueOne()
            _ = try await ledger.add(Self.full(.job(job), 3))
            let lease = try #require(try await ledger.claimOne(worker))
            #expect(lease.attempt.job == free)
            #expect(try await ledger.claimOne(worker) == nil)
            #expect(try await ledger.job(job)?.state == .ready)
            _ = try await ledger.finish(attempt: lease.attempt, result: .latency(1))
            #expect(try await ledger.bills(run: lease.run, experiment: nil, since: nil, limit: 10) == [])
        }
    }

    @Test("of a month begins anew with the next one")
    func month() async throws {
        try await withLedger { ledger, client in
            let worker = try await Self.paidWorker(ledger)
            let added = try await ledger.add(Self.full(.month, 1))
            let id = try #require(added)
            _ = try await client.execute(
                "UPDATE budget SET spent = 1000000000, period = (date_trunc('month', now()) - interval '1 month')::date"
            )
            #expect(try await ledger.budget(id)?.spent == .zero)
            _ = try await ledger.enqueueOne()
            let lease = try #require(try await ledger.claimOne(worker))
            _ = try await ledger.finish(attempt: lease.attempt, result: .latency(1))
            let spent = try #require(try await ledger.budget(id)?.spent.ratio(to: Self.dollar))
            #expect(spent < 0.01)  // a few seconds of an hour, and nothing of last month's dollar
        }
    }

    @Test("is open once a scope, and open again after it was closed")
    func once() async throws {
        try await withLedger { ledger, _ in
            let added = try await ledger.add(Self.full(.month, 1))
            let first = try #require(added)
            let second = try await ledger.add(Self.full(.month, 2))
            #expect(second == nil)
            #expect(try await ledger.close(first))
            #expect(try await ledger.close(first) == false)
            let third = try await ledger.add(Self.full(.month, 2))
            #expect(third != nil)
            #expect(try await ledger.budgets().map(\.limit) == [Money(nanodollars: 2_000_000_000)])
            #expect(try await ledger.budget(first)?.state == .closed)
        }
    }

    @Test("reserves what the estimate says instead of the time limit")
    func estimated() async throws {
        try await withLedger { ledger, _ in
            let worker = try await Self.paidWorker(ledger)
            let configuration = RunConfiguration.selftest(try SelftestConfiguration())
            let job = Submission.NewJob(
                run: RunID(), name: "estimated", configuration: configuration,
                requirements: Requirements(of: configuration), seconds90: 360)
            _ = try await ledger.enqueue(
                Submission(jobs: [job], sweep: nil, options: SubmitOptions(), maximumLosses: 5), key: nil)
            let added = try await ledger.add(Self.full(.month, 1))
            let id = try #require(added)
            _ = try #require(try await ledger.claimOne(worker))
            #expect(try await ledger.budget(id)?.reserved == Money("0.1"))  // 360 s of an hour at 1 USD
        }
    }
}
