public import Vocabulary

/// When a failed attempt is followed by another: exponential back-off with jitter, and not at all where a retry cannot help.
public struct RetryPolicy: Hashable, Sendable {
    /// The pause before the second attempt, seconds.
    public let baseSeconds: Double
    /// The longest pause, seconds.
    public let capSeconds: Double

    /// A policy; by default 2 s, doubling up to 5 minutes.
    public init(baseSeconds: Double = 2, capSeconds: Double = 300) {
        self.baseSeconds = baseSeconds
        self.capSeconds = capSeconds
    }

    /// What the ledger is told: it knows the number of failures, the policy does not.
    public enum Decision: Hashable, Sendable {
        /// The failure is the result.
        case never
        /// After `min(cap, base × 2^failures) × jitter` seconds, while failures are left.
        case backOff(baseSeconds: Double, capSeconds: Double, jitter: Double)

        /// The pause in seconds after so many earlier failures; `nil` without a retry.
        public func pauseSeconds(afterFailures failures: Int) -> Double? {
            guard case .backOff(let base, let cap, let jitter) = self else { return nil }
            var pause = base
            var left = failures
            while left > 0, pause < cap {
                pause *= 2
                left -= 1
            }
            return min(cap, pause) * jitter
        }
    }

    /// Decides about a failure; the jitter is drawn from ½…1, so that jobs that failed together do not return together.
    public func decision(
        about failure: AttemptFailure, using generator: inout some RandomNumberGenerator
    ) -> Decision {
        guard failure.code.mayPassWhenRetried else { return .never }
        return .backOff(
            baseSeconds: baseSeconds, capSeconds: capSeconds, jitter: Double.random(in: 0.5...1, using: &generator))
    }
}
