import Client
import Foundation
import Testing
import Vocabulary
import Wire

extension CheckpointTests {
    /// A g4dn.xlarge at 0.526 USD an hour (the seed's price) and 12 s of work within 14: the claim reserves 14 s, 0.002045556 USD, which is all
    /// that there is. At 9.5 s the next lease and a half (4.5 s) needs more.
    @Test(
        "is stopped with a checkpoint when its budget has no more money, waits, and goes on from there when there is",
        .timeLimit(.minutes(5)))
    func unpaid() async throws {
        let house = try House()
        let coordinator = try await house.startCoordinator()
        let worker = try house.startWorker(["--host", "aws/g4dn.xlarge/us-east-1/on_demand"])
        try await until("the worker has a price", saying: { worker.output }) {
            try await house.client.workers().items.first?.rate != nil
        }
        let job = try await house.client.submit(
            try SubmitJobBody(
                json: [
                    "configuration": ["kind": "selftest", "seconds": 12, "checkpoints": 24],
                    "time_limit_seconds": 14, "budget_usd": "0.0020456", "budget_basis": "full",
                ]))
        try await until("the job is blocked", saying: { worker.output }) {
            try await house.client.job(job.id).state == .blocked
        }
        let explanation = try await house.client.explanation(job.id).summary
        #expect(explanation.hasPrefix("It waits for money: the budget \"job \(job.id)\" has"), "\(explanation)")
        let last = try #require(try await Self.checkpoint(of: job.run, house)?.step)
        #expect(last > 0)
        let budget = try #require(try await house.client.budgets().items.first)
        #expect(budget.scope == .job(job.id))
        #expect(budget.reserved == .zero)
        #expect(.zero < budget.spent && budget.spent <= budget.limit)

        _ = try await house.client.setLimit(Money(nanodollars: 1_000_000_000), of: budget.id)
        try await Self.end(of: job, house, worker)
        #expect(try await house.client.attempts(job.id).items.map(\.outcome) == [.released, .done])
        #expect(try await Self.began(try await house.client.run(job.run), house) == last)
        let bills = try await house.client.bills(run: job.run).items
        #expect(bills.map(\.outcome) == [.done, .released])
        // A job without a history has no estimate, so nothing to reconcile.
        #expect(try await house.client.reconciliation().all.summary == "n = 0, not yet calibrated")
        worker.end(SIGTERM)
        coordinator.end(SIGTERM)
    }
}
