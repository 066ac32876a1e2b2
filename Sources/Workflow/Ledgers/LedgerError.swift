/// Why a ledger could not do what it was asked; in every case nothing was half-stored.
public enum LedgerError: Error, Hashable, Sendable {
    /// The database does not answer or refused for now; trying again may help.
    case unavailable(String)
    /// The database's disk is full; when there is room again the same request passes.
    case noRoom(String)
    /// The idempotency key stands for another request.
    case idempotencyMismatch
    /// A row that the request refers to does not exist.
    case missing(String)
    /// The row is not in a state for this.
    case conflict(String)
    /// A budget has too little left for what the request will probably cost.
    case overBudget(BudgetShortage)
    /// A value that the database cannot hold; what it said of it.
    case refused(String)
    /// A defect: the statement and what the database said.
    case defect(String)
}
