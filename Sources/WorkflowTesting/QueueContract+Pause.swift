import Vocabulary
import Workflow

extension QueueContract {
    static let pausing = [
        Promise("a paused job is not claimed, and keeps its place") { try await $0.pauseWaiting() },
        Promise("a running job is paused when its worker gave it back, and goes on from its checkpoint") {
            try await $0.pauseRunning()
        },
        Promise("a job that was to be paused is also paused when its worker is lost or its attempt fails") {
            try await $0.pauseBadEnds()
        },
        Promise("a job that was to be paused may still end, and may go on after all") { try await $0.pauseTooLate() },
        Promise("a paused worker, and a paused queue, hand out nothing and finish what runs") {
            try await $0.pauseWorkers()
        },
        Promise("a job that ended without a result can have another try, one with a result cannot") {
            try await $0.retrying()
        },
    ]

    func pauseWaiting() async throws {
        let first = try await ledger.sampleJob()
        let second = try await ledger.sampleJob()
        let worker = try await ledger.sampleWorker()
        for _ in 0..<2 { try await ledger.pause(jobs: [first]) }
        try expect(try await ledger.job(first)?.state, is: .paused)
        try expect(try await ledger.run(try need(try await ledger.job(first)).run)?.status, is: .scheduled)
        try expect(try await ledger.queueState().paused, is: 1)
        let lease = try need(try await ledger.claimOne(worker))
        try expect(lease.attempt.job, is: second)
        try expect(try await ledger.claimOne(worker), is: nil)
        for _ in 0..<2 { try await ledger.resume(jobs: [first]) }
        let third = try await ledger.sampleJob()
        try expect(try await ledger.claimOne(worker)?.attempt.job, is: first)
        try expect(try await ledger.claimOne(worker)?.attempt.job, is: third)
        // Cancelling a paused job ends it at once.
        let fourth = try await ledger.sampleJob()
        try await ledger.pause(jobs: [fourth])
        try await ledger.cancel(jobs: [fourth])
        try expect(try await ledger.job(fourth)?.state, is: .cancelled)
    }

    func pauseRunning() async throws {
        let id = try await ledger.sampleJob()
        let worker = try await ledger.sampleWorker()
        let lease = try need(try await ledger.claimOne(worker))
        try await ledger.pause(jobs: [id])
        try expect(try await ledger.job(id)?.state, is: .running)
        try expect(try await ledger.job(id)?.pauseRequested, is: true)
        let beats = try await ledger.extend(worker: worker, beats: [(lease.attempt, nil)], leaseSeconds: 30)
        try expect(beats, is: [ExtendedAttempt(attempt: lease.attempt, cancel: false, recall: .paused)])
        for _ in 0..<2 { try expect(try await ledger.release(attempt: lease.attempt), is: .settled(.paused)) }
        let paused = try need(try await ledger.job(id))
        try expect(paused.state, is: .paused)
        try expect(paused.pauseRequested, is: false)
        try expect(paused.failures + paused.losses, is: 0)
        try expect(try await ledger.run(paused.run)?.status, is: .scheduled)
        try expect(try await ledger.claimOne(worker), is: nil)
        try await ledger.resume(jobs: [id])
        let again = try need(try await ledger.claimOne(worker))
        try expect(again.attempt, is: AttemptID(job: id, number: 2))
        try expect(try await ledger.finish(attempt: again.attempt, result: Sample.result(1)), is: .settled(.done))
        // Nothing is left to pause.
        try await ledger.pause(jobs: [id])
        try expect(try await ledger.job(id)?.state, is: .done)
    }

    func pauseBadEnds() async throws {
        let lost = try await ledger.sampleJob()
        let failed = try await ledger.sampleJob()
        let worker = try await ledger.sampleWorker()
        _ = try need(try await ledger.claimOne(worker, leaseSeconds: 30))
        let second = try need(try await ledger.claimOne(worker, leaseSeconds: 300))
        try await ledger.pause(jobs: [lost, failed])
        try await pass(31)
        try expect(try await ledger.reap(count: 10), is: Reaped(reopened: 1, finalised: 0))
        try expect(try await ledger.job(lost)?.state, is: .paused)
        try expect(try await ledger.job(lost)?.losses, is: 1)
        let retry = RetryPolicy.Decision.backOff(baseSeconds: 1, capSeconds: 1, jitter: 1)
        let settlement = try await ledger.fail(attempt: second.attempt, failure: Sample.crash, retry: retry)
        try expect(settlement, is: .settled(.paused))
        try expect(try await ledger.job(failed)?.failures, is: 1)
        try await pass(10)
        try expect(try await ledger.promote(count: 10), is: 0)
        try expect(try await ledger.claimOne(worker), is: nil)
    }

    func pauseTooLate() async throws {
        let done = try await ledger.sampleJob()
        let kept = try await ledger.sampleJob()
        let worker = try await ledger.sampleWorker()
        let first = try need(try await ledger.claimOne(worker))
        let second = try need(try await ledger.claimOne(worker))
        try await ledger.pause(jobs: [done, kept])
        try expect(try await ledger.finish(attempt: first.attempt, result: Sample.result(1)), is: .settled(.done))
        try await ledger.resume(jobs: [kept])
        let beats = try await ledger.extend(worker: worker, beats: [(second.attempt, nil)], leaseSeconds: 30)
        try expect(beats, is: [ExtendedAttempt(attempt: second.attempt, cancel: false)])
        try expect(try await ledger.release(attempt: second.attempt), is: .settled(.ready))
    }

    func pauseWorkers() async throws {
        let id = try await ledger.sampleJob()
        _ = try await ledger.sampleJob()
        let worker = try await ledger.sampleWorker()
        let lease = try need(try await ledger.claimOne(worker))
        try expect(try await ledger.pause(true, worker: WorkerID(worker.value + 1000)), is: false)
        for _ in 0..<2 { try expect(try await ledger.pause(true, worker: worker), is: true) }
        // Registering again, as after a restart, does not end it.
        try expect(try await ledger.sampleWorker(), is: worker)
        try expect(try await ledger.worker(worker)?.pausedAt == nil, is: false)
        try expect(try await ledger.claimOne(worker), is: nil)
        try expect(try await ledger.finish(attempt: lease.attempt, result: Sample.result(1)), is: .settled(.done))
        try expect(try await ledger.job(id)?.state, is: .done)
        try expect(try await ledger.pause(false, worker: worker), is: true)
        try await ledger.pauseQueue(true)
        try expect(try await ledger.queueState().pausedAt == nil, is: false)
        try expect(try await ledger.claimOne(worker), is: nil)
        try await ledger.pauseQueue(false)
        try expect(try await ledger.queueState().pausedAt, is: nil)
        try expect(try await ledger.claimOne(worker) == nil, is: false)
    }

    func retrying() async throws {
        let failed = try await ledger.sampleJob()
        let done = try await ledger.sampleJob()
        let worker = try await ledger.sampleWorker()
        let first = try need(try await ledger.claimOne(worker))
        let second = try need(try await ledger.claimOne(worker))
        _ = try await ledger.fail(attempt: first.attempt, failure: Sample.crash, retry: .never)
        _ = try await ledger.finish(attempt: second.attempt, result: Sample.result(1))
        let cancelled = try await ledger.sampleJob()
        try await ledger.cancel(jobs: [cancelled])
        for _ in 0..<2 {
            try await ledger.retry(jobs: [failed, done, cancelled], maximumFailures: 3, maximumLosses: 5)
        }
        try expect(try await ledger.job(done)?.state, is: .done)
        let again = try need(try await ledger.job(failed))
        try expect(again.state, is: .ready)
        try expect(again.failures, is: 0)
        try expect(again.failure, is: nil)
        try expect(again.finishedAt, is: nil)
        try expect(try await ledger.run(again.run)?.status, is: .scheduled)
        let lease = try need(try await ledger.claimOne(worker))
        try expect(lease.attempt, is: AttemptID(job: failed, number: 2))
        try expect(try await ledger.finish(attempt: lease.attempt, result: Sample.result(2)), is: .settled(.done))
        try expect(try await ledger.attempts(of: failed).map(\.outcome), is: [.failed, .done])
        try expect(try await ledger.claimOne(worker)?.attempt, is: AttemptID(job: cancelled, number: 1))
        // A job that waits for its time need not wait any longer.
        let waiting = try await ledger.sampleJob()
        let third = try need(try await ledger.claimOne(worker))
        let pause = RetryPolicy.Decision.backOff(baseSeconds: 60, capSeconds: 60, jitter: 1)
        _ = try await ledger.fail(attempt: third.attempt, failure: Sample.crash, retry: pause)
        try expect(try await ledger.job(waiting)?.state, is: .scheduled)
        try await ledger.retry(jobs: [waiting], maximumFailures: 3, maximumLosses: 5)
        try expect(try await ledger.job(waiting)?.state, is: .ready)
        try expect(try await ledger.job(waiting)?.failures, is: 1)
    }
}
