import Testing
import Vocabulary
import Workflow
import WorkflowTesting

@Suite("Pausing, resuming and retrying")
struct PauseTests {
    private let workflow = WorkflowUnderTest()
    private var pause: Pause { Pause(ledger: workflow.ledger, wakeups: workflow.wakeups) }
    private var retry: Retry { Retry(ledger: workflow.ledger, wakeups: workflow.wakeups) }

    @Test("a job that is not there, or has ended, is refused with the reason")
    func refused() async throws {
        await #expect(throws: WorkflowError.notFound("job 7")) { try await pause.job(JobID(7)) }
        await #expect(throws: WorkflowError.notFound("job 7")) { try await pause.resume(job: JobID(7)) }
        await #expect(throws: WorkflowError.notFound("job 7")) { try await retry(JobID(7)) }
        await #expect(throws: WorkflowError.notFound("worker 7")) {
            try await pause.worker(WorkerID(7), isPaused: true)
        }
        await #expect(throws: WorkflowError.notFound("sweep 7")) { try await pause.sweep(SweepID(7), isPaused: true) }
        let (attempt, _) = try await workflow.runningAttempt()
        _ = try await workflow.finish.done(attempt, result: Sample.result(1))
        await #expect(throws: WorkflowError.conflict("job 1 is done: there is nothing to pause")) {
            try await pause.job(attempt.job)
        }
        await #expect(throws: WorkflowError.conflict("job 1 is done: only a paused job can be resumed")) {
            try await pause.resume(job: attempt.job)
        }
        await #expect(throws: WorkflowError.conflict("job 1 is done: submit it again to have it done again")) {
            try await retry(attempt.job)
        }
        let waiting = try await workflow.ledger.sampleJob()
        #expect(try await pause.job(waiting).state == .paused)
        await #expect(throws: WorkflowError.conflict("job 2 is paused: resume it")) { try await retry(waiting) }
    }

    @Test("resuming and retrying wake who waits for work, pausing does not")
    func wakes() async throws {
        let id = try await workflow.ledger.sampleJob()
        let before = await workflow.wakeups.ticket()
        _ = try await pause.job(id)
        #expect(await workflow.isQuiet(since: before))
        #expect(try await pause.resume(job: id).state == .ready)
        #expect(await !workflow.isQuiet(since: before))
        _ = try await workflow.cancel.job(id)
        let later = await workflow.wakeups.ticket()
        #expect(try await retry(id).state == .ready)
        #expect(await !workflow.isQuiet(since: later))
    }

    @Test("a sweep is paused and resumed as a whole, what has ended stays")
    func sweep() async throws {
        let submitted = try await workflow.ledger.enqueue(try Sample.selftests(3), key: nil)
        guard case .sweep(let id) = submitted else {
            Issue.record("\(submitted)")
            return
        }
        let worker = try await workflow.ledger.sampleWorker()
        let lease = try #require(try await workflow.ledger.claimOne(worker))
        _ = try await workflow.finish.done(lease.attempt, result: Sample.result(1))
        let paused = try await pause.sweep(id, isPaused: true)
        #expect([paused.done, paused.waiting, paused.paused] == [1, 2, 2])
        #expect(!paused.isFinal)
        #expect(try await workflow.ledger.claimOne(worker) == nil)
        #expect(try await pause.sweep(id, isPaused: false).paused == 0)
        #expect(try await workflow.ledger.claimOne(worker) != nil)
    }

    @Test("the explanation says what is paused and how to go on")
    func explained() async throws {
        let worker = try await workflow.ledger.sampleWorker()
        let id = try await workflow.ledger.sampleJob()
        _ = try await pause.job(id)
        #expect(try await workflow.explain(id).summary == "It is paused: shoestring resume 1")
        _ = try await pause.resume(job: id)
        _ = try await pause.queue(isPaused: true)
        #expect(try await workflow.explain(id).summary == "The queue is paused: shoestring resume --queue")
        _ = try await pause.queue(isPaused: false)
        _ = try await pause.worker(worker, isPaused: true)
        #expect(
            try await workflow.explain(id).summary
                == "Only paused workers can take it: spare. Let one go on: shoestring resume --worker NUMBER")
        _ = try await pause.worker(worker, isPaused: false)
        #expect(
            try await workflow.explain(id).summary
                == "It waits for its turn: spare can take it and is busy with earlier jobs.")
    }
}
