public import Vocabulary

/// What is believed about the interruption rate before anything was observed: a gamma distribution.
public struct RatePrior: Hashable, Sendable {
    /// a: the interruptions that it is worth.
    public let events: Double
    /// b: the running hours that it is worth.
    public let hours: Double
    /// Where it is from.
    public let provenance: Provenance

    /// A prior with mean events/hours.
    ///
    /// - Throws: ``InvalidInput`` unless both are finite and above 0.
    public init(events: Double, hours: Double, provenance: Provenance) throws(InvalidInput) {
        guard events > 0, events.isFinite else {
            throw InvalidInput(field: "events", expected: "a number above 0", received: "\(events)")
        }
        guard hours > 0, hours.isFinite else {
            throw InvalidInput(field: "hours", expected: "hours above 0", received: "\(hours)")
        }
        self.init(checkedEvents: events, hours: hours, provenance: provenance)
    }

    private init(checkedEvents: Double, hours: Double, provenance: Provenance) {
        events = checkedEvents
        self.hours = hours
        self.provenance = provenance
    }

    /// F11, ln λ ~ N(−ln 2.33 h, 0.75), as the gamma distribution whose logarithm has that mean and variance:
    /// ψ′(a) = 0.75² at a = 2.23, ψ(a) − ln b = −ln 2.33 at b = 4.09 h.
    ///
    /// Pooled over 24 traces of scarce types of 2022 and 2023, so pessimistic for small machines.
    public static let scarceTypes = RatePrior(
        checkedEvents: 2.23, hours: 4.09,
        provenance: Provenance(
            level: .assumed, summary: "prior: mean time between interruptions 0.7 to 8 h (90 %)",
            sources: ["24 availability traces of V100, K80 and r5.16xlarge, 2022 and 2023 (Wu et al., NSDI 2024)"]))
}
