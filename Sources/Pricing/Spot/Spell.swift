/// A stretch of time in which spot machines were to be had, or were not.
public struct Spell: Hashable, Sendable {
    /// Whether a machine is to be had.
    public let isUp: Bool
    /// Its length in hours; infinite when it never ends.
    public let hours: Double
    /// Which of several zones it is in; nil where there is one.
    public let zone: Int?
    /// What the launch needs beside R, in hours: fetching a checkpoint from another zone; paid as R is.
    public let transfer: Double

    /// A spell.
    public init(isUp: Bool, hours: Double, zone: Int? = nil, transfer: Double = 0) {
        self.isUp = isUp
        self.hours = hours
        self.zone = zone
        self.transfer = transfer
    }
}

/// Spells one after the other, from the moment a job is started: a trace being replayed, or a law.
///
/// Each spell that is up ends with an interruption.
public protocol SpellSource {
    /// The next spell. Never ends; a spell may be infinite.
    mutating func next() -> Spell
}
