/// How long an attempt may be silent before it counts as lost.
public struct LeasePolicy: Hashable, Sendable {
    /// Seconds; a worker beats three times in it.
    public let seconds: Double

    /// A policy; by default 30 s, from a second to an hour.
    public init?(seconds: Double = 30) {
        guard (1...3600).contains(seconds) else { return nil }
        self.seconds = seconds
    }

    private init() { seconds = 30 }

    /// 30 s: longer than a restart of the coordinator, shorter than a person's patience.
    public static let standard = LeasePolicy()
}
