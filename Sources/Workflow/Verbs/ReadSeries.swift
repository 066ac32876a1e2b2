public import Vocabulary

/// Answers what was logged of a run's metrics over time.
public struct ReadSeries: Sendable {
    private let ledger: any RunLedger

    /// Prepares the verb.
    public init(ledger: any RunLedger) { self.ledger = ledger }

    /// Every metric of a run by name, with the ends of its history.
    ///
    /// - Throws: `notFound` for a run that does not exist, `unavailable`.
    public func heads(of run: RunID) async throws(WorkflowError) -> [MetricHead] {
        let ledger = ledger
        let heads = try await translated { () throws(LedgerError) in try await ledger.metricHeads(of: run) }
        // A run without metrics is answered like any other; only one that is not there is an error.
        if heads.isEmpty { _ = try await whole(run) }
        return heads
    }

    /// A stretch of one metric.
    ///
    /// - Throws: `notFound` for a run that does not exist or never logged the metric, `unavailable`.
    public func callAsFunction(
        _ key: String, of run: RunID, _ query: SeriesQuery
    ) async throws(WorkflowError) -> MetricSeries {
        let ledger = ledger
        let series = try await translated { () throws(LedgerError) in
            try await ledger.metricSeries(key, of: run, query)
        }
        if series.count == 0, try await whole(run).metrics[key] == nil {
            throw .notFound("metric \(key) of run \(run)")
        }
        return series
    }

    private func whole(_ id: RunID) async throws(WorkflowError) -> Run {
        let ledger = ledger
        let run = try await translated { () throws(LedgerError) in try await ledger.run(id) }
        guard let run else { throw .notFound("run \(id)") }
        return run
    }
}
