import Foundation
import Testing

@testable import Pricing

@Suite("The back-test on laws that are not exponential and drift")
struct HeavyTailTests {
    private static let grid = BacktestGrid(
        works: [1, 4, 12], restartSeconds: [180, 600], checkpointSeconds: [30], deadlineFactors: [1.25], starts: 150,
        draws: 300, deadlineStarts: 3, spotPriceShare: 0.3)

    /// Spells are short (0.4 of the mean) with probability 0.7, else long (2.4 of it); the second half's mean is drawn anew.
    private func trace(days: Double, tickSeconds: Double, drift: Double, _ generator: inout SeededGenerator) throws
        -> AvailabilityTrace
    {
        let meanUp = 2.33 * exp(0.75 * generator.normal())
        let meanDown = exp(generator.normal())
        let half = Int(days * 86_400 / tickSeconds / 2)
        var isUp: [Bool] = []
        var up = true
        for factor in [1, exp(drift * generator.normal())] {
            var left = 0.0
            for _ in 0..<half {
                while left <= 0 {
                    up.toggle()
                    let mean = up ? meanUp * factor : meanDown
                    left += mean * (generator.uniform() < 0.7 ? 0.4 : 2.4) * generator.exponential()
                }
                isUp.append(up)
                left -= tickSeconds / 3600
            }
        }
        return try AvailabilityTrace(tickSeconds: tickSeconds, isUp: isUp)
    }

    @Test(
        "24 traces of 2 to 45 days with ticks of 60 to 600 s: intervals cover 65 to 92 %, the mean errs by less than a tenth, nothing is late",
        arguments: [0, 0.5])
    func robust(drift: Double) throws {
        var generator = SeededGenerator(seed: 61)
        let backtest = Backtest(grid: Self.grid, seed: 62)
        var rows: [BacktestRow] = []
        for number in 0..<24 {
            let trace = try trace(
                days: [2, 7, 45][number % 3], tickSeconds: [60, 195, 300, 600][number % 4], drift: drift, &generator)
            rows.append(try backtest.row(name: "\(number)", trace: trace))
        }
        let summary = BacktestReport(backtest, rows: rows).summary
        #expect(summary.judged >= 20)
        #expect(try #require(summary.mape) < 0.1, "\(summary)")
        #expect((0.65...0.92).contains(try #require(summary.coverage)), "\(summary)")
        #expect(summary.deadlineLate == 0 && summary.deadlineRuns > 0)
    }
}
