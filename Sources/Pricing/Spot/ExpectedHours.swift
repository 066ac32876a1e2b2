/// What a formula says about hours to come: so many, or that there is no use in waiting.
public enum ExpectedHours: Hashable, Sendable {
    /// The expected hours.
    case finishes(hours: Double)
    /// The job will not finish: it is interrupted so much more often than it saves that the expectation is astronomical.
    ///
    /// - Parameter exponent: λ(τ + δ + R), above ``ExpectedHours/limit``.
    case willNotFinish(exponent: Double)

    /// e²⁰ ≈ 5·10⁸ launches for one piece of work: more than anybody waits for.
    public static let limit = 20.0

    /// The hours where there are any.
    public var hours: Double? {
        if case .finishes(let hours) = self { hours } else { nil }
    }
}
