/// Decides when requests have become steady enough to be measured; fed with one time after the other.
public struct WarmUp: Sendable {
    /// What to do next.
    public enum Decision: Sendable, Equatable {
        /// One more request.
        case goOn
        /// The last requests agree.
        case settled
        /// The time is over and they still do not agree.
        case unsettled
    }

    private let settings: MeasuringSettings
    private var last: [Double] = []
    /// Requests so far.
    public private(set) var count = 0

    /// Begins.
    public init(_ settings: MeasuringSettings) { self.settings = settings }

    /// Takes the time of a request.
    ///
    /// - Parameters:
    ///   - milliseconds: How long the request took.
    ///   - elapsed: Seconds since the warm-up began.
    public mutating func record(_ milliseconds: Double, elapsed: Double) -> Decision {
        count += 1
        last.append(milliseconds)
        if last.count > settings.warmUpWindow { last.removeFirst() }
        guard count >= settings.warmUpRequests else { return .goOn }
        if elapsed >= settings.warmUpSeconds, last.count == settings.warmUpWindow, let fastest = last.min(),
            let slowest = last.max(), slowest - fastest < settings.warmUpTolerance * fastest
        {
            return .settled
        }
        return elapsed >= settings.warmUpLimitSeconds ? .unsettled : .goOn
    }
}
