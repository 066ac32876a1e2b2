import Postgres
public import Vocabulary
public import Workflow

extension PostgresLedger {
    /// Its metrics by name, with the ends of their histories.
    public func metricHeads(of id: RunID) async throws(LedgerError) -> [MetricHead] {
        let rows = try await execute(.metricHeads, ["run": id.description])
        return try await translated {
            try rows.map {
                MetricHead(
                    key: try $0.decode("key"), firstStep: try $0.decode("first_step"),
                    lastStep: try $0.decode("last_step"), firstTimestampMilliseconds: try $0.decode("first_ms"),
                    lastTimestampMilliseconds: try $0.decode("last_ms"))
            }
        }
    }

    /// A stretch of one metric's history.
    public func metricSeries(
        _ key: String, of id: RunID, _ query: SeriesQuery
    ) async throws(LedgerError) -> MetricSeries {
        let rows = try await execute(
            query.axis == .step ? .metricByStep : .metricByTime,
            [
                "run": id.description, "key": key, "low": query.from, "high": query.to,
                "points": Int64(query.points),
            ])
        return try await translated {
            let isComplete = try rows.first?.decode("is_point", as: Bool.self) ?? true
            return isComplete
                ? MetricSeries(key: key, axis: query.axis, points: try rows.map { try $0.point() })
                : MetricSeries(key: key, axis: query.axis, buckets: try rows.map { try $0.bucket() })
        }
    }
}

extension Row {
    fileprivate func point() throws -> MetricSeries.Point {
        MetricSeries.Point(
            step: try decode("first_step"), timestampMilliseconds: try decode("first_ms"), value: try decode("last"))
    }

    fileprivate func bucket() throws -> MetricBucket {
        MetricBucket(
            firstStep: try decode("first_step"), lastStep: try decode("last_step"),
            firstTimestampMilliseconds: try decode("first_ms"), lastTimestampMilliseconds: try decode("last_ms"),
            count: try decode("count"), nanCount: try decode("nan_count"), minimum: try decode("min", as: Double?.self),
            maximum: try decode("max", as: Double?.self), mean: try decode("mean", as: Double?.self),
            last: try decode("last"))
    }
}
