/// How far a run can be trusted, at a glance.
public enum Grade: String, Sendable, CaseIterable {
    /// Spread under 5 % and foreign share under 2 %.
    case a = "A"
    /// Spread under 10 % and foreign share under 5 %.
    case b = "B"
    /// Anything else: kept, with a badge.
    case c = "C"

    /// Grades a run.
    ///
    /// - Parameters:
    ///   - spread: Interquartile range over median.
    ///   - foreign: Share of the processors' time that other programs took; unknown counts as C.
    public init(spread: Double, foreign: Double?) {
        guard let foreign else {
            self = .c
            return
        }
        if spread < 0.05, foreign < 0.02 {
            self = .a
        } else if spread < 0.10, foreign < 0.05 {
            self = .b
        } else {
            self = .c
        }
    }
}
