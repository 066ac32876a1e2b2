import Foundation
public import Vocabulary
public import Workflow

extension InMemoryLedger {
    /// Cancels jobs: those that wait are final at once, those that run are told with their next heartbeat.
    public func cancel(jobs ids: [JobID]) throws(LedgerError) {
        try answer()
        for id in ids {
            guard var job = jobs[id], !job.state.isFinal else { continue }
            if job.state == .running {
                job.cancelRequested = true
            } else {
                job.move(to: .cancelled, at: now)
                runs[job.run]?.status = .killed
                runs[job.run]?.endedAt = now
            }
            jobs[id] = job
        }
    }

    /// Cancels what is left of a sweep.
    public func cancel(sweep: SweepID) throws(LedgerError) {
        try cancel(jobs: jobs.values.filter { $0.sweep == sweep }.map(\.id))
    }

    /// Takes back up to `count` attempts whose leases expired.
    public func reap(count: Int) throws(LedgerError) -> Reaped {
        try answer()
        let expired = jobs.values.filter { job in job.leaseUntil.map { $0 < now } ?? false }
        var (reopened, finalised) = (0, 0)
        for var job in expired.sorted(by: { $0.id < $1.id }).prefix(count) {
            job.losses += 1
            if job.cancelRequested {
                end(job, .lost, next: .cancelled, status: .killed)
                finalised += 1
            } else if job.stopReason != nil {
                endStopped(job, .lost)
                finalised += 1
            } else if job.losses >= job.maximumLosses {
                let failure = AttemptFailure(
                    code: .workersLost,
                    message: "\(job.losses) workers were lost with it; it may be what kills them")
                end(job, .lost, next: .dead, status: .failed, failure: failure)
                finalised += 1
            } else {
                reopen(job, .lost)
                reopened += 1
            }
        }
        return Reaped(reopened: reopened, finalised: finalised)
    }

    /// Makes up to `count` scheduled jobs ready whose time has come.
    public func promote(count: Int) throws(LedgerError) -> Int {
        try answer()
        let due = jobs.values.compactMap { job in
            job.runsAt.flatMap { $0 <= now && job.state == .scheduled ? (id: job.id, runsAt: $0) : nil }
        }
        let promoted = due.sorted { ($0.runsAt, $0.id) < ($1.runsAt, $1.id) }.prefix(count)
        for job in promoted { jobs[job.id]?.move(to: .ready, at: now) }
        return promoted.count
    }

    /// Extends every lease.
    public func grace(leaseSeconds: Double) throws(LedgerError) {
        try answer()
        for job in jobs.values {
            guard let leaseUntil = job.leaseUntil else { continue }
            jobs[job.id]?.leaseUntil = max(leaseUntil, now + leaseSeconds)
        }
    }

    /// Drops idempotency keys older than a week.
    public func forgetOldRequests() throws(LedgerError) {
        try answer()
        let weekAgo = now - 7 * 24 * 3600
        remembered = remembered.filter { $0.value.createdAt >= weekAgo }
    }
}
