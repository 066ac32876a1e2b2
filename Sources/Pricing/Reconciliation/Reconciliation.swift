import Foundation
public import Vocabulary

/// Estimates held against what happened: how often the stated intervals were right, and by what they must be widened.
///
/// Pure: pairs go in, figures come out. The pairs are the latest ones, in any order.
public struct Reconciliation: Hashable, Sendable {
    /// An estimate with what it was about.
    public struct Pair: Hashable, Sendable {
        /// The quantiles before they were widened: what the next widening is found from.
        public let raw: Quantiles<Double>
        /// The quantiles as they were stated.
        public let stated: Quantiles<Double>
        /// What it was, above 0.
        public let actual: Double

        /// A pair; nil when a quantity is not above 0 and finite, which has no ratio.
        public init?(raw: Quantiles<Double>, stated: Quantiles<Double>, actual: Double) {
            guard [raw.p10, stated.p10, actual].allSatisfy({ $0 > 0 }),
                [raw.p90, stated.p90, actual].allSatisfy(\.isFinite)
            else { return nil }
            self.raw = raw
            self.stated = stated
            self.actual = actual
        }
    }

    /// n.
    public let count: Int
    /// How many actual values lay between the stated p10 and p90, ends included.
    public let covered: Int
    /// Covered of n; nil without a pair.
    public let coverage: Double?
    /// The 95 % interval of the true coverage (Wilson 1927); nil without a pair.
    public let coverageInterval: ClosedRange<Double>?
    /// The median of actual over the estimate's median; nil without a pair.
    public let medianRatio: Double?
    /// The factor by which the raw intervals must be widened to cover; nil while n is below ``enough``.
    public let widening: Double?

    /// The share of outcomes that an interval from p10 to p90 states.
    public static let share = 0.8
    /// Fewer pairs than this calibrate nothing.
    public static let enough = 30

    /// What pairs say.
    public init(_ pairs: [Pair]) {
        count = pairs.count
        covered = pairs.count { $0.stated.contains($0.actual) }
        coverage = pairs.isEmpty ? nil : Double(covered) / Double(pairs.count)
        coverageInterval = Self.wilson(covered, of: pairs.count)
        medianRatio = Quantile.ofSorted(pairs.map { $0.actual / $0.stated.p50 }.sorted(), 0.5)
        widening = pairs.count < Self.enough ? nil : Self.widening(pairs)
    }

    /// In words for people, as `n = 7, not yet calibrated`.
    public var summary: String {
        guard let coverage, let coverageInterval, let widening else {
            return "n = \(count), not yet calibrated"
        }
        let percent = { (share: Double) in String(Int((share * 100).rounded())) }
        let range = "\(percent(coverageInterval.lowerBound)) to \(percent(coverageInterval.upperBound)) %"
        let factor = widening.formatted(.number.precision(.fractionLength(2)))
        return "n = \(count): \(percent(coverage)) % of the 80 % intervals covered (\(range)), "
            + (widening > 1 ? "widened by ×\(factor)" : "not widened")
    }

    /// e^Q with Q the ⌈share·(n + 1)⌉-th smallest score max(ln(p10/actual), ln(actual/p90)): an interval widened so covers a new outcome with
    /// probability ≥ share if outcomes are exchangeable (conformalized quantile regression; Romano, Patterson and Candès 2019, theorem 1).
    ///
    /// Never below 1: intervals that cover too much are not narrowed.
    private static func widening(_ pairs: [Pair]) -> Double {
        let scores = pairs.map { max(log($0.raw.p10 / $0.actual), log($0.actual / $0.raw.p90)) }.sorted()
        let rank = Int((share * Double(scores.count + 1)).rounded(.up))
        return exp(max(0, scores[min(rank, scores.count) - 1]))
    }

    /// Wilson's score interval of a proportion (JASA 22, 1927), 95 %; nil for n = 0.
    public static func wilson(_ hits: Int, of count: Int) -> ClosedRange<Double>? {
        guard count > 0, (0...count).contains(hits) else { return nil }
        let (n, z) = (Double(count), 1.959963984540054)
        let share = Double(hits) / n
        let middle = (share + z * z / (2 * n)) / (1 + z * z / n)
        let half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
        return max(0, middle - half)...min(1, middle + half)
    }
}
