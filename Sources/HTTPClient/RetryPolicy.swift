/// When a request is sent again, as a value: exponential back-off with full jitter (a delay drawn evenly from zero to a ceiling that
/// doubles; Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog 2015: the least total work of the variants compared there).
public struct RetryPolicy: Sendable, Hashable {
    /// How often a request is sent at most, the first time included.
    public var maximumTries: Int
    /// The ceiling of the first delay.
    public var firstCeiling: Duration
    /// The ceiling that is never exceeded.
    public var largestCeiling: Duration
    /// A server that asks for a longer pause than this is given up.
    public var longestRetryAfter: Duration

    /// A policy.
    public init(
        maximumTries: Int = 5, firstCeiling: Duration = .milliseconds(200), largestCeiling: Duration = .seconds(10),
        longestRetryAfter: Duration = .seconds(60)
    ) {
        self.maximumTries = maximumTries
        self.firstCeiling = firstCeiling
        self.largestCeiling = largestCeiling
        self.longestRetryAfter = longestRetryAfter
    }

    /// Never twice.
    public static let never = RetryPolicy(maximumTries: 1)

    /// How a try ended.
    public enum Outcome: Sendable, Hashable {
        /// Without an answer.
        case failure(HTTPError)
        /// With an answer, which may ask for a pause.
        case answer(status: Int, retryAfter: Duration?)
    }

    /// What to do now.
    public enum Decision: Sendable, Hashable {
        /// The outcome stands.
        case accept
        /// Wait, then send again.
        case retry(after: Duration)
    }

    /// What to do after a try.
    ///
    /// - Parameters:
    ///   - tries: How often the request was sent, from 1.
    ///   - outcome: How the last try ended.
    ///   - isRepeatable: Whether sending twice has one effect. Other requests are sent again only when the server surely saw nothing.
    ///   - generator: Where the jitter comes from.
    public func decision(
        after tries: Int, outcome: Outcome, isRepeatable: Bool, using generator: inout some RandomNumberGenerator
    ) -> Decision {
        guard tries < maximumTries else { return .accept }
        switch outcome {
        case .failure(let error):
            guard error.mayPassWhenRetried, isRepeatable || error.isSurelyUnsent else { return .accept }
            return .retry(after: delay(after: tries, using: &generator))
        case .answer(let status, let retryAfter):
            guard isRepeatable, Self.temporaryStatuses.contains(status) else { return .accept }
            if let retryAfter, retryAfter > longestRetryAfter { return .accept }
            return .retry(after: (retryAfter ?? .zero) + delay(after: tries, using: &generator))
        }
    }

    /// A delay drawn evenly from zero to ``ceiling(after:)``.
    public func delay(after tries: Int, using generator: inout some RandomNumberGenerator) -> Duration {
        ceiling(after: tries) * Double.random(in: 0...1, using: &generator)
    }

    /// The longest delay after that many tries: `firstCeiling · 2^(tries − 1)`, at most ``largestCeiling``.
    public func ceiling(after tries: Int) -> Duration {
        // 2^30 first ceilings are beyond any largest one; the bound keeps the product finite.
        min(largestCeiling, firstCeiling * (1 << min(max(tries - 1, 0), 30)))
    }

    /// Request Timeout, Too Many Requests, Bad Gateway, Service Unavailable, Gateway Timeout: the same request may pass later.
    public static let temporaryStatuses: Set<Int> = [408, 429, 502, 503, 504]
}

extension HTTPResponse {
    /// The pause that the server asks for in `Retry-After`, where it says seconds; its form with a date is not used here.
    public var retryAfter: Duration? {
        headers["Retry-After"].flatMap { Int64($0) }.flatMap { (0...86_400).contains($0) ? .seconds($0) : nil }
    }
}
