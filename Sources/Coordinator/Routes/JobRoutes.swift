import Hummingbird
import Vocabulary
import Wire
import Workflow

/// Jobs: submit, list, look at, explain, cancel.
struct JobRoutes: Sendable {
    let ledger: any RunLedger & WorkerLedger
    let submit: Submit
    let forewarn: Forewarn
    let cancel: Cancel
    let explain: Explain

    func add(reading: RouterGroup<CoordinatorContext>, submitting: RouterGroup<CoordinatorContext>) {
        reading.get("jobs", use: list)
        reading.get("jobs/:job", use: show)
        reading.get("jobs/:job/attempts", use: attempts)
        reading.get("jobs/:job/log", use: log)
        reading.get("jobs/:job/explanation", use: explanation)
        submitting.post("jobs", use: create)
        submitting.post("jobs/:job/cancel", use: cancelJob)
    }

    @Sendable private func create(request: Request, context: CoordinatorContext) async throws -> Response {
        let json = try await request.json(atMost: largestSubmission)
        let body = try SubmitJobBody(json: json)
        let key = try request.idempotencyKey(of: context.principal, body: json)
        // Before anything is stored: a submission that is answered with an error has not happened.
        let warnings = try await forewarn([body.configuration], options: body.options)
        let submitted = try await submit.job(body.configuration, options: body.options, key: key)
        guard case .job(let id) = submitted else { throw WorkflowError.idempotencyMismatch }
        var answer = try await job(id)
        answer.warnings = warnings.isEmpty ? nil : warnings
        return try JSONAnswer.response(answer, status: .created)
    }

    @Sendable private func list(request: Request, context: CoordinatorContext) async throws -> Response {
        var query = QueryReader(request)
        let state = query.choice("state", JobState.self)
        let sweep = query.integer("sweep", in: 1...Int64.max).map { SweepID($0) }
        let limit = query.integer("limit", in: 1...1000) ?? 100
        let before = query.integer("cursor", in: 1...Int64.max).map { JobID($0) }
        try query.finish()
        let jobs = try await reading(ledger) { (ledger) throws(LedgerError) in
            try await ledger.jobs(state: state, sweep: sweep, before: before, limit: limit)
        }
        let next = jobs.count == limit ? jobs.last.map { "\($0.id)" } : nil
        return try JSONAnswer.cacheable(Page(items: jobs, nextCursor: next), request: request)
    }

    @Sendable private func show(request: Request, context: CoordinatorContext) async throws -> Response {
        try JSONAnswer.response(try await job(try context.identifier("job", of: Job.self)))
    }

    @Sendable private func attempts(request: Request, context: CoordinatorContext) async throws -> Response {
        let id = try await job(try context.identifier("job", of: Job.self)).id
        let attempts = try await reading(ledger) { (ledger) throws(LedgerError) in try await ledger.attempts(of: id) }
        return try JSONAnswer.response(Page(items: attempts))
    }

    @Sendable private func log(request: Request, context: CoordinatorContext) async throws -> Response {
        var query = QueryReader(request)
        let after = query.integer("after", in: 0...Int64.max) ?? 0
        let limit = query.integer("limit", in: 1...10_000) ?? 1000
        try query.finish()
        let id = try await job(try context.identifier("job", of: Job.self)).id
        let lines = try await reading(ledger) { (ledger) throws(LedgerError) in
            try await ledger.log(of: id, after: after, limit: limit)
        }
        let next = lines.count == limit ? lines.last.map { "\($0.position)" } : nil
        return try JSONAnswer.response(Page(items: lines, nextCursor: next))
    }

    @Sendable private func explanation(request: Request, context: CoordinatorContext) async throws -> Response {
        let answer = try await explain(try context.identifier("job", of: Job.self))
        let fits = answer.fits.map {
            Explanation.WorkerFit(worker: $0.worker, lacks: $0.lacks.map(\.description))
        }
        return try JSONAnswer.response(Explanation(state: answer.state, summary: answer.summary, workers: fits))
    }

    @Sendable private func cancelJob(request: Request, context: CoordinatorContext) async throws -> Response {
        try JSONAnswer.response(try await cancel.job(try context.identifier("job", of: Job.self)))
    }

    private func job(_ id: JobID) async throws -> Job {
        let job = try await reading(ledger) { (ledger) throws(LedgerError) in try await ledger.job(id) }
        guard let job else { throw WorkflowError.notFound("job \(id)") }
        return job
    }
}
