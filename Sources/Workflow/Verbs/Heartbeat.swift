public import Vocabulary

/// Extends the leases of a worker that is alive and tells it which to cancel or give back.
public struct Heartbeat: Sendable {
    private let ledger: any QueueLedger & WorkerLedger
    /// How far leases are extended.
    public let lease: LeasePolicy

    /// Prepares the verb.
    public init(ledger: any QueueLedger & WorkerLedger, lease: LeasePolicy) {
        self.ledger = ledger
        self.lease = lease
    }

    /// The attempts that go on; those that were sent and are missing are lost.
    ///
    /// - Throws: `notFound` for a worker that is not registered, `unavailable`.
    public func callAsFunction(
        worker: WorkerID, beats: [(attempt: AttemptID, progress: Double?)]
    ) async throws(WorkflowError) -> [ExtendedAttempt] {
        let (ledger, seconds) = (ledger, lease.seconds)
        return try await translated { () throws(LedgerError) in
            try await ledger.extend(worker: worker, beats: beats, leaseSeconds: seconds)
        }
    }
}
