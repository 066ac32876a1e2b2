/// Why the agent stops a runner.
enum StopReason: Sendable, Hashable {
    /// A person cancelled the job.
    case cancelled
    /// The lease is lost: another worker may be at it, nothing may be written.
    case lost
    /// The agent itself is stopping, or the coordinator wants the job back: it was paused, stopped by its search, or has no money for going on.
    case released

    /// How long a runner has between SIGTERM and SIGKILL. A released one has less, so that the agent can stop within ten seconds; a lost
    /// one has nothing to tidy that counts.
    var patience: Duration {
        switch self {
        case .cancelled: .seconds(5)
        case .released: .seconds(3)
        case .lost: .zero
        }
    }
}
