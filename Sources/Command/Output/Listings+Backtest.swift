import Pricing

extension Listings {
    /// A back-test: a row for each trace; JSON has the whole report, a table its summary below the rows.
    static func backtest(_ report: BacktestReport, _ format: Format, width: Int?) throws -> String {
        if format == .json { return try JSONText.of(report) }
        let rows = try backtest(report.traces).text(format, width: width)
        return format == .table ? rows + "\n" + summary(report) : rows
    }

    static func backtest(_ rows: [BacktestRow]) -> Listing<BacktestRow> {
        Listing(
            columns: [
                .text("trace", isFlexible: true) { .text($0.name) },
                .number("days") { .number($0.hours / 24, digits: 1) },
                .number("tick (s)") { .number($0.tickSeconds, digits: 0) },
                .number("interruptions, halves") { row in
                    .text("\(row.first?.interruptions ?? 0)+\(row.second?.interruptions ?? 0)")
                },
                .number("rate used (1/h)") { .number(optional: $0.posteriorRate, digits: 3) },
                .number("rate after (1/h)") { .number(optional: $0.second?.rate, digits: 3) },
                .number("MAPE (%)") { .number(optional: $0.mape.map { $0 * 100 }, digits: 1) },
                .number("bias (%)") { .number(optional: $0.bias.map { $0 * 100 }, digits: 1) },
                .number("in 80 % interval (%)") { .number(optional: $0.coverage.map { $0 * 100 }, digits: 0) },
                .number("late") { .text("\($0.deadlineLate)/\($0.deadlineRuns)") },
                .text("not judged because", isFlexible: true) { .text(optional: $0.reason) },
            ], rows: rows)
    }

    /// Failover: a row for each group of zones.
    static func failover(_ rows: [FailoverBacktest.Row]) -> Listing<FailoverBacktest.Row> {
        Listing(
            columns: [
                .text("zones", isFlexible: true) { .text($0.zones.joined(separator: " ")) },
                .number("jobs") { .integer($0.jobs) },
                .number("time, MAPE (%)") { .number(optional: $0.makespanMAPE.map { $0 * 100 }, digits: 1) },
                .number("billed, MAPE (%)") { .number(optional: $0.billedMAPE.map { $0 * 100 }, digits: 1) },
                .number("time / best zone") { .number(optional: $0.makespanOfBestZone, digits: 2) },
                .number("billed / best zone") { .number(optional: $0.billedOfBestZone, digits: 2) },
                .number("moves") { .number(optional: $0.moves, digits: 1) },
                .text("not judged because", isFlexible: true) { .text(optional: $0.reason) },
            ], rows: rows)
    }

    private static func summary(_ report: BacktestReport) -> String {
        let summary = report.summary
        func percent(_ share: Double?) -> String { share.map { Cell.fixed($0 * 100, 1) + " %" } ?? "–" }
        func range(_ shares: [Double]?) -> String {
            shares.map { " (\(percent($0.first)) to \(percent($0.last)) leaving one trace out)" } ?? ""
        }
        return """
            \(summary.judged) of \(summary.traces) traces judged, formulas \(report.formulaVersion), seed \(report.seed)
            mean billed hours: MAPE \(percent(summary.mape))\(range(summary.mapeLeavingOneOut)), bias \(percent(summary.bias))
            80 % interval: \(percent(summary.coverage)) of the starts inside\(range(summary.coverageLeavingOneOut))
            policies with a deadline: \(summary.deadlineLate) of \(summary.deadlineRuns) late

            """
    }
}
