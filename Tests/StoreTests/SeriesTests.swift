import Foundation
import Postgres
import Testing
import Vocabulary
import Workflow
import WorkflowTesting

@testable import Store

@Suite("The history of metrics in Postgres")
struct SeriesTests {
    @Test("keeps the promises that the ledger in memory keeps", arguments: SeriesContract.promises)
    func promise(_ promise: SeriesContract) async throws {
        try await withLedger { ledger, _ in try await promise.check(ledger) }
    }

    @Test(
        "is read from its stretches for a long range, and hardly at all where the values fit: plans of 200,000 values")
    func plans() async throws {
        try await withLedger { ledger, client in
            let run = try await Self.longRun(ledger, client)
            // 1001 values to see that they do not fit, and for each of 1000 buckets its last value.
            let always = 1001 + 1000 + 10
            let all = try await Self.plan(.metricByStep, run, Int64.min, Int64.max, ledger, client)
            #expect(all.rows <= 200_000 / 128 + 3 * 128 + always)
            let zoomed = try await Self.plan(.metricByStep, run, 100_000, 109_999, ledger, client)
            #expect(zoomed.rows <= 10_000 + always)
            let near = try await Self.plan(.metricByStep, run, 100_000, 100_499, ledger, client)
            #expect(near.rows <= 500 + 10)
            // The values of the steps 0 to 127 are always read, here twice.
            let time = try await Self.plan(.metricByTime, run, 0, Int64.max, ledger, client)
            #expect(time.rows <= 200_000 / 128 + 2 * 128 + always)
            // 100 s of 10 ms are 10,000 steps: their 79 stretches.
            let moment = try await Self.plan(
                .metricByTime, run, 1_700_001_000_000, 1_700_001_100_000, ledger, client)
            #expect(moment.rows <= 10_000 + 4 * 128 + 200 + always)
            for plan in [all, zoomed, near, time, moment] { #expect(!plan.text.contains("Seq Scan on run_metric ")) }
        }
    }

    @Test("stretches say what their values say, also after a job went back to a checkpoint and logged late")
    func stretches() async throws {
        try await withLedger { ledger, client in
            let run = try await Self.longRun(ledger, client)
            try await Self.compare(run, count: 200_000, ledger, client)
            _ = try await client.execute("DELETE FROM run_metric WHERE step > 150000")
            try await Self.compare(run, count: 150_001, ledger, client)
            for (step, value) in [(150_010, "NaN"), (140_000, "9"), (140_000, "Infinity"), (149_999, "-1e300")] {
                _ = try await client.execute(
                    Statement(
                        sql: """
                            INSERT INTO run_metric VALUES (:run::text::uuid, 'loss', \(step), 1, '\(value)')
                            """), ["run": run.description])
            }
            try await Self.compare(run, count: 150_005, ledger, client)
            _ = try await client.execute("DELETE FROM run_metric")
            #expect(try await client.execute("SELECT 1 AS one FROM run_metric_stretch").isEmpty)
        }
    }

    /// Holds every bucket, by step and by time, against its values.
    private static func compare(
        _ run: RunID, count: Int, _ ledger: PostgresLedger, _ client: PostgresClient
    ) async throws {
        for query in [try SeriesQuery(), try SeriesQuery(from: 1000, to: 149_900), try SeriesQuery(axis: .time)] {
            let series = try await ledger.metricSeries("loss", of: run, query)
            #expect(!series.isComplete)
            if query.from == .min { #expect(series.count == count) }
            for bucket in series.buckets {
                let rows = try await client.execute(
                    """
                    SELECT count(*) AS count, max(nullif(value, 'NaN')) AS maximum, min(value) AS minimum,
                        avg(value) FILTER (WHERE abs(value) < 1e290) AS mean
                    FROM run_metric WHERE run_id = :run::text::uuid AND key = 'loss' AND step BETWEEN :first::bigint AND :last::bigint
                        AND timestamp_ms BETWEEN :early::bigint AND :late::bigint
                    """,
                    [
                        "run": run.description, "first": bucket.firstStep, "last": bucket.lastStep,
                        "early": bucket.firstTimestampMilliseconds, "late": bucket.lastTimestampMilliseconds,
                    ])
                let row = try #require(rows.first)
                // Buckets by time may overlap in steps where a clock was wrong; then they cannot be told from these ends.
                if query.axis == .time, try row.decode("count", as: Int.self) != bucket.count { continue }
                #expect(try row.decode("count", as: Int.self) == bucket.count)
                #expect(try row.decode("maximum", as: Double?.self) == bucket.maximum?.value)
                #expect(try row.decode("minimum", as: Double?.self) == bucket.minimum?.value)
                let mean = try #require(try row.decode("mean", as: Double?.self))
                #expect(abs((bucket.mean?.value ?? .nan) - mean) <= 1e-9 * abs(mean))
            }
        }
    }

    @Test("answers the values of one stretch of 200,000 as they were stored")
    func stretch() async throws {
        try await withLedger { ledger, client in
            let run = try await Self.longRun(ledger, client)
            let whole = try await ledger.metricSeries("loss", of: run, try SeriesQuery())
            #expect(whole.count == 200_000)
            // Buckets of 200 steps, of whole stretches of 128 but at the ends.
            #expect((900...1000).contains(whole.buckets.count))
            // 1 / (1 + step): the greatest is the first, the smallest the last.
            #expect(whole.buckets.first?.maximum?.value == 1)
            #expect(whole.buckets.last?.minimum?.value == 1.0 / 200_000)
            let near = try await ledger.metricSeries("loss", of: run, try SeriesQuery(from: 999, to: 1001))
            let expected: [Double] = [1000, 1001, 1002].map { 1 / $0 }
            #expect(near.points.map(\.value.value) == expected)
        }
    }

    /// A run whose metric `loss` has 200,000 values, in a table that was vacuumed as a server's is.
    private static func longRun(_ ledger: PostgresLedger, _ client: PostgresClient) async throws -> RunID {
        let job = try await ledger.enqueueOne()
        let run = try #require(try await ledger.job(job)?.run)
        _ = try await client.execute(
            """
            INSERT INTO run_metric (run_id, key, step, timestamp_ms, value)
            SELECT :run::text::uuid, 'loss', s, 1700000000000 + s * 10, 1.0::float8 / (1 + s) FROM generate_series(0, 199999) s
            """, ["run": run.description])
        _ = try await client.execute("VACUUM (ANALYZE) run_metric")
        return run
    }

    /// How a statement was executed, and how many rows its scans of tables and indexes brought.
    private static func plan(
        _ name: StatementName, _ run: RunID, _ low: Int64, _ high: Int64, _ ledger: PostgresLedger,
        _ client: PostgresClient
    ) async throws -> (rows: Int, text: String) {
        var sql = ledger.statements[name].sql
        // EXPLAIN takes the literals that an execution would be planned with.
        let values = [
            "run": "'\(run)'", "key": "'loss'", "low": "'\(low)'", "high": "'\(high)'", "points": "'1000'",
        ]
        for (number, parameter) in ledger.statements[name].parameterNames.enumerated().reversed() {
            sql = sql.replacing("$\(number + 1)", with: values[parameter] ?? "NULL")
        }
        let rows = try await client.execute(
            Statement(sql: "EXPLAIN (ANALYZE, TIMING off, COSTS off, SUMMARY off) " + sql))
        let lines = try rows.map { try $0.decode("QUERY PLAN", as: String.self) }
        let scanned = lines.filter { $0.contains("Scan using") || $0.contains("Scan on run_metric") }.map { line in
            let counts = line.matches(of: /rows=(\d+) loops=(\d+)/).first?.output
            return (counts.flatMap { Int($0.1) } ?? 0) * (counts.flatMap { Int($0.2) } ?? 0)
        }
        return (scanned.reduce(0, +), lines.joined(separator: "\n"))
    }
}
