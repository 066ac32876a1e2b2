public import Foundation
public import Vocabulary

/// Opens, shows, changes and closes budgets, and shows what attempts cost. Claims keep budgets by themselves.
public struct KeepBudgets: Sendable {
    private let ledger: any BudgetLedger & RunLedger
    private let wakeups: Wakeups

    /// Prepares the verb.
    public init(ledger: any BudgetLedger & RunLedger, wakeups: Wakeups) {
        self.ledger = ledger
        self.wakeups = wakeups
    }

    /// Opens a budget.
    ///
    /// - Throws: `invalid` when what it is for does not exist, `conflict` when that has an open budget, `unavailable`.
    public func open(_ budget: NewBudget) async throws(WorkflowError) -> Budget {
        let ledger = ledger
        let (isThere, id) = try await translated { () throws(LedgerError) -> (Bool, BudgetID?) in
            guard try await Self.exists(budget.scope, in: ledger) else { return (false, nil) }
            return (true, try await ledger.add(budget))
        }
        guard isThere else {
            throw .invalid(
                InvalidInput(
                    field: "subject", expected: "the number of a \(budget.scope.word) that exists",
                    received: "\(budget.scope.subject)"))
        }
        guard let id else {
            throw .conflict(
                "there is an open budget for this \(budget.scope.word) already: change its limit, or close it first")
        }
        return try await show(id)
    }

    /// The open budgets.
    public func list() async throws(WorkflowError) -> [Budget] {
        let ledger = ledger
        return try await translated { () throws(LedgerError) in try await ledger.budgets() }
    }

    /// One budget.
    ///
    /// - Throws: `notFound`, `unavailable`.
    public func show(_ id: BudgetID) async throws(WorkflowError) -> Budget {
        let ledger = ledger
        let budget = try await translated { () throws(LedgerError) in try await ledger.budget(id) }
        guard let budget else { throw .notFound("budget \(id)") }
        return budget
    }

    /// Changes a budget's limit; jobs that were blocked for want of money may go on.
    ///
    /// - Throws: `notFound`, `unavailable`.
    public func setLimit(_ limit: Money, of id: BudgetID) async throws(WorkflowError) -> Budget {
        let ledger = ledger
        guard try await translated({ () throws(LedgerError) in try await ledger.setLimit(limit, of: id) }) else {
            throw .notFound("open budget \(id)")
        }
        try await unblock()
        return try await show(id)
    }

    /// Closes a budget: nothing counts against it any more.
    ///
    /// - Throws: `notFound`, `unavailable`.
    public func close(_ id: BudgetID) async throws(WorkflowError) {
        let ledger = ledger
        guard try await translated({ () throws(LedgerError) in try await ledger.close(id) }) else {
            throw .notFound("open budget \(id)")
        }
        try await unblock()
    }

    /// Bills, the newest first.
    ///
    /// - Throws: `notFound` for a run or an experiment that does not exist, `unavailable`.
    public func bills(
        run: RunID? = nil, experiment: ExperimentID? = nil, since: Date? = nil, limit: Int
    ) async throws(WorkflowError) -> [Bill] {
        let ledger = ledger
        let bills = try await translated { () throws(LedgerError) -> [Bill]? in
            if let run, try await ledger.run(run) == nil { return nil }
            return try await ledger.bills(run: run, experiment: experiment, since: since, limit: limit)
        }
        guard let bills else { throw .notFound("run \(run.map { "\($0)" } ?? "")") }
        return bills
    }

    /// Budgets of which four fifths have been used up since this was last asked for, by whichever coordinator.
    public func crossed() async throws(WorkflowError) -> [Budget] {
        let ledger = ledger
        return try await translated { () throws(LedgerError) in try await ledger.crossedBudgets() }
    }

    private func unblock() async throws(WorkflowError) {
        let ledger = ledger
        let count = try await translated { () throws(LedgerError) in try await ledger.unblock(count: Reap.batch) }
        if count > 0 { await wakeups.signal() }
    }

    private static func exists(
        _ scope: BudgetScope, in ledger: any BudgetLedger & RunLedger
    ) async throws(LedgerError) -> Bool {
        switch scope {
        case .month: return true
        case .job(let id): return try await ledger.job(id) != nil
        case .sweep(let id): return try await ledger.sweep(id) != nil
        case .experiment(let id):
            if id == .standard { return true }
            return try await ledger.experiments(before: ExperimentID(id.value + 1), limit: 1).first?.id == id
        }
    }
}
