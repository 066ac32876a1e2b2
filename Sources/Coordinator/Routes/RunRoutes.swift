import Foundation
import Hummingbird
import Vocabulary
import Wire
import Workflow

/// Runs and experiments, to read.
struct RunRoutes: Sendable {
    let ledger: any RunLedger

    func add(reading: RouterGroup<CoordinatorContext>) {
        reading.get("runs", use: list)
        reading.get("runs/:run", use: show)
        reading.get("runs/:run/samples", use: samples)
        reading.get("experiments", use: experiments)
    }

    @Sendable private func list(request: Request, context: CoordinatorContext) async throws -> Response {
        var query = QueryReader(request)
        var wanted = RunQuery()
        wanted.experiment = query.string("experiment")
        wanted.status = query.choice("status", RunStatus.self)
        wanted.model = query.string("model")
        wanted.sweep = query.integer("sweep", in: 1...Int64.max).map { SweepID($0) }
        wanted.precision = query.choice("precision", Precision.self)
        wanted.batch = query.integer("batch", in: BenchmarkConfiguration.batchRange)
        wanted.limit = query.integer("limit", in: 1...1000) ?? 100
        if let sort = query.read(
            "sort", expected: "created_at, name or metrics.NAME, with - before it for the greatest first",
            SortParameter.init)
        {
            (wanted.order, wanted.descending) = (sort.order, sort.descending)
        }
        let fields = query.read("fields", expected: RunFields.expected, RunFields.init)
        wanted.after = query.read("cursor", expected: "what next_cursor said", RunCursor.init(opaque:))
        try query.finish()
        let page = try await runs(wanted)
        if let fields {
            return try JSONAnswer.cacheable(fields.page(page.runs, next: page.next?.opaque), request: request)
        }
        return try JSONAnswer.cacheable(Page(items: page.runs, nextCursor: page.next?.opaque), request: request)
    }

    private func runs(_ query: RunQuery) async throws -> RunPage {
        try await reading(ledger) { (ledger) throws(LedgerError) in try await ledger.runs(query) }
    }

    @Sendable private func show(request: Request, context: CoordinatorContext) async throws -> Response {
        let id = try context.run()
        let detail = try await reading(ledger) { (ledger) throws(LedgerError) -> RunDetail? in
            guard let run = try await ledger.run(id) else { return nil }
            let record = try await ledger.record(of: id)
            let series = try await ledger.seriesHeads(of: id)
            var attempts: [Attempt] = []
            if let job = run.job { attempts = try await ledger.attempts(of: job) }
            let lineage = try await ledger.lineage(of: id)
            return RunDetail(
                run: run, attempt: record.attempt, facts: record.facts, absent: record.absent,
                series: series.map { .init(name: $0.name, unit: $0.unit, count: $0.count) }, attempts: attempts,
                artifacts: try await ledger.artifacts(of: id), parents: lineage.parents, children: lineage.children)
        }
        guard let detail else { throw WorkflowError.notFound("run \(id)") }
        return try JSONAnswer.cacheable(detail, request: request)
    }

    @Sendable private func samples(request: Request, context: CoordinatorContext) async throws -> Response {
        let id = try context.run()
        let series = try await reading(ledger) { (ledger) throws(LedgerError) -> [SampleSeries]? in
            guard try await ledger.run(id) != nil else { return nil }
            return try await ledger.samples(of: id)
        }
        guard let series else { throw WorkflowError.notFound("run \(id)") }
        return try JSONAnswer.cacheable(Page(items: series), request: request)
    }

    @Sendable private func experiments(request: Request, context: CoordinatorContext) async throws -> Response {
        var query = QueryReader(request)
        let limit = query.integer("limit", in: 1...1000) ?? 100
        let before = query.integer("cursor", in: 1...Int64.max).map { ExperimentID($0) }
        try query.finish()
        let experiments = try await reading(ledger) { (ledger) throws(LedgerError) in
            try await ledger.experiments(before: before, limit: limit)
        }
        let next = experiments.count == limit ? experiments.last.map { "\($0.id)" } : nil
        return try JSONAnswer.response(Page(items: experiments, nextCursor: next))
    }
}

/// `created_at`, `-created_at`, `name`, `metrics.latency_median_ms`…
struct SortParameter {
    let order: RunQuery.Order
    let descending: Bool

    init?(_ text: String) {
        descending = text.hasPrefix("-")
        let name = descending ? String(text.dropFirst()) : text
        switch name {
        case "created_at": order = .createdAt
        case "name": order = .name
        default:
            guard name.hasPrefix("metrics."), name.count > 8 else { return nil }
            order = .metric(String(name.dropFirst(8)))
        }
    }
}

extension RunCursor {
    private struct Wire: Codable {
        let n: WireNumber?
        let t: String?
        let r: RunID
    }

    /// The text that a client passes back.
    var opaque: String {
        let wire = Wire(n: number.map { WireNumber($0) }, t: text, r: run)
        do {
            return try WireCoding.encoder().encode(wire).base64EncodedString()
        } catch {
            preconditionFailure("a cursor of a number, a text and an identity can be encoded: \(error)")
        }
    }

    /// Reads a text that ``opaque`` made; `nil` for any other.
    init?(opaque: String) {
        guard let data = Data(base64Encoded: opaque) else { return nil }
        do {
            let wire = try WireCoding.decoder().decode(Wire.self, from: data)
            guard wire.t?.isStorable(atMost: 1000) ?? true else { return nil }
            self.init(number: wire.n?.value, text: wire.t, run: wire.r)
        } catch {
            return nil
        }
    }
}
