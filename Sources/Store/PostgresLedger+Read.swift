import Foundation
import Postgres
public import Vocabulary
public import Workflow

extension PostgresLedger {
    /// A page of active runs.
    public func runs(_ query: RunQuery) async throws(LedgerError) -> RunPage {
        // One more than asked for says whether there is a next page.
        var parameters: Parameters = [
            "experiment": query.experiment, "status": query.status?.rawValue, "model": query.model,
            "sweep": query.sweep?.value, "precision": query.precision?.rawValue, "batch": query.batch.map { "\($0)" },
            "after_run": query.after?.run.description, "count": Int64(query.limit) + 1,
        ]
        var statement = query.descending ? StatementName.runsByNameDescending : .runsByNameAscending
        if case .name = query.order {
            parameters.set("after_name", to: query.after?.text)
        } else {
            statement = .runsByNumber
            let sign = query.descending ? -1.0 : 1.0
            var metric: String?
            if case .metric(let key) = query.order { metric = key }
            parameters.set("metric", to: metric)
            parameters.set("sign", to: sign)
            parameters.set("after_missing", to: query.after.map { $0.number == nil })
            parameters.set("after_key", to: query.after.map { ($0.number ?? 0) * sign })
        }
        let rows = try await execute(statement, parameters)
        return try await translated { try Self.page(of: rows, query: query) }
    }

    private static func page(of rows: Rows, query: RunQuery) throws -> RunPage {
        let shown = rows.prefix(query.limit)
        let runs = try shown.map { try $0.run() }
        guard rows.count > query.limit, let last = shown.last, let run = runs.last else {
            return RunPage(runs: runs, next: nil)
        }
        if case .name = query.order {
            return RunPage(runs: runs, next: RunCursor(number: nil, text: run.name, run: run.id))
        }
        let number = try last.decode("sort_number", as: Double?.self)
        return RunPage(runs: runs, next: RunCursor(number: number, text: nil, run: run.id))
    }

    /// One run, deleted ones too.
    public func run(_ id: RunID) async throws(LedgerError) -> Run? {
        let rows = try await execute(.runOne, ["run": id.description])
        return try await translated { try rows.first?.run() }
    }

    /// What its accepted attempt left.
    public func record(of id: RunID) async throws(LedgerError) -> RunRecord {
        let rows = try await execute(.runRecord, ["run": id.description])
        return try await translated {
            guard let row = rows.first else { return RunRecord(attempt: nil, facts: nil, absent: [:]) }
            let job = try row.optionalIdentifier("job_id", of: Job.self)
            let number: Int32 = try row.decode("attempt")
            return RunRecord(
                attempt: job.map { AttemptID(job: $0, number: number) }, facts: try row.json("facts"),
                absent: try row.json("absent"))
        }
    }

    /// The names, units and lengths of its sample series.
    public func seriesHeads(
        of id: RunID
    ) async throws(LedgerError) -> [(name: String, unit: String, count: Int)] {
        let rows = try await execute(.runSeriesHeads, ["run": id.description])
        return try await translated {
            try rows.map { (try $0.decode("name"), try $0.decode("unit"), try $0.decode("count")) }
        }
    }

    /// Its raw samples.
    public func samples(of id: RunID) async throws(LedgerError) -> [SampleSeries] {
        let rows = try await execute(.runSamples, ["run": id.description])
        return try await translated {
            try rows.map {
                SampleSeries(
                    name: try $0.decode("name"), unit: try $0.decode("unit"),
                    packed: try $0.decode("samples", as: Data.self))
            }
        }
    }

    /// One job.
    public func job(_ id: JobID) async throws(LedgerError) -> Job? {
        let rows = try await execute(.jobOne, ["job": id.value])
        return try await translated { try rows.first?.job() }
    }

    /// Jobs, the newest first, below `before`.
    public func jobs(
        state: JobState?, sweep: SweepID?, before: JobID?, limit: Int
    ) async throws(LedgerError) -> [Job] {
        let rows = try await execute(
            .jobsPage,
            ["state": state?.rawValue, "sweep": sweep?.value, "before": before?.value, "count": Int64(limit)])
        return try await translated { try rows.map { try $0.job() } }
    }

    /// What a job requires.
    public func requirements(of id: JobID) async throws(LedgerError) -> Requirements? {
        let rows = try await execute(.jobRequirements, ["job": id.value])
        return try await translated { try rows.first?.json("requirements") }
    }

    /// Every try at a job, in order.
    public func attempts(of id: JobID) async throws(LedgerError) -> [Attempt] {
        let rows = try await execute(.jobAttempts, ["job": id.value])
        return try await translated { try rows.map { try $0.attempt(of: id) } }
    }

    /// A job's log after a position.
    public func log(of id: JobID, after position: Int64, limit: Int) async throws(LedgerError) -> [LogLine] {
        let rows = try await execute(
            .jobLogAfter, ["job": id.value, "position": position, "count": Int64(limit)])
        return try await translated {
            try rows.map {
                LogLine(
                    position: try $0.decode("position"), attempt: try $0.decode("attempt"),
                    storedAt: try $0.decode("stored_at"), level: try $0.choice("level"),
                    message: try $0.decode("message"))
            }
        }
    }

    /// One sweep.
    public func sweep(_ id: SweepID) async throws(LedgerError) -> Sweep? {
        let rows = try await execute(.sweepsPage, ["sweep": id.value, "before": nil as Int64?, "count": Int64(1)])
        return try await translated { try rows.first?.sweep() }
    }

    /// Sweeps, the newest first, below `before`.
    public func sweeps(before: SweepID?, limit: Int) async throws(LedgerError) -> [Sweep] {
        let rows = try await execute(
            .sweepsPage, ["sweep": nil as Int64?, "before": before?.value, "count": Int64(limit)])
        return try await translated { try rows.map { try $0.sweep() } }
    }

    /// Experiments, the newest first, below `before`.
    public func experiments(before: ExperimentID?, limit: Int) async throws(LedgerError) -> [Experiment] {
        let rows = try await execute(.experimentsPage, ["before": before?.value, "count": Int64(limit)])
        return try await translated { try rows.map { try $0.experiment() } }
    }
}
