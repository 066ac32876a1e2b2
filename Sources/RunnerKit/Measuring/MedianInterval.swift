import Glibc

/// The median of a sample and its 95 % confidence interval from order statistics, which needs no assumption about the distribution.
///
/// With x(1) ≤ … ≤ x(n), the population's median lies in [x(l), x(n+1−l)] with probability 1 − 2·P(B ≤ l−1), B binomial(n, ½);
/// l is the greatest for which that is at least 95 % (David and Nagaraja, Order Statistics, 3rd ed., 2003, section 7.1).
public struct MedianInterval: Sendable, Equatable {
    /// The median.
    public let median: Double
    /// The interval's lower end.
    public let low: Double
    /// The interval's upper end.
    public let high: Double

    /// Needs at least 6 values; with 5 even [x(1), x(5)] covers only 93.75 %.
    ///
    /// - Parameter sorted: The sample in ascending order.
    public init?(sorted: [Double]) {
        guard let rank = Self.lowerRank(sorted.count) else { return nil }
        median = SampleStatistics.median(sorted: sorted)
        low = sorted[rank - 1]
        high = sorted[sorted.count - rank]
    }

    /// The greater distance of an end from the median, over the median.
    public var relativeHalfWidth: Double { median > 0 ? max(high - median, median - low) / median : .infinity }

    /// The rank l of the lower end, from 1; `nil` for fewer than 6 values.
    ///
    /// Exact up to 1,000 values; above, the normal approximation ⌊(n − 1.96·√n) / 2⌋, which differs by at most one rank there.
    static func lowerRank(_ count: Int) -> Int? {
        guard count >= 6 else { return nil }
        if count > 1000 { return Int((Double(count) - 1.959964 * Double(count).squareRoot()) / 2) }
        // P(B ≤ k) is summed up from k = 0 while it stays within 2.5 %; 2^−1000 is still a Double.
        var term = pow(0.5, Double(count))
        var sum = term
        var rank = 0
        while sum <= 0.025 {
            rank += 1
            term *= Double(count - rank + 1) / Double(rank)
            sum += term
        }
        return rank
    }
}
