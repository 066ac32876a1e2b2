/// The processor's energy counters (RAPL: running average power limit, in Linux's powercap), summed over packages and memory.
///
/// A counter starts again from zero after some minutes of load (65 to 262 kJ), so it must be asked at least once a minute
/// while measuring.
public struct EnergyMeter: Sendable {
    private struct Zone {
        let path: String
        let range: Double
        var last: Double
        var total: Double = 0
    }

    private let files: SystemFiles
    private var zones: [Zone] = []
    /// Why there is no energy; `nil` when there is.
    public private(set) var absence: String?

    /// Finds the counters of packages and of their memory.
    public init(_ files: SystemFiles = SystemFiles()) {
        self.files = files
        var refusal: String?
        for package in 0..<64 {
            let folder = "/sys/class/powercap/intel-rapl:\(package)"
            guard let name = files.text(folder + "/name") else { break }
            // On some laptops a zone `psys` counts the whole platform, packages included.
            guard name.hasPrefix("package") else { continue }
            var paths = [folder]
            for part in 0..<8 where files.text("\(folder):\(part)/name") == "dram" { paths.append("\(folder):\(part)") }
            for path in paths {
                guard let range = files.integer(path + "/max_energy_range_uj") else { continue }
                switch files.read(path + "/energy_uj") {
                case .success(let text):
                    if let now = Double(text) { zones.append(Zone(path: path, range: Double(range), last: now)) }
                case .failure(let error):
                    refusal = "\(error) (energy counters are for root unless an administrator allows them)"
                }
            }
        }
        if zones.isEmpty {
            let none =
                "no energy counter: /sys/class/powercap has no intel-rapl zone (usual in virtual machines and on Arm)"
            absence = refusal ?? none
        }
    }

    /// Joules since the meter was made; `nil` when there is no counter or it stopped answering.
    public mutating func joules() -> Double? {
        guard absence == nil else { return nil }
        for index in zones.indices {
            guard let now = files.integer(zones[index].path + "/energy_uj").map(Double.init) else {
                absence = "\(zones[index].path)/energy_uj could not be read any more"
                return nil
            }
            zones[index].total += Self.advance(from: zones[index].last, to: now, range: zones[index].range)
            zones[index].last = now
        }
        return zones.map(\.total).reduce(0, +) / 1e6
    }

    /// How far a counter went that starts again from zero after `range`.
    static func advance(from last: Double, to now: Double, range: Double) -> Double {
        now >= last ? now - last : now + range - last
    }
}
