import Testing

@testable import RunnerKit

@Suite("Load beside the measuring")
struct LoadTests {
    static func reading(_ tree: SystemTree, second: UInt64, own: Double) -> LoadReading {
        LoadReading(
            tree.files, moment: second * 1_000_000_000, ownSeconds: own, involuntarySwitches: Int(second) * 10,
            voluntarySwitches: 0)
    }

    @Test("foreign share is the machine's busy time less our own, over all processors' time")
    func foreign() throws {
        let tree = try SystemTree([
            "/proc/stat": "cpu  100 0 100 1000 0 0 0 0 0 0\ncpu0 1 2 3",
            "/proc/pressure/cpu": "some avg10=0.00 avg60=0.00 avg300=0.00 total=1000000\nfull avg10=0.00 total=0",
        ])
        let first = Self.reading(tree, second: 10, own: 5)
        // One second of two processors: 120 ticks busy (user 90, system 20, irq 4, softirq 6), 60 idle or waiting, 20 stolen.
        try tree.write("cpu  190 0 120 1050 10 4 6 20 0 0", to: "/proc/stat")
        try tree.write("some avg10=0.00 avg60=0.00 avg300=0.00 total=1250000", to: "/proc/pressure/cpu")
        let share = LoadShare(from: first, to: Self.reading(tree, second: 11, own: 6))
        #expect(abs(try #require(share.foreign) - 0.1) < 1e-9)  // (1.2 − 1.0) / 2.0
        #expect(abs(try #require(share.steal) - 0.1) < 1e-9)  // 0.2 / 2.0
        #expect(abs(try #require(share.pressure) - 0.25) < 1e-9)
        #expect(share.involuntarySwitches == 10)
        #expect(share.throttledCount == nil)
    }

    @Test("own time that the ticks missed does not make a negative share")
    func negative() throws {
        let tree = try SystemTree(["/proc/stat": "cpu  0 0 0 0 0 0 0 0"])
        let first = Self.reading(tree, second: 0, own: 0)
        try tree.write("cpu  98 0 0 102 0 0 0 0", to: "/proc/stat")
        #expect(LoadShare(from: first, to: Self.reading(tree, second: 1, own: 1)).foreign == 0)
    }

    @Test("where /proc/stat is hidden the share is unknown, not zero")
    func hidden() throws {
        let tree = try SystemTree([:])
        let share = LoadShare(from: Self.reading(tree, second: 0, own: 0), to: Self.reading(tree, second: 1, own: 1))
        #expect(share.foreign == nil)
        #expect(share.steal == nil)
        #expect(share.pressure == nil)
    }

    @Test("this machine's own counters advance")
    func here() {
        let first = LoadReading.now()
        var canary = Canary()
        let milliseconds = canary.run()
        #expect(milliseconds > 0)
        let share = LoadShare(from: first, to: LoadReading.now())
        #expect(share.seconds >= Canary.seconds)
        #expect((0...1).contains(share.foreign ?? 0))
    }
}

@Suite("The energy meter")
struct EnergyMeterTests {
    static let zones = [
        "/sys/class/powercap/intel-rapl:0/name": "package-0",
        "/sys/class/powercap/intel-rapl:0/energy_uj": "9000000",
        "/sys/class/powercap/intel-rapl:0/max_energy_range_uj": "10000000",
        "/sys/class/powercap/intel-rapl:0:0/name": "core",
        "/sys/class/powercap/intel-rapl:0:0/energy_uj": "5",
        "/sys/class/powercap/intel-rapl:0:0/max_energy_range_uj": "10000000",
        "/sys/class/powercap/intel-rapl:0:1/name": "dram",
        "/sys/class/powercap/intel-rapl:0:1/energy_uj": "1000000",
        "/sys/class/powercap/intel-rapl:0:1/max_energy_range_uj": "10000000",
    ]

    @Test("adds packages and their memory, across a counter that starts again")
    func wrap() throws {
        let tree = try SystemTree(Self.zones)
        var meter = EnergyMeter(tree.files)
        let start = meter.joules()
        #expect(start == 0)
        // The package goes 9 → 10 (its range) → 3 J: 4 J; memory 1 → 3.5 J: 2.5 J; the cores are in the package already.
        try tree.write("3000000", to: "/sys/class/powercap/intel-rapl:0/energy_uj")
        try tree.write("3500000", to: "/sys/class/powercap/intel-rapl:0:1/energy_uj")
        try tree.write("9000000", to: "/sys/class/powercap/intel-rapl:0:0/energy_uj")
        let used = meter.joules()
        #expect(used == 6.5)
        #expect(meter.absence == nil)
    }

    @Test("without counters there is no energy and a reason, never zero")
    func absent() throws {
        let tree = try SystemTree([:])
        var meter = EnergyMeter(tree.files)
        let none = meter.joules()
        #expect(none == nil)
        #expect(meter.absence?.contains("intel-rapl") == true)
    }
}

@Suite("Peak memory by phase")
struct PeakMemoryTests {
    @Test("a phase's peak forgets the phase before")
    func phases() throws {
        var memory = PeakMemory()
        memory.beginPhase()
        try #require(
            memory.absence == nil, "this kernel does not let a process set its peak back: \(memory.absence ?? "")")
        var block: [UInt8]? = Array(repeating: 1, count: 64 << 20)
        let highPeak = memory.peakMiB()
        let high = try #require(highPeak)
        #expect(block?.last == 1)
        block = nil
        memory.beginPhase()
        let lowPeak = memory.peakMiB()
        let low = try #require(lowPeak)
        #expect(high - low > 32)
    }

    @Test("where the peak cannot be set back it is absent with the reason")
    func refused() throws {
        let tree = try SystemTree([:])
        var memory = PeakMemory(tree.files)
        memory.beginPhase()
        let none = memory.peakMiB()
        #expect(none == nil)
        #expect(memory.absence?.contains("clear_refs") == true)
    }
}
