import Foundation
import Postgres
import Testing
import Vocabulary
import Workflow

@testable import Store

/// Each job takes up to 360 s on a worker of 1 USD an hour (full; 0.25 marginal): 0.1 USD and 0.025 USD.
@Suite("A submission")
struct AdmissionTests {
    static func submission(_ count: Int, _ options: SubmitOptions = SubmitOptions()) throws -> Submission {
        try EstimateTests.submission(
            count, estimate: try EstimateTests.estimate(p10: 100, p50: 200, p90: 360), options: options)
    }

    static func usd(_ text: String) throws -> Money { try #require(Money(text)) }

    private func stored(_ ledger: PostgresLedger) async throws -> Int {
        try await ledger.jobs(state: nil, sweep: nil, before: nil, limit: 100).count
    }

    @Test("is refused whole when some budget has less left than it probably costs, by the budget's way of counting")
    func refused() async throws {
        try await withLedger { ledger, _ in
            let limit = try Self.usd("0.9")
            let added = try await ledger.add(NewBudget(name: "november", scope: .month, basis: .full, limit: limit))
            let id = try #require(added)
            let shortage = BudgetShortage(
                name: "november", isOwn: false, basis: .full, needed: try Self.usd("1"), left: limit)
            await #expect(throws: LedgerError.overBudget(shortage)) {
                try await ledger.enqueue(try Self.submission(10), key: nil)
            }
            #expect(try await stored(ledger) == 0)
            _ = try await ledger.enqueue(try Self.submission(9), key: nil)
            #expect(try await stored(ledger) == 9)
            // Counted by what the work adds, ten cost a quarter of a dollar.
            _ = try await ledger.close(id)
            _ = try await ledger.add(
                NewBudget(name: "less", scope: .month, basis: .marginal, limit: try Self.usd("0.25")))
            _ = try await ledger.enqueue(try Self.submission(10), key: nil)
            await #expect(throws: LedgerError.self) { try await ledger.enqueue(try Self.submission(11), key: nil) }
        }
    }

    @Test("counts against what running attempts have reserved, and against its experiment alone")
    func reserved() async throws {
        try await withLedger { ledger, _ in
            let worker = try await BudgetTests.paidWorker(ledger)
            var options = SubmitOptions(experiment: "widths")
            _ = try await ledger.enqueue(try Self.submission(1, options), key: nil)
            let experiment = try #require(
                try await ledger.experiments(before: nil, limit: 10).first { $0.name == "widths" })
            _ = try await ledger.add(
                NewBudget(name: "w", scope: .experiment(experiment.id), basis: .full, limit: try Self.usd("0.25")))
            _ = try #require(try await ledger.claimOne(worker))  // reserves 0.1
            _ = try await ledger.enqueue(try Self.submission(1, options), key: nil)
            let shortage = BudgetShortage(
                name: "w", isOwn: false, basis: .full, needed: try Self.usd("0.2"), left: try Self.usd("0.15"))
            await #expect(throws: LedgerError.overBudget(shortage)) {
                try await ledger.enqueue(try Self.submission(2, options), key: nil)
            }
            options.experiment = "depths"
            _ = try await ledger.enqueue(try Self.submission(2, options), key: nil)
        }
    }

    @Test("without an estimate or a price is admitted: claims keep the budget")
    func unknown() async throws {
        try await withLedger { ledger, _ in
            _ = try await ledger.add(NewBudget(name: "m", scope: .month, basis: .full, limit: Money(nanodollars: 1)))
            _ = try await ledger.enqueue(try EstimateTests.submission(2, estimate: nil), key: nil)
            _ = try await ledger.enqueue(
                try EstimateTests.submission(2, estimate: try EstimateTests.estimate(priced: false)), key: nil)
            #expect(try await stored(ledger) == 4)
        }
    }

    @Test("costs no more than its time limit allows")
    func timeLimit() async throws {
        try await withLedger { ledger, _ in
            _ = try await ledger.add(NewBudget(name: "m", scope: .month, basis: .full, limit: try Self.usd("0.05")))
            _ = try await ledger.enqueue(try Self.submission(1, SubmitOptions(timeLimitSeconds: 180)), key: nil)
            await #expect(throws: LedgerError.self) {
                try await ledger.enqueue(try Self.submission(1, SubmitOptions(timeLimitSeconds: 181)), key: nil)
            }
        }
    }

    @Test("opens a budget of its own with it, or neither", arguments: [1, 2])
    func own(count: Int) async throws {
        try await withLedger { ledger, _ in
            let needed = try Self.usd(count == 1 ? "0.1" : "0.2")
            var options = SubmitOptions(budget: try Self.usd("0.09"), budgetBasis: .full)
            let word = count == 1 ? "job" : "sweep"
            do {
                _ = try await ledger.enqueue(try Self.submission(count, options), key: nil)
                Issue.record("it was admitted")
            } catch let error as LedgerError {
                guard case .overBudget(let shortage) = error else {
                    Issue.record("\(error)")
                    return
                }
                #expect(shortage.isOwn && shortage.name.hasPrefix(word))
                #expect(shortage.needed == needed)
            }
            #expect(try await ledger.budgets().isEmpty)
            #expect(try await stored(ledger) == 0)
            options.budget = needed
            let submitted = try await ledger.enqueue(try Self.submission(count, options), key: nil)
            let budget = try #require(try await ledger.budgets().first)
            switch submitted {
            case .job(let id): #expect(budget.scope == .job(id))
            case .sweep(let id): #expect(budget.scope == .sweep(id))
            }
            #expect(budget.limit == needed)
            #expect(budget.basis == .full)
        }
    }

    @Test("that is repeated with its key gets the first one's answer, also when the money is gone since")
    func repeated() async throws {
        try await withLedger { ledger, _ in
            let key = try IdempotencyKey(owner: 0, key: "k", request: Data("x".utf8))
            let first = try await ledger.enqueue(try Self.submission(1), key: key)
            _ = try await ledger.add(NewBudget(name: "m", scope: .month, basis: .full, limit: Money(nanodollars: 1)))
            #expect(try await ledger.enqueue(try Self.submission(1), key: key) == first)
        }
    }

    @Test(
        "of a job that its budget stopped comes back ready, is blocked by the next claim, and goes on when there is money"
    )
    func comesBack() async throws {
        try await withLedger { ledger, client in
            let worker = try await BudgetTests.paidWorker(ledger)
            let job = try await ledger.enqueueOne(SubmitOptions(timeLimitSeconds: 60))
            let limit = Money(nanodollars: BudgetTests.dollar.nanodollars / 20)
            let added = try await ledger.add(NewBudget(name: "small", scope: .job(job), basis: .full, limit: limit))
            let id = try #require(added)
            let lease = try #require(try await ledger.claimOne(worker))
            _ = try await client.execute("UPDATE job_live SET claimed_at = now() - interval '3 minutes'")
            let answer = try await ledger.extend(
                worker: worker, beats: [(attempt: lease.attempt, progress: nil)], leaseSeconds: 30)
            #expect(answer.map(\.recall) == [.unpaid])
            #expect(try await ledger.release(attempt: lease.attempt) == .settled(.ready))
            #expect(try await ledger.claimOne(worker) == nil)
            #expect(try await ledger.job(job)?.state == .blocked)
            #expect(try await ledger.unblock(count: 10) == 0)
            #expect(try await ledger.setLimit(BudgetTests.dollar, of: id))
            #expect(try await ledger.unblock(count: 10) == 1)
            #expect(try await ledger.claimOne(worker)?.attempt.number == 2)
        }
    }

    @Test("four fifths of a budget are told once a crossing, and again after it fell below seven tenths")
    func crossing() async throws {
        try await withLedger { ledger, client in
            let added = try await ledger.add(BudgetTests.full(.month, 10))
            let id = try #require(added)
            func told(spent dollars: Double) async throws -> Int {
                _ = try await client.execute(
                    "UPDATE budget SET spent = :spent, period = date_trunc('month', now())::date",
                    ["spent": Int64(dollars * 1e9)])
                return try await ledger.crossedBudgets().count
            }
            #expect(try await told(spent: 7.9) == 0)
            #expect(try await told(spent: 8) == 1)
            #expect(try await ledger.budget(id)?.state == .warning)
            #expect(try await told(spent: 9) == 0)
            #expect(try await told(spent: 7.5) == 0)
            #expect(try await told(spent: 8.5) == 0)
            #expect(try await told(spent: 6.9) == 0)
            #expect(try await told(spent: 8.1) == 1)
            #expect(try await ledger.crossedBudgets().isEmpty)
        }
    }
}
