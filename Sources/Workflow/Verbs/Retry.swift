public import Vocabulary

/// Gives a job that ended without a result another try, because a person knows that the cause is gone.
public struct Retry: Sendable {
    private let ledger: any QueueLedger & RunLedger
    private let wakeups: Wakeups

    /// Prepares the verb.
    public init(ledger: any QueueLedger & RunLedger, wakeups: Wakeups) {
        self.ledger = ledger
        self.wakeups = wakeups
    }

    /// Makes a failed, cancelled or dead job ready, and one that waits for its next attempt at once; returns it.
    ///
    /// It stays the same job: attempts are numbered on, and a training goes on from its last checkpoint. One that is ready or runs stays as it
    /// is, so that a repeated request does no harm.
    ///
    /// - Throws: `notFound`, `conflict` for a job that is done or paused, `unavailable`.
    public func callAsFunction(_ id: JobID) async throws(WorkflowError) -> Job {
        let ledger = ledger
        let job = try await translated { () throws(LedgerError) in
            try await ledger.retry(
                jobs: [id], maximumFailures: SubmitOptions.defaultMaximumFailures, maximumLosses: Submit.maximumLosses)
            return try await ledger.job(id)
        }
        guard let job else { throw .notFound("job \(id)") }
        switch job.state {
        case .done: throw .conflict("job \(id) is done: submit it again to have it done again")
        case .paused: throw .conflict("job \(id) is paused: resume it")
        case .blocked, .scheduled, .ready, .running, .failed, .cancelled, .dead: break
        }
        await wakeups.signal()
        return job
    }
}
