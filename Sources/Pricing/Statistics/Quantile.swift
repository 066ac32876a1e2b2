import Foundation

/// Values below which a share of a distribution lies, by bisection of the distribution function to the last bits.
///
/// Every function takes a share above 0 and below 1; outside of it the answer is the end of the support.
public enum Quantile {
    /// Of the normal distribution with mean 0 and variance 1.
    public static func normal(_ share: Double) -> Double {
        guard share > 0 else { return -.infinity }
        guard share < 1 else { return .infinity }
        // The smaller tail, where erfc keeps its relative precision.
        if share > 0.5 { return -normal(1 - share) }
        return bisect(from: -40, to: 0) { 0.5 * erfc(-$0 / 2.0.squareRoot()) < share }
    }

    /// Of Student's distribution with that many degrees of freedom (above 0).
    public static func student(_ share: Double, degrees: Double) -> Double {
        guard share > 0 else { return -.infinity }
        guard share < 1 else { return .infinity }
        if share < 0.5 { return -student(1 - share, degrees: degrees) }
        let tail = 1 - share
        var high = 1.0
        while studentTail(high, degrees) > tail, high < 1e300 { high *= 2 }
        return bisect(from: 0, to: high) { studentTail($0, degrees) > tail }
    }

    /// Of the gamma distribution with that shape (above 0) and rate 1.
    public static func gamma(_ share: Double, shape: Double) -> Double {
        guard share > 0 else { return 0 }
        guard share < 1 else { return .infinity }
        var high = max(1, shape)
        while IncompleteIntegrals.gamma(shape, high) < share, high < 1e300 { high *= 2 }
        return bisect(from: 0, to: high) { IncompleteIntegrals.gamma(shape, $0) < share }
    }

    /// Of the chi-square distribution with that many degrees of freedom; 0 for none.
    public static func chiSquare(_ share: Double, degrees: Double) -> Double {
        degrees > 0 ? 2 * gamma(share, shape: degrees / 2) : 0
    }

    /// The smallest sample that at least that share of the samples does not exceed: Hyndman and Fan 1996, type 1.
    ///
    /// An atom, as the hours of a job that nothing interrupted, stays the exact number it is; nil without samples.
    public static func ofSorted(_ samples: [Double], _ share: Double) -> Double? {
        guard !samples.isEmpty else { return nil }
        let rank = Int((share * Double(samples.count)).rounded(.up))
        return samples[min(samples.count, max(1, rank)) - 1]
    }

    private static func studentTail(_ value: Double, _ degrees: Double) -> Double {
        0.5 * IncompleteIntegrals.beta(degrees / 2, 0.5, degrees / (degrees + value * value))
    }

    private static func bisect(from: Double, to: Double, isBelow: (Double) -> Bool) -> Double {
        var low = from
        var high = to
        for _ in 0..<200 {
            let middle = low + (high - low) / 2
            if middle == low || middle == high { break }
            if isBelow(middle) { low = middle } else { high = middle }
        }
        return low + (high - low) / 2
    }
}
