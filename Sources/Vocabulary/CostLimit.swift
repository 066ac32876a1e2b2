/// How long an attempt may take for its money, on the machine that it is on.
public struct CostLimit: Hashable, Sendable, Codable {
    /// Seconds from the attempt's begin.
    public let seconds: Double
    /// Where they come from, for a person, as `max_cost 0.05 USD at 0.0213 USD an hour`.
    public let reason: String

    /// A limit.
    public init(seconds: Double, reason: String) {
        self.seconds = seconds
        self.reason = reason
    }
}
