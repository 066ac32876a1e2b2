/// Where a number comes from: the kind of evidence, and the evidence itself.
public struct Provenance: Hashable, Sendable, Codable {
    /// The kind of evidence, best first.
    public enum Level: String, Hashable, Sendable, Codable, CaseIterable, Comparable {
        /// This very configuration was measured on this very device.
        case measured
        /// A model that was fitted to runs on this device.
        case calibrated
        /// Carried over from runs on other devices.
        case transferred
        /// From data sheets alone.
        case datasheet
        /// A stated prior or default that the user has not confirmed.
        case assumed

        /// Whether the left evidence is better.
        public static func < (left: Level, right: Level) -> Bool { left.order < right.order }

        private var order: Int { Self.allCases.firstIndex(of: self) ?? Self.allCases.count }
    }

    /// The kind of evidence.
    public let level: Level
    /// The evidence in one line for people, as `calibrated, 3 runs on this device, ×0.88…1.14`.
    public let summary: String
    /// The sources: a run's identifier, a file's name with its date, a paper's equation.
    public let sources: [String]

    /// Names the evidence.
    public init(level: Level, summary: String, sources: [String] = []) {
        self.level = level
        self.summary = summary
        self.sources = sources
    }
}

extension Provenance {
    /// The evidence of a number that was made from several: as good as the worst of them, with the sources of all, each once.
    ///
    /// - Parameters:
    ///   - parts: What went in.
    ///   - summary: What was made of it, in one line.
    public static func combining(_ parts: [Provenance], summary: String) -> Provenance {
        var sources: [String] = []
        for source in parts.flatMap(\.sources) where !sources.contains(source) { sources.append(source) }
        return Provenance(level: parts.map(\.level).max() ?? .assumed, summary: summary, sources: sources)
    }
}
