public import Vocabulary

/// Holds jobs, workers or the whole queue back, and lets them go on.
///
/// A running job is asked to give itself back with its worker's next heartbeat: a training saves a checkpoint first and goes on from there, a
/// measurement begins anew. A paused worker or queue finishes what runs and takes nothing more.
public struct Pause: Sendable {
    private let ledger: any QueueLedger & RunLedger & WorkerLedger
    private let wakeups: Wakeups

    /// Prepares the verb.
    public init(ledger: any QueueLedger & RunLedger & WorkerLedger, wakeups: Wakeups) {
        self.ledger = ledger
        self.wakeups = wakeups
    }

    /// Pauses one job and returns it; one that is paused already stays so.
    ///
    /// - Throws: `notFound`, `conflict` for a job that has ended, `unavailable`.
    public func job(_ id: JobID) async throws(WorkflowError) -> Job {
        let ledger = ledger
        let job = try await found(id) { () throws(LedgerError) in try await ledger.pause(jobs: [id]) }
        guard !job.state.isFinal else {
            throw .conflict("job \(id) is \(job.state.rawValue): there is nothing to pause")
        }
        return job
    }

    /// Lets one job go on and returns it; one that is not paused stays as it is.
    ///
    /// - Throws: `notFound`, `conflict` for a job that has ended, `unavailable`.
    public func resume(job id: JobID) async throws(WorkflowError) -> Job {
        let ledger = ledger
        let job = try await found(id) { () throws(LedgerError) in try await ledger.resume(jobs: [id]) }
        guard !job.state.isFinal else {
            throw .conflict("job \(id) is \(job.state.rawValue): only a paused job can be resumed")
        }
        await wakeups.signal()
        return job
    }

    /// Pauses what is left of a sweep, or lets it go on, and returns it.
    ///
    /// - Throws: `notFound`, `unavailable`.
    public func sweep(_ id: SweepID, isPaused: Bool) async throws(WorkflowError) -> Sweep {
        let ledger = ledger
        let sweep = try await translated { () throws(LedgerError) in
            let jobs = try await ledger.liveJobs(of: id)
            if isPaused { try await ledger.pause(jobs: jobs) } else { try await ledger.resume(jobs: jobs) }
            return try await ledger.sweep(id)
        }
        guard let sweep else { throw .notFound("sweep \(id)") }
        if !isPaused { await wakeups.signal() }
        return sweep
    }

    /// Lets a worker have no more jobs, or lets it have some again, and returns it.
    ///
    /// - Throws: `notFound`, `unavailable`.
    public func worker(_ id: WorkerID, isPaused: Bool) async throws(WorkflowError) -> Worker {
        let ledger = ledger
        let worker = try await translated { () throws(LedgerError) -> Worker? in
            guard try await ledger.pause(isPaused, worker: id) else { return nil }
            return try await ledger.worker(id)
        }
        guard let worker else { throw .notFound("worker \(id)") }
        if !isPaused { await wakeups.signal() }
        return worker
    }

    /// Hands out no more jobs, or begins again, and returns the queue's state.
    ///
    /// - Throws: `unavailable`.
    public func queue(isPaused: Bool) async throws(WorkflowError) -> QueueState {
        let ledger = ledger
        let state = try await translated { () throws(LedgerError) in
            try await ledger.pauseQueue(isPaused)
            return try await ledger.queueState()
        }
        if !isPaused { await wakeups.signal() }
        return state
    }

    private func found(
        _ id: JobID, after write: () async throws(LedgerError) -> Void
    ) async throws(WorkflowError) -> Job {
        try await translated(write)
        let ledger = ledger
        let job = try await translated { () throws(LedgerError) in try await ledger.job(id) }
        guard let job else { throw .notFound("job \(id)") }
        return job
    }
}
