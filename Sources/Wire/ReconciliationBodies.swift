public import Foundation
public import Vocabulary

/// The answer to `GET /api/v1/costs/reconciliation`.
public struct ReconciliationAnswer: Hashable, Sendable, Codable {
    /// How good estimates have been.
    public struct Summary: Hashable, Sendable, Codable {
        /// The kind of job; absent for all together.
        public let kind: JobKind?
        /// The kind of evidence of predicted request times; absent where attempts are meant.
        public let level: Provenance.Level?
        /// How many first attempts with an estimate and a bill.
        public let count: Int
        /// How many of them took a time within the stated interval.
        public let covered: Int
        /// The share of them; 0.8 is stated. Absent without any.
        public let coverage: Double?
        /// The 95 % interval of that share, Wilson's.
        public let coverageLow: Double?
        /// Its upper end.
        public let coverageHigh: Double?
        /// The median of actual over estimated time.
        public let medianRatio: Double?
        /// By what new estimates are widened; absent below 30.
        public let widening: Double?
        /// In words, as `n = 7, not yet calibrated`.
        public let summary: String

        /// A summary.
        public init(
            kind: JobKind?, level: Provenance.Level? = nil, count: Int, covered: Int, coverage: Double?,
            coverageInterval: ClosedRange<Double>?,
            medianRatio: Double?, widening: Double?, summary: String
        ) {
            self.kind = kind
            self.level = level
            self.count = count
            self.covered = covered
            self.coverage = coverage
            coverageLow = coverageInterval?.lowerBound
            coverageHigh = coverageInterval?.upperBound
            self.medianRatio = medianRatio
            self.widening = widening
            self.summary = summary
        }

        enum CodingKeys: String, CodingKey {
            case kind, level, covered, coverage, widening, summary
            case count = "n"
            case coverageLow = "coverage_low"
            case coverageHigh = "coverage_high"
            case medianRatio = "median_actual_over_estimate"
        }
    }

    /// The newest attempts, each with its estimate.
    public let items: [ReconciledRow]
    /// All kinds together.
    public let all: Summary
    /// By kind.
    public let kinds: [Summary]
    /// Predicted request times against later runs, by the kind of evidence, the best first.
    public let requests: [Summary]
    /// Which rules made ``requests``.
    public let requestsVersion: String
    /// Prices that have moved since an estimate used them.
    public let alerts: [PriceAlert]

    /// An answer.
    public init(
        items: [ReconciledRow], all: Summary, kinds: [Summary], requests: [Summary], requestsVersion: String,
        alerts: [PriceAlert]
    ) {
        self.items = items
        self.all = all
        self.kinds = kinds
        self.requests = requests
        self.requestsVersion = requestsVersion
        self.alerts = alerts
    }

    enum CodingKeys: String, CodingKey {
        case items, all, kinds, requests, alerts
        case requestsVersion = "requests_version"
    }
}

/// One attempt and what was estimated for it.
public struct ReconciledRow: Hashable, Sendable, Codable {
    /// The attempt.
    public let attempt: AttemptID
    /// The run that it filled.
    public let run: RunID
    /// What it did.
    public let kind: JobKind
    /// What it took, seconds.
    public let seconds: Double
    /// What was stated, seconds: widened already.
    public let estimatedSeconds: Quantiles<Double>
    /// Actual over the estimate's median.
    public let ratio: Double
    /// Whether it took a time within the stated interval.
    public let isCovered: Bool
    /// Whether it counts for the summary: later attempts may have begun at a checkpoint.
    public let counts: Bool
    /// The machine and its price when the attempt was claimed.
    public let rate: HostRate
    /// What it added to the bill.
    public let marginal: Money
    /// What it cost altogether.
    public let full: Money?
    /// What was estimated that it adds, on the dearest worker that could take it; absent where no price was known.
    public let estimatedMarginal: Quantiles<Money>?
    /// When it ended.
    public let endedAt: Date
    /// The estimate with all that went in.
    public let estimate: AttemptEstimate

    /// A row.
    public init(
        attempt: AttemptID, run: RunID, kind: JobKind, seconds: Double, rate: HostRate, marginal: Money, full: Money?,
        endedAt: Date, estimate: AttemptEstimate, counts: Bool
    ) {
        self.attempt = attempt
        self.run = run
        self.kind = kind
        self.seconds = seconds
        let stated = estimate.stated
        estimatedSeconds = stated
        ratio = seconds / stated.p50
        isCovered = stated.contains(seconds)
        self.counts = counts
        self.rate = rate
        self.marginal = marginal
        self.full = full
        do throws(InvalidInput) {
            estimatedMarginal = try stated.map { estimate.cost(ofSeconds: $0, .marginal) }
        } catch {
            estimatedMarginal = nil  // more seconds never cost less
        }
        self.endedAt = endedAt
        self.estimate = estimate
    }

    enum CodingKeys: String, CodingKey {
        case attempt, run, kind, seconds, ratio, counts, rate, estimate
        case estimatedSeconds = "estimated_seconds"
        case isCovered = "covered"
        case marginal = "marginal_usd"
        case full = "full_usd"
        case estimatedMarginal = "estimated_marginal_usd"
        case endedAt = "ended_at"
    }
}

/// A price that has moved since an estimate used it.
public struct PriceAlert: Hashable, Sendable, Codable {
    /// The job of the newest estimate that used it.
    public let job: JobID
    /// How many estimates used it.
    public let estimates: Int
    /// When the newest was made.
    public let estimatedAt: Date
    /// That estimate.
    public let estimate: AttemptEstimate
    /// The price that it used.
    public let before: HostRate
    /// The price now.
    public let now: HostRate
    /// Now over before.
    public let ratio: Double

    /// An alert.
    public init(
        job: JobID, estimates: Int, estimatedAt: Date, estimate: AttemptEstimate, before: HostRate, now: HostRate,
        ratio: Double
    ) {
        self.job = job
        self.estimates = estimates
        self.estimatedAt = estimatedAt
        self.estimate = estimate
        self.before = before
        self.now = now
        self.ratio = ratio
    }

    enum CodingKeys: String, CodingKey {
        case job, estimates, estimate, before, now, ratio
        case estimatedAt = "estimated_at"
    }
}
