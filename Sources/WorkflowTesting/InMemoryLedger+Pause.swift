import Foundation
public import Vocabulary
public import Workflow

extension InMemoryLedger {
    /// Pauses jobs: those that wait at once, those that run when their workers gave them back.
    public func pause(jobs ids: [JobID]) throws(LedgerError) {
        try answer()
        for id in ids {
            switch jobs[id]?.state {
            case .running?: jobs[id]?.pauseRequested = true
            case .blocked?, .scheduled?, .ready?: jobs[id]?.move(to: .paused, at: now)
            case .paused?, .done?, .failed?, .cancelled?, .dead?, nil: break
            }
        }
    }

    /// Makes paused jobs ready at the place that they had, and takes back what running ones were asked.
    public func resume(jobs ids: [JobID]) throws(LedgerError) {
        try answer()
        for id in ids {
            jobs[id]?.pauseRequested = false
            if jobs[id]?.state == .paused { jobs[id]?.move(to: .ready, at: now) }
        }
    }

    /// Gives ended jobs without a result another try, and makes scheduled ones ready.
    public func retry(jobs ids: [JobID], maximumFailures: Int, maximumLosses: Int) throws(LedgerError) {
        try answer()
        for id in ids {
            guard var job = jobs[id], [.scheduled, .failed, .cancelled, .dead].contains(job.state) else { continue }
            if job.state.isFinal {
                (job.failures, job.losses, job.finishedAt) = (0, 0, nil)
                (job.options.maximumFailures, job.maximumLosses) = (maximumFailures, maximumLosses)
                runs[job.run]?.reopen()
                if let sweep = job.sweep { sweepRows[sweep]?.search?.closedAt = nil }
            }
            job.move(to: .ready, at: now)
            jobs[id] = job
        }
    }

    /// The jobs of a sweep that are not final, in order.
    public func liveJobs(of sweep: SweepID) throws(LedgerError) -> [JobID] {
        try answer()
        return jobs.values.filter { $0.sweep == sweep && !$0.state.isFinal }.map(\.id).sorted()
    }

    /// Stops handing out jobs, or begins again.
    public func pauseQueue(_ isPaused: Bool) throws(LedgerError) {
        try answer()
        queuePausedAt = isPaused ? queuePausedAt ?? now : nil
    }

    /// What is true of the queue as a whole.
    public func queueState() throws(LedgerError) -> QueueState {
        try answer()
        func count(_ state: JobState) -> Int { jobs.values.count { $0.state == state } }
        return QueueState(
            pausedAt: queuePausedAt, blocked: count(.blocked), scheduled: count(.scheduled), ready: count(.ready),
            paused: count(.paused), running: count(.running))
    }

    /// Stops handing jobs to a worker, or begins again; whether there is such a worker.
    public func pause(_ isPaused: Bool, worker: WorkerID) throws(LedgerError) -> Bool {
        try answer()
        guard let row = workerRows[worker] else { return false }
        workerRows[worker]?.pausedAt = isPaused ? row.pausedAt ?? now : nil
        return true
    }
}
