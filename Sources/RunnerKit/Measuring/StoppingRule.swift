/// Decides when there are samples enough; fed with one sample after the other.
public struct StoppingRule: Sendable {
    /// Why the measuring ended.
    public enum Reason: String, Sendable {
        /// The median's confidence interval is narrow enough.
        case narrow
        /// The time is over.
        case limit
        /// The number of samples that is kept at most was reached.
        case full
    }

    private let settings: MeasuringSettings
    private var nextCheck: Int
    /// Every sample in the order in which it came, milliseconds.
    public private(set) var samples: [Double] = []

    /// Begins.
    public init(_ settings: MeasuringSettings) {
        self.settings = settings
        nextCheck = settings.samples
        samples.reserveCapacity(4096)
    }

    /// Takes a sample; the interval is looked at whenever there are a twentieth more samples than the last time.
    ///
    /// - Parameters:
    ///   - milliseconds: How long the request took.
    ///   - elapsed: Seconds since the measuring began.
    /// - Returns: Why it is enough; `nil` for one more.
    public mutating func record(_ milliseconds: Double, elapsed: Double) -> Reason? {
        samples.append(milliseconds)
        if samples.count >= settings.mostSamples { return .full }
        // A model slower than a tenth of the limit a request gets its few samples, but not for ever.
        if elapsed >= settings.limitSeconds,
            samples.count >= settings.slowSamples || elapsed >= 3 * settings.limitSeconds
        {
            return .limit
        }
        guard samples.count >= nextCheck, elapsed >= settings.seconds else { return nil }
        nextCheck = samples.count + max(16, samples.count / 20)
        guard let interval = MedianInterval(sorted: samples.sorted()) else { return nil }
        return interval.relativeHalfWidth <= settings.intervalTolerance ? .narrow : nil
    }

    /// Share of the way to the end as far as it is known, 0…1, for progress.
    public func fraction(elapsed: Double) -> Double {
        let slow = Double(samples.count) / Double(settings.samples)
        return min(0.99, max(min(slow, elapsed / settings.seconds, 0.9), elapsed / settings.limitSeconds))
    }
}
