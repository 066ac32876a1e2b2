/// A share that was counted, with its 95 % interval.
///
/// Wilson 1927, "Probable inference, the law of succession, and statistical inference": (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n).
/// Unlike p ± 1.96·√(p(1−p)/n) it stays within 0…1 and does not vanish at p = 0 or 1.
public struct WilsonInterval: Sendable, Equatable {
    /// Successes over trials.
    public let share: Double
    /// The interval's lower end.
    public let low: Double
    /// The interval's upper end.
    public let high: Double

    /// The interval of `successes` out of `trials`; `nil` without trials.
    public init?(successes: Int, trials: Int) {
        guard trials > 0, (0...trials).contains(successes) else { return nil }
        let n = Double(trials)
        let p = Double(successes) / n
        let z = 1.959964
        let middle = p + z * z / (2 * n)
        let half = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
        let whole = 1 + z * z / n
        share = p
        low = max(0, (middle - half) / whole)
        high = min(1, (middle + half) / whole)
    }
}
