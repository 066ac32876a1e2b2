/// How to get work done that has a deadline, or none.
public enum DeadlinePolicy: String, Hashable, Sendable, Codable, CaseIterable {
    /// Spot machines; waits while there are none, and may be late.
    case spotOnly = "spot_only"
    /// Spot machines in several zones: when one is taken away the job goes on in the first zone, in the order of their prices, that has one.
    case spotFailover = "spot_failover"
    /// Spot machines until the last moment at which on-demand ones still make it: greedy with a safety net. Good for loose deadlines.
    case spotThenOnDemand = "spot_then_on_demand"
    /// Keeps up with a straight line from nothing to all of the work at the deadline, on demand when behind: Uniform Progress of Wu et al.,
    /// "Can't Be Late", NSDI 2024, with its hysteresis. Good for tight deadlines; with loose ones and hardly any spot machines it costs more
    /// than on-demand machines alone, because of its many launches.
    case uniformProgress = "uniform_progress"
    /// On-demand machines from the start, which nobody takes away.
    case onDemandOnly = "on_demand_only"

    /// Whether it finishes in time whenever on-demand machines from the start would.
    public var keepsDeadline: Bool { self != .spotOnly && self != .spotFailover }
}
