public import Vocabulary

/// A piece of work on machines that may be taken away: how long it is and what surviving costs. All in hours.
public struct SpotJob: Hashable, Sendable, Codable {
    /// W: useful work, above 0, at most 10 years.
    public let work: Double
    /// R: from launch to the first useful second - boot, image, load, warm-up; paid after each launch; 0 or more.
    public let restart: Double
    /// δ: what it takes to write one checkpoint; 0 or more.
    public let checkpoint: Double
    /// τ: useful work between two checkpoints, above 0. With τ ≥ W nothing is saved before the end.
    public let interval: Double

    /// A job with checkpoints every `interval` hours of work.
    ///
    /// - Throws: ``InvalidInput`` that names what is not finite or out of range.
    public init(work: Double, restart: Double, checkpoint: Double, interval: Double) throws(InvalidInput) {
        var wrong: [InvalidField] = []
        func check(_ field: String, _ value: Double, _ isRight: Bool, _ expected: String) {
            if !isRight { wrong.append(InvalidField(field: field, expected: expected, received: "\(value)")) }
        }
        check("work", work, work > 0 && work <= Self.longest, "hours above 0 and at most 87,600")
        check("restart", restart, restart >= 0 && restart <= Self.longest, "hours from 0 to 87,600")
        check("checkpoint", checkpoint, checkpoint >= 0 && checkpoint <= Self.longest, "hours from 0 to 87,600")
        check("interval", interval, interval > 0 && !interval.isNaN, "hours above 0")
        // More segments than this say that somebody mistook a unit, and take for ever to add up.
        check("interval", interval, !(work / interval > 1e7), "at least a ten-millionth of the work")
        guard wrong.isEmpty else { throw InvalidInput(wrong) }
        self.work = work
        self.restart = restart
        self.checkpoint = checkpoint
        self.interval = interval
    }

    /// A job whose checkpoints are as far apart as Daly's optimum says, but at least a second.
    ///
    /// - Parameter rate: λ, interruptions of a running hour; 0 means a job without checkpoints.
    /// - Throws: ``InvalidInput`` as the other initialiser, or for a negative rate.
    public init(work: Double, restart: Double, checkpoint: Double, bestFor rate: Double) throws(InvalidInput) {
        guard rate >= 0, rate.isFinite else {
            throw InvalidInput(field: "rate", expected: "interruptions an hour, 0 or more", received: "\(rate)")
        }
        let best = rate > 0 ? CheckpointInterval.daly(cost: checkpoint, meanUptime: 1 / rate) : work
        try self.init(
            work: work, restart: restart, checkpoint: checkpoint,
            interval: work > 0 ? min(max(best, 1.0 / 3600), work) : 1)
    }

    /// Hours without any interruption: R + W + (n − 1) δ; the last piece of work needs no checkpoint.
    public var uninterrupted: Double { restart + left(of: work) }

    /// The hours that `remaining` hours of work need after the restart if nothing happens.
    func left(of remaining: Double) -> Double {
        remaining + max(0, segments(of: remaining) - 1) * checkpoint
    }

    /// n: pieces between checkpoints, the last one included.
    func segments(of remaining: Double) -> Double {
        // A hair's breadth above a whole number is rounding, not a piece of work.
        max(1, (remaining / interval - 1e-9).rounded(.up))
    }

    /// The work that is on disk after `hours` of running with `remaining` to do; never all of it.
    func saved(after hours: Double, remaining: Double) -> Double {
        guard hours > restart else { return 0 }
        let whole = ((hours - restart) / (interval + checkpoint)).rounded(.down)
        return min(whole, segments(of: remaining) - 1) * interval
    }

    private static let longest = 87_600.0
}
