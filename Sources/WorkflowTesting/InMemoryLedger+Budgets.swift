public import Foundation
public import Vocabulary
public import Workflow

/// Budgets are listed here and kept by no claim: reserving under concurrent claims is Postgres' work, and tested there.
extension InMemoryLedger {
    /// Opens a budget; nil when its scope has an open one.
    public func add(_ budget: NewBudget) throws(LedgerError) -> BudgetID? {
        try answer()
        guard !budgetRows.contains(where: { $0.scope == budget.scope && $0.closedAt == nil }) else { return nil }
        let id = BudgetID(Int64(budgetRows.count) + 1)
        budgetRows.append(
            Budget(
                id: id, name: budget.name, scope: budget.scope, basis: budget.basis, limit: budget.limit, spent: .zero,
                reserved: .zero, createdAt: now, closedAt: nil))
        return id
    }

    /// The open budgets.
    public func budgets() throws(LedgerError) -> [Budget] {
        try answer()
        return budgetRows.filter { $0.closedAt == nil }
    }

    /// One budget, closed ones too.
    public func budget(_ id: BudgetID) throws(LedgerError) -> Budget? {
        try answer()
        return budgetRows.first { $0.id == id }
    }

    /// Changes an open budget's limit; whether there was one.
    public func setLimit(_ limit: Money, of id: BudgetID) throws(LedgerError) -> Bool {
        try answer()
        return replace(id) { old in
            Budget(
                id: id, name: old.name, scope: old.scope, basis: old.basis, limit: limit, spent: old.spent,
                reserved: old.reserved, createdAt: old.createdAt, closedAt: nil)
        }
    }

    /// Closes a budget; whether there was an open one.
    public func close(_ id: BudgetID) throws(LedgerError) -> Bool {
        try answer()
        let closedAt = now
        return replace(id) { old in
            Budget(
                id: id, name: old.name, scope: old.scope, basis: old.basis, limit: old.limit, spent: old.spent,
                reserved: old.reserved, createdAt: old.createdAt, closedAt: closedAt)
        }
    }

    /// No claim keeps budgets here, so nothing holds a job.
    public func holds(on job: JobID) throws(LedgerError) -> [BudgetHold] {
        try answer()
        return []
    }

    /// Nothing is ever spent here.
    public func crossedBudgets() throws(LedgerError) -> [Budget] {
        try answer()
        return []
    }

    /// No job is ever blocked here.
    public func unblock(count: Int) throws(LedgerError) -> Int {
        try answer()
        return 0
    }

    /// The price of the machine that an attempt runs on; nothing here is billed, so earlier attempts cost nothing.
    public func means(of attempt: AttemptID) throws(LedgerError) -> AttemptMeans {
        try answer()
        if let meansRefusal { throw meansRefusal }
        return AttemptMeans(rate: held(attempt).flatMap { $0.worker }.flatMap { workerRows[$0]?.rate }, spent: .zero)
    }

    /// From now on what an attempt may spend is refused with this; `nil` ends that.
    public func refuseMeans(with error: LedgerError?) { meansRefusal = error }

    /// States what a worker's machine costs, nil for unknown; nothing here is billed.
    public func setRate(_ rate: HostRate?, of worker: WorkerID) throws(LedgerError) {
        try answer()
        guard workerRows[worker] != nil else { throw .missing("worker \(worker)") }
        workerRows[worker]?.rate = rate
    }

    /// Nothing here is billed.
    public func bills(run: RunID?, experiment: ExperimentID?, since: Date?, limit: Int) throws(LedgerError) -> [Bill] {
        try answer()
        return []
    }

    private func replace(_ id: BudgetID, _ change: (Budget) -> Budget) -> Bool {
        guard let index = budgetRows.firstIndex(where: { $0.id == id && $0.closedAt == nil }) else { return false }
        budgetRows[index] = change(budgetRows[index])
        return true
    }
}
