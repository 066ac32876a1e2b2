public import Foundation
import Postgres
import Pricing
public import Vocabulary
public import Workflow

extension PostgresLedger {
    /// The newest so many attempts tell how long they take: enough for every group, few enough to read in a tenth of a second.
    private static let durationLimit: Int32 = 20_000

    /// How long attempts of the last 30 days took, for every group of at least five.
    public func attemptDurations() async throws(LedgerError) -> [AttemptDurations] {
        let rows = try await execute(.attemptDurations, ["limit": Self.durationLimit])
        return try await translated { try rows.map { try $0.durations() } }
    }

    /// How long attempts ran on rented spot machines, the newest first.
    public func spotIntervals(limit: Int) async throws(LedgerError) -> [SpotInterval] {
        let rows = try await execute(.spotIntervals, ["limit": Int32(clamping: limit)])
        return try await translated {
            try rows.compactMap { row in
                guard let host = WorkerHost(try row.decode("host", as: String.self)) else { return nil }
                return SpotInterval(
                    host: host,
                    interval: UpInterval(
                        hours: try row.decode("hours"), isCensored: !(try row.decode("is_lost", as: Bool.self))))
            }
        }
    }

    /// Attempts with a result, a bill and an estimate, the newest first.
    public func reconciled(since: Date?, kind: JobKind?, limit: Int) async throws(LedgerError) -> [ReconciledAttempt] {
        let rows = try await execute(
            .reconciled, ["since": since, "kind": kind?.rawValue, "limit": Int32(clamping: limit)])
        return try await translated {
            try rows.map { row in
                ReconciledAttempt(
                    attempt: AttemptID(
                        job: try row.identifier("job_id", of: Job.self), number: try row.decode("attempt")),
                    run: try row.runID("run_id"), kind: try row.choice("kind"), seconds: try row.decode("seconds"),
                    rate: try row.rateOfClaim(), marginal: try row.money("marginal"),
                    full: try row.optionalMoney("full_cost"), endedAt: try row.decode("ended_at"),
                    estimate: try row.json("estimate"))
            }
        }
    }

    /// The prices that estimates used.
    public func estimatePrices(since: Date?, limit: Int) async throws(LedgerError) -> [UsedPrice] {
        let rows = try await execute(.estimatePrices, ["since": since, "limit": Int32(clamping: limit)])
        return try await translated {
            try rows.map { row in
                UsedPrice(
                    job: try row.identifier("job_id", of: Job.self), estimate: try row.json("estimate"),
                    estimatedAt: try row.decode("created_at"), count: Int(try row.decode("n", as: Int64.self)))
            }
        }
    }
}

extension Row {
    fileprivate func durations() throws -> AttemptDurations {
        AttemptDurations(
            group: AttemptEstimate.Group(
                kind: try choice("kind"), model: try decode("model"),
                batch: try decode("batch", as: Int64?.self).map { Int($0) },
                precision: try decode("precision", as: String?.self).flatMap { Precision(rawValue: $0) },
                engine: try decode("engine")),
            count: Int(try decode("n", as: Int64.self)),
            seconds: try Quantiles(p10: try decode("p10"), p50: try decode("p50"), p90: try decode("p90")))
    }
}
