import Hummingbird
import Vocabulary
import Wire
import Workflow

/// Sweeps: submit a grid or a search, list, look at, cancel.
struct SweepRoutes: Sendable {
    let ledger: any RunLedger & SearchLedger
    let submit: Submit
    let forewarn: Forewarn
    let cancel: Cancel

    func add(reading: RouterGroup<CoordinatorContext>, submitting: RouterGroup<CoordinatorContext>) {
        reading.get("sweeps", use: list)
        reading.get("sweeps/:sweep", use: show)
        reading.get("sweeps/:sweep/search", use: search)
        submitting.post("sweeps", use: create)
        submitting.post("sweeps/:sweep/cancel", use: cancelSweep)
    }

    @Sendable private func create(request: Request, context: CoordinatorContext) async throws -> Response {
        let json = try await request.json(atMost: largestSubmission)
        let key = try request.idempotencyKey(of: context.principal, body: json)
        let submitted: Submitted
        var warnings: [String] = []
        if json["search"] == nil {
            let body = try SubmitSweepBody(json: json)
            warnings = try await forewarn(body.configurations, options: body.options)
            submitted = try await submit.sweep(
                body.configurations, grid: body.grid, options: body.options, key: key)
        } else {
            let body = try SubmitSearchBody(json: json)
            submitted = try await submit.search(
                body.configurations, plan: body.plan, request: body.json, options: body.options, key: key)
        }
        guard case .sweep(let id) = submitted else { throw WorkflowError.idempotencyMismatch }
        var answer = try await sweep(id)
        answer.warnings = warnings.isEmpty ? nil : warnings
        return try JSONAnswer.response(answer, status: .created)
    }

    @Sendable private func list(request: Request, context: CoordinatorContext) async throws -> Response {
        var query = QueryReader(request)
        let limit = query.integer("limit", in: 1...1000) ?? 100
        let before = query.integer("cursor", in: 1...Int64.max).map { SweepID($0) }
        try query.finish()
        let sweeps = try await reading(ledger) { (ledger) throws(LedgerError) in
            try await ledger.sweeps(before: before, limit: limit)
        }
        let next = sweeps.count == limit ? sweeps.last.map { "\($0.id)" } : nil
        return try JSONAnswer.cacheable(Page(items: sweeps, nextCursor: next), request: request)
    }

    @Sendable private func show(request: Request, context: CoordinatorContext) async throws -> Response {
        try JSONAnswer.response(try await sweep(try context.identifier("sweep", of: Sweep.self)))
    }

    @Sendable private func cancelSweep(request: Request, context: CoordinatorContext) async throws -> Response {
        try JSONAnswer.response(try await cancel.sweep(try context.identifier("sweep", of: Sweep.self)))
    }

    @Sendable private func search(request: Request, context: CoordinatorContext) async throws -> Response {
        let sweep = try await sweep(try context.identifier("sweep", of: Sweep.self))
        let most = SearchPlan.maximumSamples
        let (record, jobs, runs) = try await reading(ledger) { (ledger) throws(LedgerError) in
            (
                try await ledger.search(sweep.id),
                try await ledger.jobs(state: nil, sweep: sweep.id, before: nil, limit: most),
                try await ledger.runs(RunQuery(sweep: sweep.id, limit: most)).runs
            )
        }
        guard let record else { throw WorkflowError.notFound("search in sweep \(sweep.id), which is a grid") }
        return try JSONAnswer.cacheable(SearchDetail(sweep, record, jobs: jobs, runs: runs), request: request)
    }

    private func sweep(_ id: SweepID) async throws -> Sweep {
        let sweep = try await reading(ledger) { (ledger) throws(LedgerError) in try await ledger.sweep(id) }
        guard let sweep else { throw WorkflowError.notFound("sweep \(id)") }
        return sweep
    }
}

extension SearchDetail {
    /// Puts a search together from its parts.
    init(_ sweep: Sweep, _ record: SearchRecord, jobs: [Job], runs: [Run]) {
        let metrics = Dictionary(runs.map { ($0.id, $0.metrics) }, uniquingKeysWith: { first, _ in first })
        let decisions = Dictionary(grouping: record.decisions, by: \.job)
        let fields = record.plan.space.keys
        let samples = jobs.sorted { $0.id < $1.id }.map { job in
            let configuration = job.configuration.json
            return Sample(
                job: job.id, run: job.run, state: job.state,
                values: Dictionary(
                    uniqueKeysWithValues: fields.compactMap { name in configuration[name].map { (name, $0) } }),
                latest: metrics[job.run]?[record.plan.measure.rawValue],
                decisions: (decisions[job.id] ?? []).sorted { $0.epoch < $1.epoch }, endReason: job.endReason)
        }
        self.init(
            sweep: sweep, plan: record.plan.json, rungs: record.plan.halving?.rungs ?? [],
            usedSeconds: record.usage.seconds, spent: record.usage.spent, limit: record.usage.limit,
            exhaustedReason: record.exhaustedReason, closedAt: record.closedAt, samples: samples)
    }
}
