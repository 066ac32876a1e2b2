public import Foundation
import Pricing
public import Vocabulary
public import Workflow

/// Durations are real; bills, and so reconciliation, are Postgres' work and tested there.
extension InMemoryLedger {
    /// How long attempts of the last 30 days took, for the groups of a kind and of a kind and model that have five.
    public func attemptDurations() throws(LedgerError) -> [AttemptDurations] {
        try answer()
        var seconds: [AttemptEstimate.Group: [Double]] = [:]
        for job in jobs.values {
            for attempt in job.tries where attempt.outcome == .done && attempt.id.number == 1 {
                guard let endedAt = attempt.endedAt, now.timeIntervalSince(endedAt) < 30 * 86_400,
                    endedAt > attempt.startedAt
                else { continue }
                let took = endedAt.timeIntervalSince(attempt.startedAt)
                let (kind, model) = (job.configuration.kind, job.configuration.model?.description)
                for group in Set([AttemptEstimate.Group(kind: kind), AttemptEstimate.Group(kind: kind, model: model)]) {
                    seconds[group, default: []].append(took)
                }
            }
        }
        return seconds.compactMap { group, samples in
            let sorted = samples.sorted()
            guard sorted.count >= 5, let low = Quantile.ofSorted(sorted, 0.1),
                let middle = Quantile.ofSorted(sorted, 0.5),
                let high = Quantile.ofSorted(sorted, 0.9)
            else { return nil }
            do throws(InvalidInput) {
                return AttemptDurations(
                    group: group, count: sorted.count, seconds: try Quantiles(p10: low, p50: middle, p90: high))
            } catch {
                return nil  // quantiles of sorted samples are ascending
            }
        }
    }

    /// No worker of this ledger has a price.
    public func spotIntervals(limit: Int) throws(LedgerError) -> [SpotInterval] {
        try answer()
        return []
    }

    /// No attempt has a bill here.
    public func reconciled(since: Date?, kind: JobKind?, limit: Int) throws(LedgerError) -> [ReconciledAttempt] {
        try answer()
        return []
    }

    /// No estimate has a price here.
    public func estimatePrices(since: Date?, limit: Int) throws(LedgerError) -> [UsedPrice] {
        try answer()
        return []
    }
}
