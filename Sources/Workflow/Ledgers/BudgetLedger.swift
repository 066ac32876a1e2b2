public import Foundation
public import Vocabulary

/// Budgets, what machines cost, and bills. Claims reserve and settle by themselves: see ``QueueLedger``.
public protocol BudgetLedger: Sendable {
    /// Opens a budget; nil when its scope has an open one.
    func add(_ budget: NewBudget) async throws(LedgerError) -> BudgetID?
    /// The open budgets.
    func budgets() async throws(LedgerError) -> [Budget]
    /// One budget, closed ones too.
    func budget(_ id: BudgetID) async throws(LedgerError) -> Budget?
    /// Changes an open budget's limit; whether there was one.
    func setLimit(_ limit: Money, of id: BudgetID) async throws(LedgerError) -> Bool
    /// Closes a budget; whether there was an open one.
    func close(_ id: BudgetID) async throws(LedgerError) -> Bool
    /// The open budgets that a job counts against.
    func holds(on job: JobID) async throws(LedgerError) -> [BudgetHold]
    /// Makes up to `count` jobs ready that were blocked for want of money and can be paid again.
    func unblock(count: Int) async throws(LedgerError) -> Int
    /// Open budgets of which four fifths have been used up since they were last asked for: each crossing is told once.
    func crossedBudgets() async throws(LedgerError) -> [Budget]
    /// States what a worker's machine costs, nil for unknown.
    func setRate(_ rate: HostRate?, of worker: WorkerID) async throws(LedgerError)
    /// Bills, the newest first.
    func bills(run: RunID?, experiment: ExperimentID?, since: Date?, limit: Int) async throws(LedgerError) -> [Bill]
}

/// A budget as a job sees it.
public struct BudgetHold: Hashable, Sendable {
    /// The budget's name.
    public let name: String
    /// What it is for.
    public let scope: BudgetScope
    /// What is left of it.
    public let left: Money
    /// What the job wanted to reserve when it was blocked.
    public let wanted: Money?

    /// A budget's state for a job.
    public init(name: String, scope: BudgetScope, left: Money, wanted: Money?) {
        self.name = name
        self.scope = scope
        self.left = left
        self.wanted = wanted
    }
}

/// A budget that cannot pay what is submitted.
public struct BudgetShortage: Hashable, Sendable {
    /// The budget's name.
    public let name: String
    /// Whether it is the submission's own, opened with it.
    public let isOwn: Bool
    /// What it counts.
    public let basis: CostBasis
    /// What the jobs cost with probability 0.9 each.
    public let needed: Money
    /// What is left.
    public let left: Money

    /// A shortage.
    public init(name: String, isOwn: Bool, basis: CostBasis, needed: Money, left: Money) {
        self.name = name
        self.isOwn = isOwn
        self.basis = basis
        self.needed = needed
        self.left = left
    }
}

/// An attempt whose lease was extended, and what its worker must do about it.
public struct ExtendedAttempt: Hashable, Sendable {
    /// Which.
    public let attempt: AttemptID
    /// Whether a person asked to cancel it.
    public let cancel: Bool
    /// Why the worker gives it back, with a checkpoint where the runner can; nil when it goes on.
    public let recall: RecallReason?

    /// What became of an attempt's heartbeat.
    public init(attempt: AttemptID, cancel: Bool, recall: RecallReason? = nil) {
        self.attempt = attempt
        self.cancel = cancel
        self.recall = recall
    }
}
