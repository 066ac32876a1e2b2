import Testing
import Vocabulary
import Workflow
import WorkflowTesting

@Suite("Explain")
struct ExplainTests {
    private let workflow = WorkflowUnderTest()

    @Test("an unknown job is not found")
    func unknown() async throws {
        await #expect(throws: WorkflowError.notFound("job 9")) { try await workflow.explain(JobID(9)) }
    }

    @Test("without a worker it says how to start one")
    func noWorker() async throws {
        let answer = try await workflow.explain(try await workflow.ledger.sampleJob())
        #expect(answer.state == .ready)
        #expect(answer.summary == "No worker is registered. Start one with: shoestring worker")
        #expect(answer.fits.isEmpty)
    }

    @Test("without a live worker it names the one that was heard of last")
    func noLiveWorker() async throws {
        _ = try await workflow.ledger.sampleWorker("attic")
        await workflow.ledger.pass(seconds: 10)
        _ = try await workflow.ledger.sampleWorker("cellar")
        let id = try await workflow.ledger.sampleJob()
        await workflow.ledger.pass(seconds: 46)
        let answer = try await workflow.explain(id)
        #expect(answer.summary == "No worker is alive; the last one heard of is cellar.")
        #expect(answer.fits.isEmpty)
    }

    @Test("it says what every live worker lacks")
    func lacking() async throws {
        _ = try await workflow.ledger.sampleWorker("attic", capability: Sample.capability(labels: ["gpu"]))
        _ = try await workflow.ledger.sampleWorker("cellar")
        let id = try await workflow.ledger.sampleJob(SubmitOptions(labels: ["gpu", "big"]))
        let answer = try await workflow.explain(id)
        #expect(
            answer.summary
                == "No live worker can take it: attic has no label big; cellar has no label big, no label gpu.")
        #expect(answer.fits.map(\.worker) == ["attic", "cellar"])
        #expect(answer.fits.map(\.lacks) == [[.label("big")], [.label("big"), .label("gpu")]])
    }

    @Test(
        "it names who could take it",
        arguments: [
            (["attic"], "It waits for its turn: attic can take it and is busy with earlier jobs."),
            (["attic", "cellar"], "It waits for its turn: attic, cellar can take it and are busy with earlier jobs."),
        ])
    func able(workers: [String], summary: String) async throws {
        for worker in workers { _ = try await workflow.ledger.sampleWorker(worker) }
        let answer = try await workflow.explain(try await workflow.ledger.sampleJob())
        #expect(answer.summary == summary)
        #expect(answer.fits.map(\.lacks) == workers.map { _ in [] })
    }

    @Test("a job that runs or has ended is explained by its state")
    func states() async throws {
        let (attempt, worker) = try await workflow.runningAttempt()
        #expect(try await workflow.explain(attempt.job).summary == "It runs.")
        _ = try await workflow.finish.done(attempt, result: Sample.result(1))
        #expect(try await workflow.explain(attempt.job).summary == "It ended with a result.")

        let cancelled = try await workflow.ledger.sampleJob()
        _ = try await workflow.cancel.job(cancelled)
        #expect(try await workflow.explain(cancelled).summary == "It was cancelled.")

        let failing = try await workflow.ledger.sampleJob()
        let lease = try #require(try await workflow.ledger.claimOne(worker))
        _ = try await workflow.ledger.fail(attempt: lease.attempt, failure: Sample.crash, retry: .never)
        let failed = try await workflow.explain(failing)
        #expect(failed.state == .failed)
        #expect(failed.summary == "It failed: signal 11")
        #expect(failed.fits.isEmpty)
    }

    @Test("a job that waits for its next attempt says when that is")
    func scheduled() async throws {
        let (attempt, _) = try await workflow.runningAttempt()
        // The ledger's clock shows 2026-01-01 00:00:00 and the pause is 60 × 2⁰ × 1 = 60 s.
        let retry = RetryPolicy.Decision.backOff(baseSeconds: 60, capSeconds: 300, jitter: 1)
        _ = try await workflow.ledger.fail(attempt: attempt, failure: Sample.crash, retry: retry)
        let answer = try await workflow.explain(attempt.job)
        #expect(answer.state == .scheduled)
        #expect(
            answer.summary == "Its last attempt failed; it is tried again at 2026-01-01 00:01:00 +0000.")
    }

    @Test("a job that waits for others says so")
    func blocked() async throws {
        let id = try await workflow.ledger.sampleJob()
        await workflow.ledger.block(id)
        #expect(try await workflow.explain(id).summary == "It waits for other jobs.")
    }

    @Test("a dead job says how many workers it cost")
    func dead() async throws {
        let id = try await workflow.ledger.sampleJob(losses: 1)
        _ = try await workflow.ledger.claimOne(try await workflow.ledger.sampleWorker())
        await workflow.ledger.pass(seconds: 31)
        _ = try await workflow.reap()
        let answer = try await workflow.explain(id)
        #expect(answer.state == .dead)
        #expect(answer.summary == "It was given up after 1 lost worker.")
    }
}
