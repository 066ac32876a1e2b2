import Vocabulary
import Workflow

extension QueueContract {
    static let ending = [
        Promise("a failure that may pass is tried again until failures are used up") { try await $0.retries() },
        Promise("a failure that cannot pass is the result at once") { try await $0.noRetry() },
        Promise("a waiting job is cancelled at once") { try await $0.cancelWaiting() },
        Promise("a running job is told to cancel, and what it measured then does not count") {
            try await $0.cancelRunning()
        },
        Promise("an attempt ends as cancelled only where somebody asked for that") { try await $0.endCancelled() },
        Promise("a cancelled job is never reopened, however its attempt ends") { try await $0.cancelWins() },
        Promise("a final job stays as it is") { try await $0.finalStays() },
    ]

    func retries() async throws {
        let id = try await ledger.sampleJob(SubmitOptions(maximumFailures: 2))
        let worker = try await ledger.sampleWorker()
        let retry = RetryPolicy.Decision.backOff(baseSeconds: 60, capSeconds: 300, jitter: 1)
        let first = try need(try await ledger.claimOne(worker))
        try expect(
            try await ledger.fail(attempt: first.attempt, failure: Sample.crash, retry: retry), is: .settled(.scheduled)
        )
        let scheduled = try need(try await ledger.job(id))
        try expect(scheduled.state, is: .scheduled)
        try expect(scheduled.failure, is: nil)
        try expect(try await ledger.claimOne(worker), is: nil)
        try await pass(61)
        try expect(try await ledger.promote(count: 10), is: 1)
        let second = try need(try await ledger.claimOne(worker))
        try expect(
            try await ledger.fail(attempt: second.attempt, failure: Sample.crash, retry: retry), is: .settled(.failed))
        let job = try need(try await ledger.job(id))
        try expect(job.failures, is: 2)
        try expect(job.failure, is: Sample.crash)
        try expect(try await ledger.run(job.run)?.status, is: .failed)
        try expect(try await ledger.attempts(of: id).map(\.failure), is: [Sample.crash, Sample.crash])
    }

    func noRetry() async throws {
        let id = try await ledger.sampleJob(SubmitOptions(maximumFailures: 9))
        let lease = try need(try await ledger.claimOne(try await ledger.sampleWorker()))
        let failure = AttemptFailure(code: .outOfMemory, message: "512 MiB")
        try expect(
            try await ledger.fail(attempt: lease.attempt, failure: failure, retry: .never), is: .settled(.failed))
        try expect(try await ledger.job(id)?.failure, is: failure)
        try expect(try await ledger.run(lease.run)?.failure, is: failure)
    }

    func cancelWaiting() async throws {
        let id = try await ledger.sampleJob()
        try await ledger.cancel(jobs: [id])
        let job = try need(try await ledger.job(id))
        try expect(job.state, is: .cancelled)
        try expect(job.finishedAt == nil, is: false)
        try expect(try await ledger.run(job.run)?.status, is: .killed)
        try expect(try await ledger.claimOne(try await ledger.sampleWorker()), is: nil)
    }

    func cancelRunning() async throws {
        let id = try await ledger.sampleJob()
        let worker = try await ledger.sampleWorker()
        let lease = try need(try await ledger.claimOne(worker))
        let before = try await ledger.extend(worker: worker, beats: [(lease.attempt, nil)], leaseSeconds: 30)
        try expect(before.map(\.cancel), is: [false])
        try await ledger.cancel(jobs: [id])
        try expect(try await ledger.job(id)?.state, is: .running)
        try expect(try await ledger.job(id)?.cancelRequested, is: true)
        let after = try await ledger.extend(worker: worker, beats: [(lease.attempt, nil)], leaseSeconds: 30)
        try expect(after.map(\.cancel), is: [true])
        try expect(try await ledger.finish(attempt: lease.attempt, result: Sample.result(1)), is: .settled(.cancelled))
        let run = try need(try await ledger.run(lease.run))
        try expect(run.status, is: .killed)
        try expect(run.metrics, is: [:])
        try expect(try await ledger.samples(of: run.id), is: [])
    }

    func endCancelled() async throws {
        let id = try await ledger.sampleJob()
        let lease = try need(try await ledger.claimOne(try await ledger.sampleWorker()))
        try expect(try await ledger.endCancelled(attempt: lease.attempt), is: .stale)
        try expect(try await ledger.job(id)?.state, is: .running)
        try await ledger.cancel(jobs: [id])
        for _ in 0..<2 {
            try expect(try await ledger.endCancelled(attempt: lease.attempt), is: .settled(.cancelled))
        }
        try expect(try await ledger.attempts(of: id).map(\.outcome), is: [.cancelled])
    }

    func cancelWins() async throws {
        let worker = try await ledger.sampleWorker()
        let retry = RetryPolicy.Decision.backOff(baseSeconds: 1, capSeconds: 1, jitter: 1)
        let failed = try need(try await cancelledLease(worker))
        try expect(
            try await ledger.fail(attempt: failed, failure: Sample.crash, retry: retry), is: .settled(.cancelled))
        let released = try need(try await cancelledLease(worker))
        try expect(try await ledger.release(attempt: released), is: .settled(.cancelled))
        let lost = try need(try await cancelledLease(worker))
        try await pass(31)
        try expect(try await ledger.reap(count: 10), is: Reaped(reopened: 0, finalised: 1))
        for attempt in [failed, released, lost] {
            let job = try need(try await ledger.job(attempt.job))
            try expect(job.state, is: .cancelled)
            try expect(job.failure, is: nil)
            try expect(try await ledger.run(job.run)?.status, is: .killed)
        }
        try expect(try await ledger.job(failed.job)?.failures, is: 0)
        try expect(try await ledger.claimOne(worker), is: nil)
    }

    private func cancelledLease(_ worker: WorkerID) async throws -> AttemptID? {
        let id = try await ledger.sampleJob()
        let lease = try await ledger.claimOne(worker)
        try await ledger.cancel(jobs: [id])
        return lease?.attempt
    }

    func finalStays() async throws {
        let id = try await ledger.sampleJob()
        let lease = try need(try await ledger.claimOne(try await ledger.sampleWorker()))
        _ = try await ledger.finish(attempt: lease.attempt, result: Sample.result(1))
        let before = try need(try await ledger.job(id))
        try await ledger.cancel(jobs: [id])
        try await pass(3600)
        try expect(try await ledger.reap(count: 10), is: Reaped(reopened: 0, finalised: 0))
        try expect(try await ledger.promote(count: 10), is: 0)
        try expect(try await ledger.job(id), is: before)
        try expect(try await ledger.run(lease.run)?.status, is: .finished)
    }
}
