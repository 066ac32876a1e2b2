import Foundation
public import Vocabulary
public import Workflow

extension InMemoryLedger {
    /// Ends an attempt with a result; what was measured becomes the run's content unless the job was to be cancelled.
    public func finish(attempt: AttemptID, result: RunResult) throws(LedgerError) -> Settlement {
        try answer()
        guard let job = held(attempt) else { return settlement(of: attempt, as: [.done, .cancelled]) }
        if job.cancelRequested { return end(job, .cancelled, next: .cancelled, status: .killed) }
        if var run = runs[job.run] {
            run.conclude(result.metrics)
            for series in result.samples {
                run.samples.removeAll { $0.name == series.name }
                run.samples.append(series)
            }
            run.tags.merge(result.tags) { $1 }
            run.artifacts = try stored(result.artifacts, by: attempt, in: run) ?? run.artifacts
            run.record = RunRecord(attempt: attempt, facts: result.facts, absent: result.absent)
            runs[run.id] = run
        }
        return end(job, .done, next: .done, status: .finished)
    }

    /// Ends an attempt with a failure; the job is tried again after a while when `retry` says so and failures are left.
    public func fail(
        attempt: AttemptID, failure: AttemptFailure, retry: RetryPolicy.Decision
    ) throws(LedgerError) -> Settlement {
        try answer()
        guard var job = held(attempt) else { return settlement(of: attempt, as: [.failed, .cancelled]) }
        let stored = AttemptFailure(code: failure.code, message: failure.message.stored)
        if job.cancelRequested {
            return end(job, .cancelled, next: .cancelled, status: .killed, tried: stored)
        }
        let pause = retry.pauseSeconds(afterFailures: job.failures)
        job.failures += 1
        guard let pause, job.failures < job.options.maximumFailures else {
            return end(job, .failed, next: .failed, status: .failed, tried: stored, failure: stored)
        }
        if job.stopReason != nil { return endStopped(job, .failed, tried: stored) }
        let next = job.pauseRequested ? JobState.paused : .scheduled
        job.end(.failed, next: next, workerName: workerName(of: job), failure: stored, at: now)
        if next == .scheduled { job.runsAt = now + pause }
        jobs[job.id] = job
        runs[job.run]?.status = .scheduled
        return .settled(next)
    }

    /// Ends an attempt because the job was cancelled; refused when nobody asked for that.
    public func endCancelled(attempt: AttemptID) throws(LedgerError) -> Settlement {
        try answer()
        guard let job = held(attempt), job.cancelRequested else { return settlement(of: attempt, as: [.cancelled]) }
        return end(job, .cancelled, next: .cancelled, status: .killed)
    }

    /// Gives an attempt's job back to the queue; it keeps its rank and no failure is counted.
    public func release(attempt: AttemptID) throws(LedgerError) -> Settlement {
        try answer()
        guard let job = held(attempt) else { return settlement(of: attempt, as: [.released, .cancelled]) }
        if job.cancelRequested { return end(job, .cancelled, next: .cancelled, status: .killed) }
        if job.stopReason != nil { return endStopped(job, .released) }
        return .settled(reopen(job, .released))
    }

    /// Ends the running attempt of a job that a search stopped: what is there is its result.
    @discardableResult func endStopped(
        _ job: StoredJob, _ outcome: AttemptOutcome, tried: AttemptFailure? = nil
    ) -> Settlement {
        runs[job.run]?.endReason = job.stopReason
        return end(job, outcome, next: .done, status: .finished, tried: tried)
    }

    /// Ends the running attempt and with it the job.
    @discardableResult func end(
        _ job: StoredJob, _ outcome: AttemptOutcome, next: JobState, status: RunStatus, tried: AttemptFailure? = nil,
        failure: AttemptFailure? = nil
    ) -> Settlement {
        var job = job
        job.end(outcome, next: next, workerName: workerName(of: job), failure: tried, at: now)
        jobs[job.id] = job
        runs[job.run]?.end(status, failure: failure, at: now)
        return .settled(next)
    }

    /// Ends the running attempt and makes the job ready again, or paused where that was asked.
    @discardableResult func reopen(_ job: StoredJob, _ outcome: AttemptOutcome) -> JobState {
        var job = job
        job.end(
            outcome, next: job.pauseRequested ? .paused : .ready, workerName: workerName(of: job), at: now)
        jobs[job.id] = job
        runs[job.run]?.status = .scheduled
        runs[job.run]?.startedAt = nil
        return job.state
    }

    func workerName(of job: StoredJob) -> String? { job.worker.flatMap { workerRows[$0]?.name } }

    /// What an earlier delivery of the same write led to: the job's state now.
    private func settlement(of attempt: AttemptID, as outcomes: Set<AttemptOutcome>) -> Settlement {
        guard let job = jobs[attempt.job],
            let outcome = job.tries.first(where: { $0.id == attempt })?.outcome, outcomes.contains(outcome)
        else { return .stale }
        return .settled(job.state)
    }
}
