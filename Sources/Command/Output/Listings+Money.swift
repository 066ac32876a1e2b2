import Vocabulary
import Wire

extension Listings {
    static func budgets(_ rows: [Budget]) -> Listing<Budget> {
        Listing(
            columns: [
                .number("budget") { .text($0.id.description) },
                .text("name", isFlexible: true) { .text($0.name) },
                .text("for") { .text($0.scope == .month ? "month" : "\($0.scope.word) \($0.scope.subject)") },
                .text("basis") { .text($0.basis.rawValue) },
                .text("state") { .text($0.state.rawValue) },
                .number("limit (USD)") { money($0.limit) },
                .number("spent (USD)") { money($0.spent) },
                .number("reserved (USD)") { money($0.reserved) },
                .number("left (USD)") { money($0.left) },
            ], rows: rows)
    }

    static func bills(_ rows: [Bill]) -> Listing<Bill> {
        Listing(
            columns: [
                .number("job") { .text($0.attempt.job.description) },
                .number("attempt") { .integer(Int($0.attempt.number)) },
                .text("outcome") { .text($0.outcome.rawValue) },
                .number("time (s)") { .number($0.seconds, digits: 1) },
                .text("host", isFlexible: true) { .text($0.rate.host) },
                .number("marginal (USD)") { money($0.marginal) },
                .number("full (USD)") { $0.full.map(money) ?? .absent },
                .text("price from", isFlexible: true) { .text($0.rate.source) },
                .text("ended (UTC)") { .time($0.endedAt) },
                .text("run") { .text($0.run.description) },
            ], rows: rows)
    }

    static func reconciled(_ rows: [ReconciledRow]) -> Listing<ReconciledRow> {
        Listing(
            columns: [
                .number("job") { .text($0.attempt.job.description) },
                .number("attempt") { .integer(Int($0.attempt.number)) },
                .text("kind") { .text($0.kind.rawValue) },
                .number("estimated (s)") { .number($0.estimatedSeconds.p50, digits: 1) },
                .number("p10 (s)") { .number($0.estimatedSeconds.p10, digits: 1) },
                .number("p90 (s)") { .number($0.estimatedSeconds.p90, digits: 1) },
                .number("took (s)") { .number($0.seconds, digits: 1) },
                .number("took/estimated") { .number($0.ratio, digits: 2) },
                .text("within") { .text($0.isCovered ? "yes" : "no") },
                .number("n") { .integer($0.estimate.count) },
                .number("estimated p90 (USD)") { $0.estimatedMarginal.map { money($0.p90) } ?? .absent },
                .number("cost (USD)") { money($0.marginal) },
                .text("host", isFlexible: true) { .text($0.rate.host) },
                .text("ended (UTC)") { .time($0.endedAt) },
            ], rows: rows)
    }

    /// A table shows six decimals, scripts get every digit.
    static func money(_ amount: Money) -> Cell { .number(Double(amount.nanodollars) / 1e9, digits: 6) }
}
