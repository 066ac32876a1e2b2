public import Vocabulary

/// What data sheets say of an accelerator or a processor.
public struct HardwareFacts: Hashable, Sendable {
    /// Accelerator or processor.
    public enum Kind: String, Hashable, Sendable, Codable {
        /// An accelerator.
        case gpu
        /// A processor.
        case cpu
    }

    /// How far the facts can be trusted, best first.
    public enum Quality: String, Hashable, Sendable, Codable, Comparable, CaseIterable {
        /// Read in the source that is named.
        case cited
        /// Computed from cores, clock and operations per cycle, or from other figures.
        case computed
        /// From memory; to be confirmed before anyone relies on it.
        case recalled
        /// A stated default for hardware that nobody described.
        case assumed

        /// Whether the left quality is better.
        public static func < (left: Quality, right: Quality) -> Bool { left.order < right.order }

        private var order: Int { Self.allCases.firstIndex(of: self) ?? Self.allCases.count }
    }

    /// The name, as `NVIDIA T4`.
    public let name: String
    /// Accelerator or processor.
    public let kind: Kind
    /// Peak operations per second by precision, 10¹² (a multiply-accumulate is two); absent where it has no such units.
    public let peakTeraflops: [Precision: Double]
    /// Its own memory, GiB; nil for processors.
    public let memoryGiB: Double?
    /// Peak bytes per second to memory, 10⁹.
    public let bandwidthGigabytes: Double
    /// Thermal design power, watts.
    public let thermalDesignWatts: Double?
    /// Physical cores; nil for accelerators.
    public let cores: Int?
    /// Where it is found, as `aws g4dn`.
    public let foundIn: String
    /// The sources.
    public let source: String
    /// What else to know: conflicts between sources, power caps.
    public let note: String
    /// How far it can be trusted.
    public let quality: Quality

    /// The facts as evidence.
    public var provenance: Provenance {
        Provenance(
            level: quality == .assumed ? .assumed : .datasheet,
            summary: "\(name): \(quality.rawValue)\(note.isEmpty ? "" : "; \(note)")", sources: [source])
    }

    /// Peak operations per second of the whole device; fp32's for a precision that it has no units for.
    public func peakFlops(_ precision: Precision) -> Double {
        (peakTeraflops[precision] ?? peakTeraflops[.fp32] ?? 0) * 1e12
    }

    /// The same hardware with a number of its cores, as an instance or a control group has them: peak and bandwidth in proportion.
    public func withCores(_ count: Int) -> HardwareFacts {
        guard let cores, count > 0, count < cores else { return self }
        let share = Double(count) / Double(cores)
        return HardwareFacts(
            name: name, kind: kind, peakTeraflops: peakTeraflops.mapValues { $0 * share }, memoryGiB: memoryGiB,
            bandwidthGigabytes: bandwidthGigabytes * share, thermalDesignWatts: thermalDesignWatts.map { $0 * share },
            cores: count, foundIn: foundIn, source: source,
            note: [note, "\(count) of \(cores) cores, peaks in proportion"].filter { !$0.isEmpty }
                .joined(separator: "; "), quality: max(quality, .computed))
    }
}
