/// Takes back what lost workers held and makes ready what has waited long enough.
public struct Reap: Sendable {
    private let ledger: any QueueLedger & BudgetLedger & FileLedger
    private let wakeups: Wakeups
    private let lease: LeasePolicy

    /// How many jobs one statement takes, so that no lock is held for long.
    static let batch = 500

    /// Prepares the verb.
    public init(ledger: any QueueLedger & BudgetLedger & FileLedger, wakeups: Wakeups, lease: LeasePolicy) {
        self.ledger = ledger
        self.wakeups = wakeups
        self.lease = lease
    }

    /// Gives every running attempt a fresh lease: while no coordinator was up, no worker could ask for one. Once, at start.
    public func grace() async throws(WorkflowError) {
        let (ledger, seconds) = (ledger, lease.seconds)
        try await translated { () throws(LedgerError) in try await ledger.grace(leaseSeconds: seconds) }
    }

    /// Forgets what no client can still ask for again. Now and then.
    public func tidy() async throws(WorkflowError) {
        let ledger = ledger
        try await translated { () throws(LedgerError) in
            try await ledger.forgetOldRequests()
            // A hundred files of 2 GiB are some minutes of deleting; the rest has time until the next hour.
            _ = try await ledger.forgetUnusedFiles(count: 100)
        }
    }

    /// One round; returns what was taken back.
    public func callAsFunction() async throws(WorkflowError) -> Reaped {
        let ledger = ledger
        let (reaped, promoted) = try await translated { () throws(LedgerError) -> (Reaped, Int) in
            let reaped = try await ledger.reap(count: Self.batch)
            let promoted = try await ledger.promote(count: Self.batch)
            return (reaped, promoted + (try await ledger.unblock(count: Self.batch)))
        }
        if reaped.reopened + promoted > 0 { await wakeups.signal() }
        return reaped
    }
}
