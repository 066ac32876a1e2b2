public import Vocabulary

/// How often a kind of machine was taken away while it ran: the data behind a rate.
public struct InterruptionHistory: Hashable, Sendable {
    /// k: interruptions. A run that finished or that its user ended adds hours and no interruption, which makes k/T the most likely rate.
    public let events: Int
    /// T: running hours.
    public let hours: Double

    /// A history.
    ///
    /// - Throws: ``InvalidInput`` for a negative number.
    public init(events: Int, hours: Double) throws(InvalidInput) {
        guard events >= 0 else {
            throw InvalidInput(field: "events", expected: "0 or more", received: "\(events)")
        }
        guard hours >= 0, hours.isFinite else {
            throw InvalidInput(field: "hours", expected: "hours, 0 or more", received: "\(hours)")
        }
        self.events = events
        self.hours = hours
    }

    /// From intervals, of which the finished ones ended with an interruption.
    public init(_ intervals: [UpInterval]) throws(InvalidInput) {
        try self.init(
            events: intervals.count { !$0.isCensored }, hours: intervals.reduce(0) { $0 + $1.hours })
    }

    /// k/T an hour; nil without an interruption, because nothing then says that the rate is 0.
    public var rate: Double? { events > 0 && hours > 0 ? Double(events) / hours : nil }

    /// F10: the exact Poisson interval of the rate (Garwood 1936), [χ²(α/2; 2k), χ²(1 − α/2; 2k + 2)]/2T, per hour; nil without hours.
    ///
    /// It says how uncertain the past rate is. The next weeks' rate differs by much more: ``UpLaw/drift``.
    public func rateInterval(coverage: Double = 0.9) -> ClosedRange<Double>? {
        guard hours > 0, coverage > 0, coverage < 1 else { return nil }
        let tail = (1 - coverage) / 2
        let low = Quantile.chiSquare(tail, degrees: 2 * Double(events)) / (2 * hours)
        let high = Quantile.chiSquare(1 - tail, degrees: 2 * Double(events) + 2) / (2 * hours)
        return low...max(low, high)
    }

    /// The rate that is exceeded with probability 1 − coverage at most: χ²(coverage; 2k + 2)/2T; 3.0/T for k = 0 and 95 %.
    public func rateBound(coverage: Double = 0.95) -> Double? {
        guard hours > 0, coverage > 0, coverage < 1 else { return nil }
        return Quantile.chiSquare(coverage, degrees: 2 * Double(events) + 2) / (2 * hours)
    }

    /// The gamma posterior's mean, (a + k)/(b + T).
    public func posteriorRate(_ prior: RatePrior = .scarceTypes) -> Double {
        (prior.events + Double(events)) / (prior.hours + hours)
    }

    /// The gamma posterior's central interval.
    public func posteriorInterval(_ prior: RatePrior = .scarceTypes, coverage: Double = 0.8) -> ClosedRange<Double> {
        let tail = min(0.5, max(0, (1 - coverage) / 2))
        let shape = prior.events + Double(events)
        let low = Quantile.gamma(tail, shape: shape) / (prior.hours + hours)
        let high = Quantile.gamma(1 - tail, shape: shape) / (prior.hours + hours)
        return low...max(low, high)
    }
}
