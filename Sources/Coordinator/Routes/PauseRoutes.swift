import Hummingbird
import Vocabulary
import Wire
import Workflow

/// Holding back and letting go on: jobs, sweeps, workers, the queue; and another try for a job that ended without a result.
struct PauseRoutes: Sendable {
    let ledger: any QueueLedger
    let pause: Pause
    let retry: Retry

    func add(
        reading: RouterGroup<CoordinatorContext>, submitting: RouterGroup<CoordinatorContext>,
        administering: RouterGroup<CoordinatorContext>
    ) {
        reading.get("queue", use: queue)
        submitting.post("jobs/:job/pause", use: pauseJob)
        submitting.post("jobs/:job/resume", use: resumeJob)
        submitting.post("jobs/:job/retry", use: retryJob)
        submitting.post("sweeps/:sweep/pause") { _, context in try await sweep(context, isPaused: true) }
        submitting.post("sweeps/:sweep/resume") { _, context in try await sweep(context, isPaused: false) }
        administering.post("workers/:worker/pause") { _, context in try await worker(context, isPaused: true) }
        administering.post("workers/:worker/resume") { _, context in try await worker(context, isPaused: false) }
        administering.post("queue/pause") { _, _ in try JSONAnswer.response(try await pause.queue(isPaused: true)) }
        administering.post("queue/resume") { _, _ in try JSONAnswer.response(try await pause.queue(isPaused: false)) }
    }

    @Sendable private func queue(request: Request, context: CoordinatorContext) async throws -> Response {
        let state = try await reading(ledger) { (ledger) throws(LedgerError) in try await ledger.queueState() }
        return try JSONAnswer.cacheable(state, request: request)
    }

    @Sendable private func pauseJob(request: Request, context: CoordinatorContext) async throws -> Response {
        try JSONAnswer.response(try await pause.job(try context.identifier("job", of: Job.self)))
    }

    @Sendable private func resumeJob(request: Request, context: CoordinatorContext) async throws -> Response {
        try JSONAnswer.response(try await pause.resume(job: try context.identifier("job", of: Job.self)))
    }

    @Sendable private func retryJob(request: Request, context: CoordinatorContext) async throws -> Response {
        try JSONAnswer.response(try await retry(try context.identifier("job", of: Job.self)))
    }

    private func sweep(_ context: CoordinatorContext, isPaused: Bool) async throws -> Response {
        let id = try context.identifier("sweep", of: Sweep.self)
        return try JSONAnswer.response(try await pause.sweep(id, isPaused: isPaused))
    }

    private func worker(_ context: CoordinatorContext, isPaused: Bool) async throws -> Response {
        let id = try context.identifier("worker", of: Worker.self)
        return try JSONAnswer.response(try await pause.worker(id, isPaused: isPaused))
    }
}
