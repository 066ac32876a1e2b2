/// What a sample of times is summed up as. Nothing is left out as an outlier.
public struct SampleStatistics: Sendable, Equatable {
    /// How many values.
    public let count: Int
    /// The middle value, or the mean of the two middle ones.
    public let median: Double
    /// The median's 95 % interval; absent for fewer than 6 values.
    public let interval: MedianInterval?
    /// The value that 90 % do not exceed (nearest rank); absent for fewer than 64 values.
    public let p90: Double?
    /// The value that 99 % do not exceed (nearest rank); absent for fewer than 1,000 values.
    public let p99: Double?
    /// The smallest value.
    public let minimum: Double
    /// The arithmetic mean.
    public let mean: Double
    /// The sample standard deviation (n − 1); absent for one value.
    public let deviation: Double?
    /// The median of the distances from the median, not scaled.
    public let medianAbsoluteDeviation: Double
    /// Third less first quartile, over the median; quartiles are interpolated linearly (type 7 of Hyndman and Fan, 1996).
    public let spread: Double

    /// Fewest values for ``p90``: below, the 90th percentile hangs on less than seven values.
    public static let leastForP90 = 64
    /// Fewest values for ``p99``.
    public static let leastForP99 = 1000

    /// Sums up; `nil` without values.
    public init?(_ values: [Double]) {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let count = sorted.count
        let median = Self.median(sorted: sorted)
        let mean = sorted.reduce(0, +) / Double(count)
        self.count = count
        self.median = median
        self.mean = mean
        interval = MedianInterval(sorted: sorted)
        p90 = count >= Self.leastForP90 ? Self.nearestRank(sorted, percent: 90) : nil
        p99 = count >= Self.leastForP99 ? Self.nearestRank(sorted, percent: 99) : nil
        minimum = sorted[0]
        let squares = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        deviation = count > 1 ? (squares / Double(count - 1)).squareRoot() : nil
        medianAbsoluteDeviation = Self.median(sorted: sorted.map { abs($0 - median) }.sorted())
        spread = (Self.interpolated(sorted, 0.75) - Self.interpolated(sorted, 0.25)) / median
    }

    static func median(sorted: [Double]) -> Double {
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }

    /// The smallest value that at least `percent` of all do not exceed.
    static func nearestRank(_ sorted: [Double], percent: Int) -> Double {
        sorted[max(1, (sorted.count * percent + 99) / 100) - 1]
    }

    static func interpolated(_ sorted: [Double], _ share: Double) -> Double {
        let place = share * Double(sorted.count - 1)
        let lower = Int(place)
        let upper = min(lower + 1, sorted.count - 1)
        return sorted[lower] + (place - Double(lower)) * (sorted[upper] - sorted[lower])
    }
}
