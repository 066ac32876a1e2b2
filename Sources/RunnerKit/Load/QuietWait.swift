/// Waits a while until other programs leave the machine alone; measures anyway when they do not.
public struct QuietWait: Sendable {
    /// What the waiting came to.
    public struct Outcome: Sendable, Equatable {
        /// How long it waited, seconds.
        public let seconds: Double
        /// Foreign share in the last window; `nil` when it cannot be read.
        public let foreign: Double?
        /// Whether the last window was below the threshold.
        public let isQuiet: Bool
        /// Power of the machine in the last window, watts, where it can be read.
        public let idleWatts: Double?
    }

    /// A window of half a second has 50 ticks a processor: it tells shares apart to 2 % on one processor.
    static let windowSeconds = 0.5

    /// Looks at windows of half a second until one has a foreign share below `threshold`, at most `longest` seconds, at least one.
    static func run(longest: Double, threshold: Double, _ files: SystemFiles, _ meter: inout EnergyMeter) -> Outcome {
        let start = MonotonicClock.nanoseconds()
        while true {
            let before = LoadReading.now(files)
            let joules = meter.joules()
            MonotonicClock.sleep(seconds: windowSeconds)
            let share = LoadShare(from: before, to: LoadReading.now(files))
            let used = meter.joules()
            let waited = MonotonicClock.seconds(since: start)
            let quiet = share.foreign.map { $0 < threshold } ?? false
            if quiet || waited + windowSeconds > longest || share.foreign == nil {
                let watts = joules.flatMap { before in used.map { ($0 - before) / share.seconds } }
                return Outcome(seconds: waited, foreign: share.foreign, isQuiet: quiet, idleWatts: watts)
            }
        }
    }
}
