import Foundation
public import Vocabulary

/// F8 and F9: from hours to dollars.
public enum SpotCost {
    /// F8, φ for exponential gaps: the share of the running time that lies in intervals shorter than `free` hours, 1 − (1 + λf) e^{−λf}.
    public static func freeShare(rate: Double, free: Double) -> Double {
        let mean = rate * free
        return -expm1(-mean) - mean * exp(-mean)
    }

    /// F8, φ as observed: the share of the running time in intervals shorter than `free` hours. Unfinished intervals count only when they
    /// are known to be longer; 0 without any.
    public static func freeShare(of intervals: [UpInterval], free: Double) -> Double {
        let known = intervals.filter { !$0.isCensored || $0.hours >= free }
        let total = known.reduce(0) { $0 + $1.hours }
        return total > 0 ? known.reduce(0) { $0 + ($1.hours < free ? $1.hours : 0) } / total : 0
    }

    /// F8, B (1 − φ): the hours that are charged of those that are billed. The minimum of a launch is not in it.
    public static func chargedHours(billed: Double, freeShare: Double) -> Double { billed * (1 - freeShare) }

    /// F9: p C n + storage for the makespan + what is fixed.
    ///
    /// - Parameters:
    ///   - hourly: The price of an hour of one machine.
    ///   - charged: Charged hours of each machine.
    ///   - machines: n, 1 or more.
    ///   - storageHourly: What disks cost while the job is on its way, running or waiting.
    ///   - makespan: Hours from start to end.
    ///   - fixed: Egress and the checkpoints' storage.
    /// - Returns: nil when the sum is no amount of money.
    public static func total(
        hourly: Money, charged: Double, machines: Int = 1, storageHourly: Money = .zero, makespan: Double = 0,
        fixed: Money = .zero
    ) -> Money? {
        guard charged >= 0, machines >= 1, makespan >= 0 else { return nil }
        guard let running = hourly.scaled(by: charged * Double(machines)),
            let storage = storageHourly.scaled(by: makespan)
        else { return nil }
        return running.adding(storage)?.adding(fixed)
    }
}
