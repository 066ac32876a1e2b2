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
                .number("MAPE in hindsight (%)") { .number(optional: $0.hindsightMAPE.map { $0 * 100 }, digits: 1) },
                .number("in 80 % interval (%)") { .number(optional: $0.coverage.map { $0 * 100 }, digits: 0) },
                .number("late") { .text("\($0.deadlineLate)/\($0.deadlineRuns)") },
                .text("not judged because", isFlexible: true) { .text(optional: $0.reason) },
            ], rows: rows)
    }

    /// A back-test at every cut: a row for each; JSON has the whole report, a table its means below the rows.
    static func cuts(_ report: CutsReport, _ format: Format, width: Int?) throws -> String {
        if format == .json { return try JSONText.of(report) }
        let rows = try cuts(report.cuts).text(format, width: width)
        guard format == .table else { return rows }
        return rows + "\n" + (try traces(report.traces).text(format, width: width)) + "\n" + summary(report)
    }

    private static func cuts(_ rows: [CutsReport.Row]) -> Listing<CutsReport.Row> {
        Listing(
            columns: [
                .text("part") { .text("\($0.cut.part)/\($0.cut.parts)") },
                .number("cut at (%)") { .number($0.cut.split * 100, digits: 0) },
                .text("direction") { .text($0.cut.isReversed ? "backwards" : "forwards") },
                .number("judged") { .integer($0.summary.judged) },
                .number("MAPE (%)") { .number(optional: $0.summary.mape.map { $0 * 100 }, digits: 1) },
                .number("bias (%)") { .number(optional: $0.summary.bias.map { $0 * 100 }, digits: 1) },
                .number("MAPE in hindsight (%)") {
                    .number(optional: $0.summary.hindsightMAPE.map { $0 * 100 }, digits: 1)
                },
                .number("in 80 % interval (%)") { .number(optional: $0.summary.coverage.map { $0 * 100 }, digits: 0) },
                .number("late") { .text("\($0.summary.deadlineLate)/\($0.summary.deadlineRuns)") },
            ], rows: rows)
    }

    private static func traces(_ rows: [CutsReport.TraceRow]) -> Listing<CutsReport.TraceRow> {
        Listing(
            columns: [
                .text("trace", isFlexible: true) { .text($0.name) },
                .number("cuts judged") { .integer($0.judged) },
                .number("MAPE (%)") { .number(optional: $0.mape.map { $0 * 100 }, digits: 1) },
                .number("MAPE in hindsight (%)") { .number(optional: $0.hindsightMAPE.map { $0 * 100 }, digits: 1) },
                .number("in 80 % interval (%)") { .number(optional: $0.coverage.map { $0 * 100 }, digits: 0) },
            ], rows: rows)
    }

    private static func summary(_ report: CutsReport) -> String {
        let range = report.coverageRange.map { " (\(percent($0.first)) to \(percent($0.last)) at one cut)" } ?? ""
        return """
            \(report.cuts.count) cuts, formulas \(report.formulaVersion), seed \(report.seed)
            mean billed hours: MAPE \(percent(report.mape)), with the rate that came \(percent(report.hindsightMAPE))
            80 % interval: \(percent(report.coverage)) of the starts inside\(range)
            policies with a deadline: \(report.deadlineLate) of \(report.deadlineRuns) late

            """
    }

    private static func percent(_ share: Double?) -> String { share.map { Cell.fixed($0 * 100, 1) + " %" } ?? "–" }

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
        func range(_ shares: [Double]?) -> String {
            shares.map { " (\(percent($0.first)) to \(percent($0.last)) leaving one trace out)" } ?? ""
        }
        return """
            \(summary.judged) of \(summary.traces) traces judged, formulas \(report.formulaVersion), seed \(report.seed)
            mean billed hours: MAPE \(percent(summary.mape))\(range(summary.mapeLeavingOneOut)), bias \(percent(summary.bias)); with the rate that came \(percent(summary.hindsightMAPE))
            80 % interval: \(percent(summary.coverage)) of the starts inside\(range(summary.coverageLeavingOneOut))
            policies with a deadline: \(summary.deadlineLate) of \(summary.deadlineRuns) late

            """
    }
}
