import FoundationEssentials
import Testing
import Vocabulary
import Workflow
import WorkflowTesting

@Suite("What becomes of an attempt")
struct AttemptTests {
    private let workflow = WorkflowUnderTest()

    @Test("a heartbeat names the attempts that go on; lost ones are missing")
    func heartbeat() async throws {
        let (lost, worker) = try await workflow.runningAttempt()
        await workflow.ledger.pass(seconds: 31)
        _ = try await workflow.reap()
        let kept = try #require(try await workflow.ledger.claimOne(worker)).attempt
        let answers = try await workflow.heartbeat(worker: worker, beats: [(lost, nil), (kept, 0.5)])
        #expect(answers.map(\.attempt) == [kept])
        #expect(answers.map(\.cancel) == [false])
        #expect(try await workflow.ledger.job(kept.job)?.progress == 0.5)
    }

    @Test("a heartbeat says which attempt to stop")
    func cancelFlag() async throws {
        let (attempt, worker) = try await workflow.runningAttempt()
        let job = try await workflow.cancel.job(attempt.job)
        #expect(job.state == .running)
        #expect(job.cancelRequested)
        let answers = try await workflow.heartbeat(worker: worker, beats: [(attempt, nil)])
        #expect(answers.map(\.cancel) == [true])
        #expect(try await workflow.finish.cancelled(attempt) == .cancelled)
    }

    @Test("a heartbeat of an unknown worker is refused")
    func unknownWorker() async throws {
        await #expect(throws: WorkflowError.notFound("worker 7")) {
            try await workflow.heartbeat(worker: WorkerID(7), beats: [])
        }
    }

    @Test("whoever lost the attempt is told so with every write")
    func stale() async throws {
        let (attempt, _) = try await workflow.runningAttempt()
        await workflow.ledger.pass(seconds: 31)
        let before = await workflow.wakeups.ticket()
        #expect(try await workflow.reap() == Reaped(reopened: 1, finalised: 0))
        #expect(await !workflow.isQuiet(since: before))
        let stale = WorkflowError.staleAttempt(attempt)
        await #expect(throws: stale) { try await workflow.finish.done(attempt, result: Sample.result(1)) }
        await #expect(throws: stale) { try await workflow.finish.failed(attempt, failure: Sample.crash) }
        await #expect(throws: stale) { try await workflow.finish.cancelled(attempt) }
        await #expect(throws: stale) { try await workflow.finish.released(attempt) }
        await #expect(throws: stale) { try await workflow.record(attempt: attempt, firstSequence: 0, events: []) }
    }

    @Test("a result counts, and its repetition gets the same answer")
    func done() async throws {
        let (attempt, _) = try await workflow.runningAttempt()
        for _ in 0..<2 { #expect(try await workflow.finish.done(attempt, result: Sample.result(1)) == .done) }
    }

    @Test("a crash is tried again 1 to 2 s later, a full memory is not")
    func failures() async throws {
        let (attempt, worker) = try await workflow.runningAttempt()
        #expect(try await workflow.finish.failed(attempt, failure: Sample.crash) == .scheduled)
        let runsAt = try #require(try await workflow.ledger.job(attempt.job)?.runsAt)
        let now = await workflow.ledger.now
        #expect((1...2).contains(runsAt.timeIntervalSince(now)))
        await workflow.ledger.pass(seconds: 2)
        let before = await workflow.wakeups.ticket()
        #expect(try await workflow.reap() == Reaped(reopened: 0, finalised: 0))
        #expect(await !workflow.isQuiet(since: before))
        let second = try #require(try await workflow.ledger.claimOne(worker)).attempt
        let failure = AttemptFailure(code: .outOfMemory, message: "512 MiB")
        #expect(try await workflow.finish.failed(second, failure: failure) == .failed)
    }

    @Test("a released job is announced")
    func released() async throws {
        let (attempt, _) = try await workflow.runningAttempt()
        let before = await workflow.wakeups.ticket()
        #expect(try await workflow.finish.released(attempt) == .ready)
        #expect(await !workflow.isQuiet(since: before))
    }

    @Test("a round of reaping that made nothing ready wakes nobody")
    func quietReap() async throws {
        let (attempt, _) = try await workflow.runningAttempt()
        _ = try await workflow.cancel.job(attempt.job)
        let before = await workflow.wakeups.ticket()
        #expect(try await workflow.reap() == Reaped(reopened: 0, finalised: 0))
        await workflow.ledger.pass(seconds: 31)
        #expect(try await workflow.reap() == Reaped(reopened: 0, finalised: 1))
        #expect(await workflow.isQuiet(since: before))
    }

    @Test("after a coordinator was away, every attempt has a lease of the policy's length again")
    func grace() async throws {
        _ = try await workflow.runningAttempt()
        await workflow.ledger.pass(seconds: 600)
        try await workflow.reap.grace()
        await workflow.ledger.pass(seconds: 30)
        #expect(try await workflow.reap() == Reaped(reopened: 0, finalised: 0))
        await workflow.ledger.pass(seconds: 1)
        #expect(try await workflow.reap() == Reaped(reopened: 1, finalised: 0))
    }

    @Test("an event that ends an attempt is not for the log, and nothing of its batch is stored")
    func lastEvent() async throws {
        let (attempt, _) = try await workflow.runningAttempt()
        let events: [RunnerEvent] = [.log(level: .info, message: "one"), .failure(Sample.crash)]
        let complaint = InvalidInput(
            field: "events[1].type", expected: "progress, metric, log or artifact; results go to /finish")
        await #expect(throws: WorkflowError.invalid(complaint)) {
            try await workflow.record(attempt: attempt, firstSequence: 0, events: events)
        }
        #expect(try await workflow.ledger.log(of: attempt.job, after: 0, limit: 9).isEmpty)
        try await workflow.record(attempt: attempt, firstSequence: 0, events: [events[0]])
        #expect(try await workflow.ledger.log(of: attempt.job, after: 0, limit: 9).map(\.message) == ["one"])
    }

    @Test("a waiting job is cancelled at once, a final one stays, an unknown one is not found")
    func cancelJob() async throws {
        let waiting = try await workflow.ledger.sampleJob()
        #expect(try await workflow.cancel.job(waiting).state == .cancelled)
        let (attempt, _) = try await workflow.runningAttempt()
        _ = try await workflow.finish.done(attempt, result: Sample.result(1))
        #expect(try await workflow.cancel.job(attempt.job).state == .done)
        await #expect(throws: WorkflowError.notFound("job 99")) { try await workflow.cancel.job(JobID(99)) }
    }

    @Test("cancelling a sweep ends what waits and leaves what is final")
    func cancelSweep() async throws {
        let submitted = try await workflow.ledger.enqueue(try Sample.selftests(3), key: nil)
        guard case .sweep(let id) = submitted else { throw ExpectationMissed("\(submitted) is no sweep") }
        let worker = try await workflow.ledger.sampleWorker()
        let lease = try #require(try await workflow.ledger.claimOne(worker))
        _ = try await workflow.finish.done(lease.attempt, result: Sample.result(1))
        let sweep = try await workflow.cancel.sweep(id)
        #expect([sweep.done, sweep.cancelled] == [1, 2])
        #expect(sweep.isFinal)
        await #expect(throws: WorkflowError.notFound("sweep 99")) { try await workflow.cancel.sweep(SweepID(99)) }
    }

    @Test(
        "what a ledger says is translated case by case",
        arguments: [
            (LedgerError.unavailable("a"), WorkflowError.unavailable("a")), (.noRoom("e"), .noRoom("e")),
            (.idempotencyMismatch, .idempotencyMismatch),
            (.missing("b"), .notFound("b")), (.conflict("c"), .conflict("c")), (.defect("d"), .defect("d")),
        ])
    func translation(said: LedgerError, told: WorkflowError) async {
        await workflow.ledger.refuse(with: said)
        await #expect(throws: told) { try await workflow.reap() }
    }
}
