public import Vocabulary

/// Why a verb was not carried out; nothing was half-stored.
public enum WorkflowError: Error, Hashable, Sendable {
    /// The request cannot be accepted as it is.
    case invalid(InvalidInput)
    /// There is no such thing; the text names it.
    case notFound(String)
    /// The attempt no longer holds its job: stop the work.
    case staleAttempt(AttemptID)
    /// It is not in a state for this.
    case conflict(String)
    /// A budget has too little left for what the jobs will probably cost; a higher limit or fewer jobs help.
    case overBudget(BudgetShortage)
    /// The idempotency key stands for another request.
    case idempotencyMismatch
    /// The database does not answer; trying again may help.
    case unavailable(String)
    /// The database's disk is full; when there is room again the same request passes.
    case noRoom(String)
    /// A defect of the coordinator.
    case defect(String)

    /// Translates what a ledger said.
    public init(_ error: LedgerError) {
        switch error {
        case .unavailable(let reason): self = .unavailable(reason)
        case .noRoom(let reason): self = .noRoom(reason)
        case .idempotencyMismatch: self = .idempotencyMismatch
        case .missing(let what): self = .notFound(what)
        case .conflict(let reason): self = .conflict(reason)
        case .overBudget(let shortage): self = .overBudget(shortage)
        case .refused(let reason):
            self = .invalid(InvalidInput(field: "", expected: "values that can be stored", received: reason))
        case .defect(let what): self = .defect(what)
        }
    }
}

/// Carries out ledger work and translates its error once.
func translated<Result>(
    _ work: () async throws(LedgerError) -> Result
) async throws(WorkflowError) -> Result {
    do {
        return try await work()
    } catch {
        throw WorkflowError(error)
    }
}
