import HTTPTesting
import Testing
import Vocabulary
import WorkflowTesting

@testable import Workflow

/// Waits of a minute stand for "for ever": a test that needs one to end has failed.
@Suite("Claim", .timeLimit(.minutes(2)))
struct ClaimTests {
    private let workflow = WorkflowUnderTest()
    private let forEver = Duration.seconds(60)

    @Test("refuses a worker that is not registered")
    func unknownWorker() async throws {
        await #expect(throws: WorkflowError.notFound("worker 7")) {
            try await workflow.claim(worker: WorkerID(7), count: 1, wait: .zero)
        }
    }

    @Test("hands out what is there at once, with the policy's lease")
    func immediate() async throws {
        let worker = try await workflow.ledger.sampleWorker()
        let ids = [try await workflow.ledger.sampleJob(), try await workflow.ledger.sampleJob()]
        _ = try await workflow.ledger.sampleJob()
        let (leases, inTime) = try await promptly {
            try await workflow.claim(worker: worker, count: 2, wait: forEver)
        }
        #expect(leases.map(\.attempt.job) == ids)
        #expect(leases.map(\.leaseSeconds) == [30, 30])
        #expect(inTime)
    }

    @Test("comes back with nothing when the time is over")
    func timeOut() async throws {
        let worker = try await workflow.ledger.sampleWorker()
        let start = ContinuousClock.now
        #expect(try await workflow.claim(worker: worker, count: 1, wait: .milliseconds(30)).isEmpty)
        #expect(start.duration(to: .now) >= .milliseconds(30))
    }

    @Test("looks once when it may not wait")
    func noWait() async throws {
        let worker = try await workflow.ledger.sampleWorker()
        #expect(try await workflow.claim(worker: worker, count: 1, wait: .zero).isEmpty)
        let id = try await workflow.ledger.sampleJob()
        #expect(try await workflow.claim(worker: worker, count: 1, wait: .zero).map(\.attempt.job) == [id])
    }

    @Test("wakes up for a job that is submitted while it waits")
    func longPoll() async throws {
        let looked = Signal()
        await workflow.ledger.atNext(.classesRead) { looked.fire() }
        let worker = try await workflow.ledger.sampleWorker()
        let (workflow, forEver) = (workflow, forEver)
        let poll = Task {
            try await promptly { try await workflow.claim(worker: worker, count: 1, wait: forEver) }
        }
        await looked.wait()
        let id = try await workflow.benchmark(.fp32)
        let (leases, inTime) = try await poll.value
        #expect(leases.map(\.attempt.job) == [id])
        #expect(inTime)
    }

    @Test(
        "does not sleep through a job that arrives while it looks",
        arguments: [InMemoryLedger.Step.classesRead, .claimed])
    func arrivesDuringLook(step: InMemoryLedger.Step) async throws {
        let workflow = workflow
        let worker = try await workflow.ledger.sampleWorker()
        if step == .claimed {
            // The class is known and its only job is taken, so that the claim asks the queue and finds nothing.
            try await workflow.benchmark(.fp32)
            _ = try await workflow.claim(worker: worker, count: 1, wait: .zero)
        }
        await workflow.ledger.atNext(step) { try await workflow.benchmark(.fp32) }
        let (leases, inTime) = try await promptly {
            try await workflow.claim(worker: worker, count: 1, wait: forEver)
        }
        #expect(leases.count == 1)
        #expect(inTime)
    }

    @Test("goes on waiting when it was woken for another's job")
    func othersJob() async throws {
        let workflow = workflow
        let worker = try await workflow.ledger.sampleWorker()
        await workflow.ledger.atNext(.classesRead) {
            _ = try await workflow.ledger.sampleJob(SubmitOptions(labels: ["attic"]))
            await workflow.wakeups.signal()
        }
        #expect(try await workflow.claim(worker: worker, count: 1, wait: .milliseconds(30)).isEmpty)
        #expect(try await workflow.ledger.jobs(state: .ready, sweep: nil, before: nil, limit: 9).count == 1)
    }

    @Test("ends when its task is cancelled")
    func cancelled() async throws {
        let looked = Signal()
        await workflow.ledger.atNext(.classesRead) { looked.fire() }
        let worker = try await workflow.ledger.sampleWorker()
        let (workflow, forEver) = (workflow, forEver)
        let poll = Task {
            try await promptly { try await workflow.claim(worker: worker, count: 1, wait: forEver) }
        }
        await looked.wait()
        poll.cancel()
        let (leases, inTime) = try await poll.value
        #expect(leases.isEmpty)
        #expect(inTime)
    }

    @Test("ends when the coordinator shuts down, before or while it waits", arguments: [true, false])
    func closed(before: Bool) async throws {
        let (workflow, forEver) = (workflow, forEver)
        let worker = try await workflow.ledger.sampleWorker()
        if before { await workflow.wakeups.close() }
        await workflow.ledger.atNext(.classesRead) { await workflow.wakeups.close() }
        let (leases, inTime) = try await promptly {
            try await workflow.claim(worker: worker, count: 1, wait: forEver)
        }
        #expect(leases.isEmpty)
        #expect(inTime)
    }

    @Test("says that the database does not answer")
    func unavailable() async throws {
        let worker = try await workflow.ledger.sampleWorker()
        await workflow.ledger.refuse(with: .unavailable("no socket"))
        await #expect(throws: WorkflowError.unavailable("no socket")) {
            try await workflow.claim(worker: worker, count: 1, wait: forEver)
        }
    }
}
