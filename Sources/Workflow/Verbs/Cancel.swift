public import Vocabulary

/// Ends jobs that a person no longer wants: those that wait at once, those that run with their next heartbeat.
public struct Cancel: Sendable {
    private let ledger: any QueueLedger & RunLedger

    /// Prepares the verb.
    public init(ledger: any QueueLedger & RunLedger) { self.ledger = ledger }

    /// Cancels one job and returns it; a job that is final already stays as it is.
    ///
    /// - Throws: `notFound`, `unavailable`.
    public func job(_ id: JobID) async throws(WorkflowError) -> Job {
        let ledger = ledger
        let job = try await translated { () throws(LedgerError) in
            try await ledger.cancel(jobs: [id])
            return try await ledger.job(id)
        }
        guard let job else { throw .notFound("job \(id)") }
        return job
    }

    /// Cancels what is left of a sweep and returns it.
    ///
    /// - Throws: `notFound`, `unavailable`.
    public func sweep(_ id: SweepID) async throws(WorkflowError) -> Sweep {
        let ledger = ledger
        let sweep = try await translated { () throws(LedgerError) in
            try await ledger.cancel(sweep: id)
            return try await ledger.sweep(id)
        }
        guard let sweep else { throw .notFound("sweep \(id)") }
        return sweep
    }
}
