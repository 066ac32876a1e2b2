/// A job without an engine, for proving queue, agent and limits.
public struct SelftestConfiguration: Hashable, Sendable {
    /// How the runner ends.
    public enum Outcome: String, Hashable, Sendable, Codable, CaseIterable {
        /// With a result.
        case finish
        /// With a failure that a retry cannot mend.
        case fail
        /// With a failure that a retry may mend.
        case failRetryable = "fail_retryable"
        /// By a signal, as a fault in a native library does.
        case crash
        /// Never: it ignores the polite signal and must be killed.
        case hang
        /// By taking memory until something stops it.
        case exhaustMemory = "exhaust_memory"
    }

    /// How the runner ends.
    public let outcome: Outcome
    /// How long it works before it ends, in seconds; 0…3600.
    public let seconds: Double

    /// How many checkpoints it writes, evenly over ``seconds``; the step of each is the milliseconds worked. With any, it goes on from an
    /// earlier attempt's checkpoint, writes one more when it is told to stop, and its result has a file. 0…1000.
    public let checkpoints: Int

    /// The values of ``checkpoints``.
    public static let checkpointRange = 0...1000

    /// A configuration within its range.
    ///
    /// - Throws: ``InvalidInput`` about `seconds` or `checkpoints`.
    public init(outcome: Outcome = .finish, seconds: Double = 0, checkpoints: Int = 0) throws(InvalidInput) {
        guard Self.checkpointRange.contains(checkpoints) else {
            throw InvalidInput(
                field: "checkpoints", expected: "a whole number from 0 to 1000", received: String(checkpoints))
        }
        guard (0...3600).contains(seconds) else {
            throw InvalidInput(field: "seconds", expected: "a number from 0 to 3600", received: String(seconds))
        }
        self.outcome = outcome
        self.seconds = seconds
        self.checkpoints = checkpoints
    }
}
