/// An observed interval in which a machine ran.
public struct UpInterval: Hashable, Sendable, Codable {
    /// Its length in hours, or how much of it was seen.
    public let hours: Double
    /// Whether it was longer than what was seen: the observation began or ended in it, or the job was done.
    public let isCensored: Bool

    /// An interval.
    public init(hours: Double, isCensored: Bool) {
        self.hours = hours
        self.isCensored = isCensored
    }
}
