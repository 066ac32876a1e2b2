/// What went on beside the measuring, between two readings.
public struct LoadShare: Sendable, Equatable {
    /// Busy time of the machine that was not this process's, over all processors' time, 0…1; `nil` when `/proc/stat` is hidden.
    public let foreign: Double?
    /// Time that the hypervisor took, over all processors' time, 0…1.
    public let steal: Double?
    /// Share of the time in which some task waited for a processor, 0…1.
    public let pressure: Double?
    /// Involuntary context switches of this process.
    public let involuntarySwitches: Int
    /// Voluntary context switches of this process.
    public let voluntarySwitches: Int
    /// How often a quota held the process back.
    public let throttledCount: Int?
    /// How often a core throttled for heat.
    public let thermalCount: Int?
    /// Wall time between the readings, seconds.
    public let seconds: Double

    /// Compares two readings of the same process.
    ///
    /// The machine's ticks are 10 ms and its accounting is rougher than the process's own: a share that comes out below
    /// zero is zero.
    public init(from first: LoadReading, to last: LoadReading) {
        seconds = Double(last.moment - first.moment) / 1e9
        if let busyAfter = last.busySeconds, let busyBefore = first.busySeconds, let totalAfter = last.totalSeconds,
            let totalBefore = first.totalSeconds, totalAfter > totalBefore
        {
            let total = totalAfter - totalBefore
            foreign = max(0, (busyAfter - busyBefore - (last.ownSeconds - first.ownSeconds)) / total)
            steal = max(0, ((last.stealSeconds ?? 0) - (first.stealSeconds ?? 0)) / total)
        } else {
            foreign = nil
            steal = nil
        }
        if let after = last.pressureSeconds, let before = first.pressureSeconds, seconds > 0 {
            pressure = min(1, max(0, (after - before) / seconds))
        } else {
            pressure = nil
        }
        involuntarySwitches = last.involuntarySwitches - first.involuntarySwitches
        voluntarySwitches = last.voluntarySwitches - first.voluntarySwitches
        throttledCount = Self.difference(first.throttledCount, last.throttledCount)
        thermalCount = Self.difference(first.thermalCount, last.thermalCount)
    }

    private static func difference(_ before: Int?, _ after: Int?) -> Int? {
        guard let before, let after else { return nil }
        return after - before
    }
}
