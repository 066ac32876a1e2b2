import Foundation
import Testing
import Vocabulary

@testable import Pricing

@Suite("The back-test at every cut")
struct CutsReportTests {
    private static let small = BacktestGrid(
        works: [1, 4], restartSeconds: [180], checkpointSeconds: [30], deadlineFactors: [1.5], starts: 40, draws: 60,
        deadlineStarts: 2, spotPriceShare: 0.3)

    private func trace(_ seed: UInt64, ticks: Int = 3000) throws -> AvailabilityTrace {
        try SyntheticTrace.exponential(rate: 0.5, meanOutage: 1, ticks: ticks, tickSeconds: 300, seed: seed)
    }

    @Test("there are twenty cuts, the first of them the back-test's own; each row is what the back-test says there")
    func rows() throws {
        let traces = [(name: "a", trace: try trace(1)), (name: "b", trace: try trace(2))]
        let report = try CutsReport(traces, grid: Self.small, seed: 5)
        #expect(report.cuts.count == 20)
        let own = Backtest(grid: Self.small, seed: 5)
        let first = try traces.map { try own.row(name: $0.name, trace: $0.trace) }
        #expect(report.cuts[0].summary == BacktestReport(own, rows: first).summary)
        let third = Backtest(grid: Self.small, seed: 5, isReversed: true)
        let last = try traces.map { try third.row(name: $0.name, trace: #require($0.trace.part(2, of: 3))) }
        #expect(report.cuts[19].summary == BacktestReport(third, rows: last).summary)
        let mean = report.cuts.compactMap(\.summary.mape).reduce(0, +) / 20
        #expect(abs(try #require(report.mape) - mean) < 1e-12)
        #expect(report.traces.map(\.judged) == [20, 20])
        #expect(report.deadlineLate == 0 && report.deadlineRuns > 0)
    }

    @Test("a trace too short for thirds is judged where it can be and makes nothing fail")
    func short() throws {
        let short = try AvailabilityTrace(tickSeconds: 3600, isUp: "uuduuduuud".map { $0 == "u" })
        let report = try CutsReport([("short", short)], grid: Self.small, seed: 5)
        #expect(report.cuts.count == 20)
        let thirds = report.cuts.filter { $0.cut.parts == 3 }
        #expect(thirds.map(\.summary.judged).prefix(2) == [0, 0])
        #expect(try #require(report.traces.first).judged > 0)
    }

    @Test("without a trace there is nothing to average")
    func none() throws {
        let report = try CutsReport([], grid: Self.small, seed: 5)
        #expect(report.mape == nil && report.coverage == nil && report.coverageRange == nil)
    }

    @Test(
        "with the rate that came, the error is that of the formula alone: small on exponential traces whose rate doubles"
    )
    func hindsight() throws {
        let calm = try SyntheticTrace.exponential(rate: 0.4, meanOutage: 1, ticks: 20_000, tickSeconds: 120, seed: 7)
        let busy = try SyntheticTrace.exponential(rate: 1.2, meanOutage: 1, ticks: 20_000, tickSeconds: 120, seed: 8)
        let trace = try AvailabilityTrace(tickSeconds: 120, isUp: calm.isUp + busy.isUp)
        let row = try Backtest(grid: Self.small, seed: 9).row(name: "a", trace: trace)
        #expect(try #require(row.hindsightMAPE) < 0.03)
        #expect(try #require(row.mape) > 2 * (try #require(row.hindsightMAPE)))
    }
}
