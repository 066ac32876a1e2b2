import Foundation
import Testing
import Vocabulary

@testable import Pricing

@Suite("The back-test")
struct BacktestTests {
    private static let small = BacktestGrid(
        works: [1, 4, 12], restartSeconds: [180, 600], checkpointSeconds: [30], deadlineFactors: [1.25, 2], starts: 200,
        draws: 300, deadlineStarts: 5, spotPriceShare: 0.3)

    @Test(
        "on long traces with exponential spells the mean is within 3 %, and the 80 % interval, which allows for drift, covers"
    )
    func knownLaw() throws {
        let backtest = Backtest(grid: Self.small, seed: 51)
        let rows = try [0.2, 0.5, 1].enumerated().map { index, rate in
            try backtest.row(
                name: "\(rate)",
                trace: SyntheticTrace.exponential(
                    rate: rate, meanOutage: 1, ticks: 30_000, tickSeconds: 120, seed: UInt64(52 + index)))
        }
        let report = BacktestReport(backtest, rows: rows)
        #expect(report.summary.judged == 3)
        #expect(try #require(report.summary.mape) < 0.03)
        #expect(try #require(report.summary.coverage) > 0.8)
        #expect(report.summary.deadlineLate == 0)
        #expect(report.summary.deadlineRuns > 0)
    }

    @Test("the mean over traces is of each trace's mean over its jobs")
    func means() throws {
        let backtest = Backtest(grid: Self.small, seed: 51)
        let row = try backtest.row(
            name: "a",
            trace: SyntheticTrace.exponential(rate: 0.5, meanOutage: 1, ticks: 3000, tickSeconds: 300, seed: 55))
        #expect(row.cells.count == 6)
        let errors = row.cells.map { abs($0.billed.estimate - $0.billed.truth) / $0.billed.truth }
        #expect(abs(try #require(row.mape) - errors.reduce(0, +) / 6) < 1e-12)
        #expect(BacktestReport.spread([1, 2, 6]) == [1.5, 4])
        #expect(BacktestReport.spread([1]) == nil)
    }

    @Test("the same seed gives the same report, whatever else is in the folder")
    func reproducible() throws {
        let trace = try SyntheticTrace.exponential(rate: 0.5, meanOutage: 1, ticks: 3000, tickSeconds: 300, seed: 56)
        let first = try Backtest(grid: Self.small, seed: 7).row(name: "a", trace: trace)
        #expect(first == (try Backtest(grid: Self.small, seed: 7).row(name: "a", trace: trace)))
        #expect(first != (try Backtest(grid: Self.small, seed: 8).row(name: "a", trace: trace)))
    }

    @Test(
        "a trace that cannot be judged says why and has no figures",
        arguments: [
            ("no interruption in the first half: its rate is bounded, not known", "uuuuuuuuudud"),
            ("no machine was to be had in the first half", "dddddddududu"),
            ("no machine was to be had in the second half", "ududuudddddd"),
            ("fewer than 4 ticks: no halves to compare", "udu"),
        ])
    func unjudged(reason: String, ticks: String) throws {
        let trace = try AvailabilityTrace(tickSeconds: 3600, isUp: ticks.map { $0 == "u" })
        let row = try Backtest(grid: Self.small, seed: 1).row(name: "a", trace: trace)
        #expect(row.reason == reason)
        #expect(row.mape == nil)
        #expect(row.coverage == nil)
        #expect(row.deadlineLate == 0)
        let summary = BacktestReport(Backtest(grid: Self.small, seed: 1), rows: [row]).summary
        #expect(summary.traces == 1 && summary.judged == 0 && summary.mape == nil)
    }

    @Test("without an interruption there is the posterior's rate and a bound, and no rate")
    func bounded() throws {
        let trace = try AvailabilityTrace(tickSeconds: 3600, isUp: Array(repeating: true, count: 40))
        let row = try Backtest(grid: Self.small, seed: 1).row(name: "a", trace: trace)
        #expect(row.first?.rate == nil)
        // −ln 0.05/20 and 2.23/24.09.
        #expect(abs(try #require(row.first?.rateBound) - 0.149_787) < 1e-6)
        #expect(abs(try #require(row.posteriorRate) - 0.092_570) < 1e-6)
    }

    @Test("jobs that never get as far as a checkpoint are counted, not averaged")
    func endless() throws {
        // Two minutes up, two down: shorter than any restart of the grid.
        let trace = try AvailabilityTrace(tickSeconds: 120, isUp: (0..<400).map { $0 % 2 == 0 })
        let few = BacktestGrid(
            works: [1, 4], restartSeconds: [600], checkpointSeconds: [30], deadlineFactors: [1.5], starts: 5, draws: 10,
            deadlineStarts: 5, spotPriceShare: 0.3)
        let row = try Backtest(grid: few, seed: 1).row(name: "a", trace: trace)
        #expect(row.endless == 2)
        #expect(row.reason == "no job of the grid finishes in the second half")
        #expect(row.deadlineLate == 0)
    }

    @Test("JSON has a summary with shares and a row for each trace, without what is not known")
    func json() throws {
        let backtest = Backtest(grid: Self.small, seed: 1)
        let trace = try AvailabilityTrace(tickSeconds: 3600, isUp: Array(repeating: true, count: 40))
        let report = BacktestReport(backtest, rows: [try backtest.row(name: "a", trace: trace)])
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let text = String(decoding: try encoder.encode(report), as: UTF8.self)
        #expect(text.contains(#""summary":{"deadline_late":0,"deadline_runs":"#))
        #expect(text.contains(#""interruptions":0"#))
        #expect(!text.contains("billed_hours_mape"))
    }
}
