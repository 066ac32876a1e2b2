public import Foundation
public import Pricing
public import Vocabulary

/// What estimates of attempts go by, and what became of earlier estimates.
public protocol EstimateLedger: Sendable {
    /// How long attempts of the last 30 days took, for every group of at least five.
    func attemptDurations() async throws(LedgerError) -> [AttemptDurations]
    /// How long attempts ran on rented spot machines and whether they were lost, the newest first.
    func spotIntervals(limit: Int) async throws(LedgerError) -> [SpotInterval]
    /// Attempts with a result, a bill and an estimate, the newest first.
    func reconciled(since: Date?, kind: JobKind?, limit: Int) async throws(LedgerError) -> [ReconciledAttempt]
    /// The prices that estimates used: of each machine and price the newest estimate.
    func estimatePrices(since: Date?, limit: Int) async throws(LedgerError) -> [UsedPrice]
}

/// How long attempts of a group took.
public struct AttemptDurations: Hashable, Sendable {
    /// What they have in common.
    public let group: AttemptEstimate.Group
    /// How many there were.
    public let count: Int
    /// Seconds from claim to end.
    public let seconds: Quantiles<Double>

    /// Durations of a group.
    public init(group: AttemptEstimate.Group, count: Int, seconds: Quantiles<Double>) {
        self.group = group
        self.count = count
        self.seconds = seconds
    }
}

/// How long a machine was there for an attempt.
public struct SpotInterval: Hashable, Sendable {
    /// The machine.
    public let host: WorkerHost
    /// The interval; censored unless the attempt was lost.
    public let interval: UpInterval

    /// An interval.
    public init(host: WorkerHost, interval: UpInterval) {
        self.host = host
        self.interval = interval
    }
}

/// An estimate and what happened.
public struct ReconciledAttempt: Hashable, Sendable {
    /// The attempt.
    public let attempt: AttemptID
    /// The run that it filled.
    public let run: RunID
    /// What it did.
    public let kind: JobKind
    /// From claim to end, in seconds.
    public let seconds: Double
    /// The price when it was claimed.
    public let rate: HostRate
    /// What it added to the bill.
    public let marginal: Money
    /// What it cost altogether; absent where that was not known.
    public let full: Money?
    /// When it ended.
    public let endedAt: Date
    /// What was estimated when its job was submitted.
    public let estimate: AttemptEstimate

    /// An estimate and what happened.
    public init(
        attempt: AttemptID, run: RunID, kind: JobKind, seconds: Double, rate: HostRate, marginal: Money, full: Money?,
        endedAt: Date, estimate: AttemptEstimate
    ) {
        self.attempt = attempt
        self.run = run
        self.kind = kind
        self.seconds = seconds
        self.rate = rate
        self.marginal = marginal
        self.full = full
        self.endedAt = endedAt
        self.estimate = estimate
    }

    /// The pair that intervals are judged by; nil for a later attempt, which may have begun at a checkpoint.
    public var pair: Reconciliation.Pair? {
        attempt.number == 1
            ? Reconciliation.Pair(raw: estimate.seconds, stated: estimate.stated, actual: seconds) : nil
    }
}

/// A price that estimates used.
public struct UsedPrice: Hashable, Sendable {
    /// The job of the newest estimate that used it.
    public let job: JobID
    /// That estimate.
    public let estimate: AttemptEstimate
    /// When it was made.
    public let estimatedAt: Date
    /// How many estimates used the price.
    public let count: Int

    /// A price.
    public init(job: JobID, estimate: AttemptEstimate, estimatedAt: Date, count: Int) {
        self.job = job
        self.estimate = estimate
        self.estimatedAt = estimatedAt
        self.count = count
    }
}
