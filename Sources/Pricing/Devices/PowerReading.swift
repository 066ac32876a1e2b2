/// Average power while a job ran, as an instrument showed it.
public struct PowerReading: Hashable, Sendable {
    /// What was read, best first.
    public enum Source: String, Hashable, Sendable, Codable, CaseIterable {
        /// A meter between the wall and the machine: everything.
        case wallMeter = "wall_meter"
        /// The processor's own counters: packages and memory.
        case rapl
        /// The accelerator's own counter: its board.
        case nvml
        /// A discharging battery: the whole machine without its supply.
        case battery
    }

    /// What was read.
    public let source: Source
    /// Average power over the job within the source's boundary, watts; above 0.
    public let watts: Double
    /// The run or the note that the reading came from.
    public let reference: String

    /// A reading.
    public init(source: Source, watts: Double, reference: String) {
        self.source = source
        self.watts = watts
        self.reference = reference
    }
}
