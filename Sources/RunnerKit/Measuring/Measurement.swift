/// What one measuring brought, before it is summed up.
public struct Measurement: Sendable {
    /// Times of single requests in the order in which they ended, milliseconds.
    public let samples: [Double]
    /// Wall time of the measuring, seconds.
    public let seconds: Double
    /// Requests in flight at once.
    public let slots: Int
    /// Why it ended.
    public let reason: StoppingRule.Reason
    /// Requests of the warm-up.
    public let warmUpCount: Int
    /// Whether the warm-up settled.
    public let warmUpSettled: Bool
    /// What went on beside it.
    public let load: LoadShare
    /// Processor frequencies before and after, MHz; empty where unreadable.
    public let frequenciesMHz: [[Double]]
    /// Median block of the canary before and after, milliseconds.
    public let canary: (before: Double, after: Double)
    /// How the wait for a quiet machine ended.
    public let quiet: QuietWait.Outcome
    /// Energy of the measured time, joules; absent with the reason.
    public let energy: Result<Double, EnergyAbsence>

    /// Why there is no energy.
    public struct EnergyAbsence: Error, Sendable {
        /// For a person.
        public let reason: String
    }

    /// Time of the canary after over before.
    public var canaryRatio: Double { canary.after / canary.before }

    /// What a reader of the run should know, as the words of the tag `noise`.
    public func badges(_ settings: MeasuringSettings) -> [String] {
        var badges: [String] = []
        if !quiet.isQuiet || (load.foreign ?? 0) >= settings.quietShare { badges.append("foreign_load") }
        if !warmUpSettled { badges.append("warmup_unsettled") }
        if canaryRatio > settings.canaryLimit || (load.throttledCount ?? 0) > 0 || (load.thermalCount ?? 0) > 0 {
            badges.append("throttled")
        }
        if canaryRatio * settings.canaryLimit < 1 { badges.append("sped_up") }
        if reason == .limit { badges.append("interval_wide") }
        return badges
    }
}
