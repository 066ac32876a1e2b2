public import Foundation
import Postgres
public import Vocabulary
public import Workflow

extension PostgresLedger {
    /// Opens a budget; nil when its scope has an open one.
    public func add(_ budget: NewBudget) async throws(LedgerError) -> BudgetID? {
        let rows = try await execute(.budgetAdd, budget.parameters)
        return try await translated { try rows.first?.identifier("id", of: Budget.self) }
    }

    /// The open budgets.
    public func budgets() async throws(LedgerError) -> [Budget] { try await budgets(only: nil) }

    /// One budget, closed ones too.
    public func budget(_ id: BudgetID) async throws(LedgerError) -> Budget? { try await budgets(only: id).first }

    private func budgets(only id: BudgetID?) async throws(LedgerError) -> [Budget] {
        let rows = try await execute(.budgetsAll, ["budget": id?.value])
        return try await translated { try rows.map { try $0.budget() } }
    }

    /// Changes an open budget's limit; whether there was one.
    public func setLimit(_ limit: Money, of id: BudgetID) async throws(LedgerError) -> Bool {
        try await !execute(.budgetLimit, ["budget": id.value, "limit": limit.nanodollars]).isEmpty
    }

    /// Closes a budget; whether there was an open one.
    public func close(_ id: BudgetID) async throws(LedgerError) -> Bool {
        try await !execute(.budgetClose, ["budget": id.value]).isEmpty
    }

    /// The open budgets that a job counts against.
    public func holds(on job: JobID) async throws(LedgerError) -> [BudgetHold] {
        let rows = try await execute(.jobBudgets, ["job": job.value])
        return try await translated {
            try rows.map { row in
                BudgetHold(
                    name: try row.decode("name"), scope: try row.budgetScope(), left: try row.money("left_amount"),
                    wanted: try row.decode("wanted", as: Int64?.self).map(Money.init(nanodollars:)))
            }
        }
    }

    /// Makes up to `count` jobs ready that were blocked for want of money and can be paid again.
    public func unblock(count: Int) async throws(LedgerError) -> Int {
        try await execute(.unblock, ["count": Int32(count)]).count
    }

    /// Open budgets of which four fifths have been used up since they were last asked for.
    public func crossedBudgets() async throws(LedgerError) -> [Budget] {
        let rows = try await execute(.budgetsCrossed)
        return try await translated { try rows.map { try $0.budget() } }
    }

    /// States what a worker's machine costs, nil for unknown.
    public func setRate(_ rate: HostRate?, of worker: WorkerID) async throws(LedgerError) {
        let rows = try await execute(
            .workerRate,
            [
                "worker": worker.value, "host": rate?.host.storable, "marginal": rate?.marginal.nanodollars,
                "full": rate?.full?.nanodollars, "source": rate?.source.storable,
            ])
        if rows.isEmpty { throw .missing("worker \(worker)") }
    }

    /// The price of a running attempt's machine, and what the job's earlier attempts cost.
    public func means(of attempt: AttemptID) async throws(LedgerError) -> AttemptMeans {
        let rows = try await execute(.attemptMeans, ["job": attempt.job.value, "attempt": attempt.number])
        return try await translated {
            guard let row = rows.first else { throw LedgerError.defect("attempt_means gave no row") }
            return AttemptMeans(rate: try row.hostRate(), spent: try row.money("spent"))
        }
    }

    /// Bills, the newest first.
    public func bills(
        run: RunID?, experiment: ExperimentID?, since: Date?, limit: Int
    ) async throws(LedgerError) -> [Bill] {
        let rows = try await execute(
            .billsPage,
            [
                "run": run?.description, "experiment": experiment?.value, "since": since,
                "limit": Int32(clamping: limit),
            ])
        return try await translated { try rows.map { try $0.bill() } }
    }
}

extension NewBudget {
    /// The parameters of `budget_add.sql`.
    var parameters: Parameters {
        [
            "name": name.storable, "scope": scope.word, "subject": scope.subject, "basis": basis.rawValue,
            "limit": limit.nanodollars,
        ]
    }
}

extension Row {
    func money(_ column: String) throws -> Money { Money(nanodollars: try decode(column, as: Int64.self)) }

    func optionalMoney(_ column: String) throws -> Money? {
        try decode(column, as: Int64?.self).map(Money.init(nanodollars:))
    }

    fileprivate func budgetScope() throws -> BudgetScope {
        let (word, subject) = (try decode("scope", as: String.self), try decode("subject", as: Int64.self))
        guard let scope = BudgetScope(word: word, subject: subject) else {
            throw LedgerError.defect("the column scope has the unknown value \(word)")
        }
        return scope
    }

    fileprivate func budget() throws -> Budget {
        Budget(
            id: try identifier("id", of: Budget.self), name: try decode("name"), scope: try budgetScope(),
            basis: try choice("basis"), limit: try money("limit_amount"), spent: try money("spent"),
            reserved: try money("reserved"), createdAt: try decode("created_at"), closedAt: try decode("closed_at"))
    }

    func rateOfClaim() throws -> HostRate {
        guard let rate = try hostRate() else { throw LedgerError.defect("a bill has no price") }
        return rate
    }

    fileprivate func bill() throws -> Bill {
        Bill(
            attempt: AttemptID(job: try identifier("job_id", of: Job.self), number: try decode("attempt")),
            run: try runID("run_id"), outcome: try choice("outcome"), seconds: try decode("seconds"),
            rate: try rateOfClaim(),
            marginal: try money("marginal"), full: try optionalMoney("full_cost"),
            estimatedSeconds90: try decode("seconds_p90"), endedAt: try decode("ended_at"))
    }
}
