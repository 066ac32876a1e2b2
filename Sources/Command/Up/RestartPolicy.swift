/// When a supervised process is started again; a pure value.
struct RestartPolicy {
    /// A process that lived this long was well: the next end counts as the first.
    static let wellAfter = Duration.seconds(30)
    /// The longest pause.
    static let longestPause = Duration.seconds(30)

    private var quickEnds = 0

    /// How long to wait after an end before it is started again: 0.5 s, doubled with every quick end, at most 30 s.
    ///
    /// - Parameter lived: How long it ran.
    mutating func pause(afterLiving lived: Duration) -> Duration {
        if lived >= Self.wellAfter { quickEnds = 0 }
        defer { quickEnds += 1 }
        return min(Self.longestPause, .milliseconds(500) * (1 << min(quickEnds, 10)))
    }
}
