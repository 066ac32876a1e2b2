public import Vocabulary

/// Ends an attempt: with its result, its failure, as cancelled, or given back.
public struct Finish: Sendable {
    private let ledger: any QueueLedger & FileLedger
    private let retry: RetryPolicy
    private let wakeups: Wakeups

    /// Prepares the verb.
    public init(ledger: any QueueLedger & FileLedger, retry: RetryPolicy, wakeups: Wakeups) {
        self.ledger = ledger
        self.retry = retry
        self.wakeups = wakeups
    }

    /// The result counts, and only this attempt's.
    ///
    /// - Throws: `invalid` for a result that cannot be stored, `staleAttempt`, `unavailable`.
    public func done(_ attempt: AttemptID, result: RunResult) async throws(WorkflowError) -> JobState {
        do {
            try result.check()
        } catch {
            throw .invalid(error.under("result"))
        }
        for (index, artifact) in result.artifacts.enumerated() {
            try await StoredFiles(ledger: ledger).check(artifact, field: "result.artifacts[\(index)]")
        }
        let ledger = ledger
        return try await settled(attempt) { () throws(LedgerError) in
            try await ledger.finish(attempt: attempt, result: result)
        }
    }

    /// The failure counts, or the job is tried again later.
    ///
    /// - Throws: `staleAttempt`, `unavailable`.
    public func failed(_ attempt: AttemptID, failure: AttemptFailure) async throws(WorkflowError) -> JobState {
        var generator = SystemRandomNumberGenerator()
        let (ledger, decision) = (ledger, retry.decision(about: failure, using: &generator))
        return try await settled(attempt) { () throws(LedgerError) in
            try await ledger.fail(attempt: attempt, failure: failure, retry: decision)
        }
    }

    /// The worker stopped the attempt because it was told to.
    ///
    /// - Throws: `staleAttempt`, `unavailable`.
    public func cancelled(_ attempt: AttemptID) async throws(WorkflowError) -> JobState {
        let ledger = ledger
        return try await settled(attempt) { () throws(LedgerError) in
            try await ledger.endCancelled(attempt: attempt)
        }
    }

    /// The worker gives the job back, unharmed.
    ///
    /// - Throws: `staleAttempt`, `unavailable`.
    public func released(_ attempt: AttemptID) async throws(WorkflowError) -> JobState {
        let ledger = ledger
        let state = try await settled(attempt) { () throws(LedgerError) in try await ledger.release(attempt: attempt) }
        await wakeups.signal()
        return state
    }

    private func settled(
        _ attempt: AttemptID, _ write: () async throws(LedgerError) -> Settlement
    ) async throws(WorkflowError) -> JobState {
        switch try await translated(write) {
        case .settled(let state): return state
        case .stale: throw .staleAttempt(attempt)
        }
    }
}
