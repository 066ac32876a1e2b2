import Hummingbird
import Vocabulary
import Wire
import Workflow

/// Sweeps: submit a grid, list, look at, cancel.
struct SweepRoutes: Sendable {
    let ledger: any RunLedger
    let submit: Submit
    let cancel: Cancel

    func add(reading: RouterGroup<CoordinatorContext>, submitting: RouterGroup<CoordinatorContext>) {
        reading.get("sweeps", use: list)
        reading.get("sweeps/:sweep", use: show)
        submitting.post("sweeps", use: create)
        submitting.post("sweeps/:sweep/cancel", use: cancelSweep)
    }

    @Sendable private func create(request: Request, context: CoordinatorContext) async throws -> Response {
        let json = try await request.json(atMost: largestSubmission)
        let body = try SubmitSweepBody(json: json)
        let key = try request.idempotencyKey(of: context.principal, body: json)
        let submitted = try await submit.sweep(body.configurations, grid: body.grid, options: body.options, key: key)
        guard case .sweep(let id) = submitted else { throw WorkflowError.idempotencyMismatch }
        return try JSONAnswer.response(try await sweep(id), status: .created)
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

    private func sweep(_ id: SweepID) async throws -> Sweep {
        let sweep = try await reading(ledger) { (ledger) throws(LedgerError) in try await ledger.sweep(id) }
        guard let sweep else { throw WorkflowError.notFound("sweep \(id)") }
        return sweep
    }
}
