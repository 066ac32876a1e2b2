import Glibc

/// The counters of load at one moment; two of them make a ``LoadShare``.
public struct LoadReading: Sendable, Equatable {
    /// `CLOCK_MONOTONIC`, nanoseconds.
    var moment: UInt64
    /// Time of all processors in which something ran, without what the hypervisor took, seconds.
    var busySeconds: Double?
    /// Time that the hypervisor took from all processors, seconds.
    var stealSeconds: Double?
    /// Time of all processors altogether, seconds.
    var totalSeconds: Double?
    /// Processor time of this process, all its threads, seconds.
    var ownSeconds: Double
    /// Involuntary context switches of this process.
    var involuntarySwitches: Int
    /// Voluntary context switches of this process.
    var voluntarySwitches: Int
    /// Time in which some task waited for a processor (pressure stall information, Linux 4.20), seconds.
    var pressureSeconds: Double?
    /// How often a control group's quota held the process back.
    var throttledCount: Int?
    /// How often a core throttled for heat, all cores (x86).
    var thermalCount: Int?
    /// Frequency of each processor now, MHz, where readable.
    var frequenciesMHz: [Double]

    /// Reads all counters now.
    public static func now(_ files: SystemFiles = SystemFiles()) -> LoadReading {
        var usage = rusage()
        unsafe getrusage(RUSAGE_SELF.rawValue, &usage)
        let own = seconds(usage.ru_utime) + seconds(usage.ru_stime)
        return LoadReading(
            files, moment: MonotonicClock.nanoseconds(), ownSeconds: own,
            involuntarySwitches: usage.ru_nivcsw, voluntarySwitches: usage.ru_nvcsw)
    }

    /// Reads the machine's counters and joins the process's.
    init(
        _ files: SystemFiles, moment: UInt64, ownSeconds: Double, involuntarySwitches: Int, voluntarySwitches: Int
    ) {
        self.moment = moment
        self.ownSeconds = ownSeconds
        self.involuntarySwitches = involuntarySwitches
        self.voluntarySwitches = voluntarySwitches
        frequenciesMHz = Self.frequencies(files)
        if let times = Self.processorTimes(files.text("/proc/stat")) {
            busySeconds = times.busy
            stealSeconds = times.steal
            totalSeconds = times.total
        }
        pressureSeconds = Self.pressure(files.text("/proc/pressure/cpu"))
        throttledCount = ControlGroup.throttledCount(files)
        thermalCount = Self.thermal(files)
    }

    /// The `cpu` line of proc(5) `/proc/stat`: user nice system idle iowait irq softirq steal guest guest_nice, in ticks of
    /// 1/100 s (USER_HZ, the same on x86 and Arm); guest time is in user already.
    static func processorTimes(_ text: String?) -> (busy: Double, steal: Double, total: Double)? {
        guard let line = text?.split(separator: "\n").first, line.hasPrefix("cpu ") else { return nil }
        let ticks = line.split(separator: " ").dropFirst().compactMap { Double($0) }
        guard ticks.count >= 7 else { return nil }
        let steal = ticks.count > 7 ? ticks[7] : 0
        let busy = ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6]
        return (busy / 100, steal / 100, (busy + ticks[3] + ticks[4] + steal) / 100)
    }

    /// `some avg10=0.00 avg60=0.00 avg300=0.00 total=123` (microseconds).
    static func pressure(_ text: String?) -> Double? {
        guard let line = text?.split(separator: "\n").first(where: { $0.hasPrefix("some ") }) else { return nil }
        for word in line.split(separator: " ") where word.hasPrefix("total=") {
            return Double(word.dropFirst("total=".count)).map { $0 / 1e6 }
        }
        return nil
    }

    private static func thermal(_ files: SystemFiles) -> Int? {
        let counts = (0..<1024).lazy
            .map { files.integer("/sys/devices/system/cpu/cpu\($0)/thermal_throttle/core_throttle_count") }
            .prefix { $0 != nil }
            .compactMap { $0 }
        let all = Array(counts)
        return all.isEmpty ? nil : all.reduce(0, +)
    }

    private static func frequencies(_ files: SystemFiles) -> [Double] {
        (0..<1024).lazy
            .map { files.integer("/sys/devices/system/cpu/cpu\($0)/cpufreq/scaling_cur_freq") }
            .prefix { $0 != nil }
            .compactMap { $0.map { Double($0) / 1000 } }
    }

    private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
}
