public import FoundationEssentials

/// What an hour of a machine costs while it works, marginal and full side by side, and who says so.
public struct HostRate: Hashable, Sendable, Codable {
    /// Which machine, as `device:attic` or `aws/g4dn.xlarge/us-east-1/spot`.
    public let host: String
    /// What an hour of work adds.
    public let marginal: Money
    /// What an hour costs altogether; at least ``marginal``. Absent where the machine's own price is not known.
    public let full: Money?
    /// The price's source and date, or the device's figures.
    public let source: String

    /// A price of an hour.
    ///
    /// - Throws: ``InvalidInput`` when the marginal price is negative or above the full one.
    public init(host: String, marginal: Money, full: Money?, source: String) throws(InvalidInput) {
        guard .zero <= marginal, full.map({ marginal <= $0 }) ?? true else {
            throw InvalidInput(
                field: "marginal", expected: "0 ≤ marginal ≤ full",
                received: "\(marginal) and \(full.map { "\($0)" } ?? "nothing")")
        }
        self.host = host
        self.marginal = marginal
        self.full = full
        self.source = source
    }

    enum CodingKeys: String, CodingKey {
        case host, source
        case marginal = "marginal_usd_per_hour"
        case full = "full_usd_per_hour"
    }
}

/// What an attempt really cost: its time at the price of its claim. Only attempts on machines whose price was known have one.
public struct Bill: Hashable, Sendable, Codable {
    /// The attempt.
    public let attempt: AttemptID
    /// The run that it filled.
    public let run: RunID
    /// How the attempt ended.
    public let outcome: AttemptOutcome
    /// From claim to end, in seconds by the database's clock.
    public let seconds: Double
    /// The price when it was claimed.
    public let rate: HostRate
    /// What the attempt added.
    public let marginal: Money
    /// What it cost altogether; absent where the machine's full price was not known.
    public let full: Money?
    /// What the estimate at submission gave the attempt with probability 0.9, in seconds; absent without an estimate.
    public let estimatedSeconds90: Double?
    /// When the attempt ended.
    public let endedAt: Date

    /// States a bill.
    public init(
        attempt: AttemptID, run: RunID, outcome: AttemptOutcome, seconds: Double, rate: HostRate, marginal: Money,
        full: Money?, estimatedSeconds90: Double?, endedAt: Date
    ) {
        self.attempt = attempt
        self.run = run
        self.outcome = outcome
        self.seconds = seconds
        self.rate = rate
        self.marginal = marginal
        self.full = full
        self.estimatedSeconds90 = estimatedSeconds90
        self.endedAt = endedAt
    }

    enum CodingKeys: String, CodingKey {
        case attempt, run, outcome, seconds, rate
        case marginal = "marginal_usd"
        case full = "full_usd"
        case estimatedSeconds90 = "estimated_seconds_p90"
        case endedAt = "ended_at"
    }
}
