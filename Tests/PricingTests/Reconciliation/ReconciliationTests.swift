import Foundation
import Pricing
import Testing
import Vocabulary

@Suite("Reconciliation")
struct ReconciliationTests {
    private func pair(_ actual: Double, low: Double = 8, high: Double = 12) throws -> Reconciliation.Pair {
        let seconds = try Quantiles(p10: low, p50: 10, p90: high)
        return try #require(Reconciliation.Pair(raw: seconds, stated: seconds, actual: actual))
    }

    @Test(
        "Wilson's interval is that of the published cases",
        arguments: [
            // Newcombe 1998, table I: 81 of 263 and 15 of 148; and the ends: 0 of 20, 20 of 20 (z²/(n + z²) = 0.1611).
            (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (20, 20, 0.8389, 1.0),
        ])
    func wilson(hits: Int, count: Int, low: Double, high: Double) throws {
        let range = try #require(Reconciliation.wilson(hits, of: count))
        #expect(abs(range.lowerBound - low) < 5e-5)
        #expect(abs(range.upperBound - high) < 5e-5)
    }

    @Test("says how often the intervals covered, ends included, and the median of actual over estimate")
    func figures() throws {
        let result = Reconciliation(try [8, 9, 11, 12, 20].map { try pair($0) })
        #expect(result.covered == 4)
        #expect(result.coverage == 0.8)
        #expect(result.medianRatio == 1.1)
        #expect(result.widening == nil)
        #expect(result.summary == "n = 5, not yet calibrated")
    }

    @Test("nothing is nothing: no coverage, no factor")
    func none() {
        let result = Reconciliation([])
        #expect(result.coverage == nil && result.coverageInterval == nil && result.medianRatio == nil)
        #expect(result.summary == "n = 0, not yet calibrated")
    }

    @Test("intervals are widened by the 25th of 30 scores, and then cover what they state")
    func widening() throws {
        // Actual values 12·1.01, 12·1.02 … 12·1.30: the scores are their logarithms over p90 = 12; ⌈0.8 · 31⌉ = 25.
        let actual = (1...30).map { 12 * (1 + Double($0) / 100) }
        let result = Reconciliation(try actual.map { try pair($0) })
        let factor = try #require(result.widening)
        #expect(abs(factor - 1.25) < 1e-12)
        #expect(result.covered == 0)
        let widened = AttemptEstimate.widened(try Quantiles(p10: 8, p50: 10, p90: 12), by: factor)
        #expect(actual.count { widened.contains($0) } == 25)
        #expect(result.summary == "n = 30: 0 % of the 80 % intervals covered (0 to 11 %), widened by ×1.25")
    }

    @Test("intervals that cover enough are not narrowed")
    func never() throws {
        #expect(Reconciliation(try (0..<30).map { _ in try pair(10) }).widening == 1)
    }

    @Test("of 400 seeded log-normal outcomes around intervals too narrow by half, the next 400 are covered as stated")
    func exchangeable() throws {
        var generator = SeededGenerator(seed: 7)
        func sample() throws -> Reconciliation.Pair {
            // ln actual ~ N(ln 10, 0.4), whose 10 and 90 % are at ∓0.513; stated at half of that.
            let actual = 10 * exp(0.4 * generator.normal())
            return try pair(actual, low: 10 * exp(-0.256), high: 10 * exp(0.256))
        }
        let factor = try #require(Reconciliation(try (0..<400).map { _ in try sample() }).widening)
        let covered = try (0..<400).map { _ in try sample() }.count { pair in
            AttemptEstimate.widened(pair.raw, by: factor).contains(pair.actual)
        }
        // 0.8 ± 3.5 standard errors of 400.
        #expect(abs(Double(covered) / 400 - 0.8) < 0.07)
    }

    @Test(
        "an outcome of zero or an estimate of zero is no pair", arguments: [(0.0, 1.0), (1.0, 0.0), (.infinity, 1.0)])
    func refused(actual: Double, low: Double) throws {
        let seconds = try Quantiles(p10: low, p50: 2, p90: 3)
        #expect(Reconciliation.Pair(raw: seconds, stated: seconds, actual: actual) == nil)
    }
}
