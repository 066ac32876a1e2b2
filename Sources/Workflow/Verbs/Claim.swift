public import Vocabulary

/// Hands a worker jobs that it is able to do, waiting for one if asked.
public struct Claim: Sendable {
    private let ledger: any QueueLedger & WorkerLedger
    private let classes: RequirementClasses
    private let wakeups: Wakeups
    private let lease: LeasePolicy

    /// The longest pause between two looks at the queue while waiting: the net for a wake-up that was lost.
    static let longestPause = Duration.seconds(5)
    /// The first look may have passed over jobs that another claim had locked and then did not take.
    static let firstPause = Duration.milliseconds(50)

    /// Prepares the verb.
    public init(
        ledger: any QueueLedger & WorkerLedger, classes: RequirementClasses, wakeups: Wakeups, lease: LeasePolicy
    ) {
        self.ledger = ledger
        self.classes = classes
        self.wakeups = wakeups
        self.lease = lease
    }

    /// Up to `count` leases for the worker; none when none came within `wait`.
    ///
    /// - Throws: `notFound` for a worker that is not registered, `unavailable`.
    public func callAsFunction(
        worker id: WorkerID, count: Int, wait: Duration
    ) async throws(WorkflowError) -> [Lease] {
        let ledger = ledger
        let found = try await translated { () throws(LedgerError) in try await ledger.worker(id) }
        guard let worker = found else { throw .notFound("worker \(id)") }
        let deadline = ContinuousClock.now + wait
        var pause = Self.firstPause
        while true {
            // Taken before looking, so that work which arrives while we look is not slept through.
            let ticket = await wakeups.ticket()
            let leases = try await payable(try await look(for: worker, count: count))
            let left = ContinuousClock.now.duration(to: deadline)
            if !leases.isEmpty || left <= .zero || Task.isCancelled { return leases }
            if await wakeups.isClosed { return leases }
            await wakeups.wait(after: ticket, atMost: min(left, pause))
            pause = Self.longestPause
        }
    }

    /// Gives leases with a most cost their time; those that cannot be paid fail with the reason.
    ///
    /// They are claimed already: when the ledger stops answering, the others are handed out nevertheless. Those whose cost is not known by then lapse.
    private func payable(_ leases: [Lease]) async throws(WorkflowError) -> [Lease] {
        var kept = leases.filter { $0.configuration.maxCost == nil }
        for lease in leases {
            guard let most = lease.configuration.maxCost else { continue }
            do throws(WorkflowError) {
                if let lease = try await payable(lease, most) { kept.append(lease) }
            } catch {
                guard !kept.isEmpty else { throw error }
                break
            }
        }
        return kept
    }

    private func payable(_ lease: Lease, _ most: Money) async throws(WorkflowError) -> Lease? {
        let ledger = ledger
        let means = try await translated { () throws(LedgerError) in try await ledger.means(of: lease.attempt) }
        switch CostBound(most, means) {
        case .none: return lease
        case .limit(let limit): return lease.limited(to: limit)
        case .refusal(let failure):
            _ = try await translated { () throws(LedgerError) in
                try await ledger.fail(attempt: lease.attempt, failure: failure, retry: .never)
            }
            return nil
        }
    }

    private func look(for worker: Worker, count: Int) async throws(WorkflowError) -> [Lease] {
        let known = try await classes.current()
        let eligibility = Eligibility(of: worker.capability, among: known)
        let ledger = ledger
        var numbers = eligibility.met
        if !eligibility.refusable.isEmpty {
            let workers = try await translated { () throws(LedgerError) in try await ledger.workers() }
            numbers = eligibility.classes(whileLive: workers.filter(\.isLive).map(\.capability))
        }
        // Also without a class that it meets: the look notes that the worker is alive.
        let (classes, leaseSeconds) = (numbers, lease.seconds)
        return try await translated { () throws(LedgerError) in
            try await ledger.claim(worker: worker.id, classes: classes, count: count, leaseSeconds: leaseSeconds)
        }
    }
}
