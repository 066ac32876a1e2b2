/// The identity of one worker's try at a job; every write for the try names it, so that a stale try writes nothing.
public struct AttemptID: Hashable, Sendable, Codable {
    /// The job.
    public let job: JobID
    /// The number of the try, from 1, rising with every claim: the fencing token.
    public let number: Int32

    /// Names a try.
    public init(job: JobID, number: Int32) {
        self.job = job
        self.number = number
    }

    enum CodingKeys: String, CodingKey {
        case job
        case number = "attempt"
    }
}

/// The right to write for an attempt until it expires; the coordinator gives it with a claim and extends it with a heartbeat.
public struct Lease: Hashable, Sendable, Codable {
    /// The attempt.
    public let attempt: AttemptID
    /// The run that the attempt fills.
    public let run: RunID
    /// What to do.
    public let configuration: RunConfiguration
    /// The most memory that the runner may take, in MiB; absent: what the agent gives an attempt.
    public let memoryMiB: Int?
    /// The longest that the attempt may take altogether, in seconds.
    public let timeLimitSeconds: Int
    /// Seconds from now, by the database's clock, until the lease expires unless a heartbeat extends it.
    public let leaseSeconds: Double
    /// Where an earlier attempt at the job stood; absent: begin at the beginning.
    public let checkpoint: StoredCheckpoint?
    /// When the money of a training with a most cost ends; absent where it has none.
    public let costLimit: CostLimit?

    /// Grants a lease.
    public init(
        attempt: AttemptID, run: RunID, configuration: RunConfiguration, memoryMiB: Int?, timeLimitSeconds: Int,
        leaseSeconds: Double, checkpoint: StoredCheckpoint? = nil, costLimit: CostLimit? = nil
    ) {
        self.attempt = attempt
        self.run = run
        self.configuration = configuration
        self.memoryMiB = memoryMiB
        self.timeLimitSeconds = timeLimitSeconds
        self.leaseSeconds = leaseSeconds
        self.checkpoint = checkpoint
        self.costLimit = costLimit
    }

    /// The same for at most these seconds.
    public func limited(to limit: CostLimit) -> Lease {
        Lease(
            attempt: attempt, run: run, configuration: configuration, memoryMiB: memoryMiB,
            timeLimitSeconds: Int(min(Double(timeLimitSeconds), limit.seconds.rounded(.up))),
            leaseSeconds: leaseSeconds,
            checkpoint: checkpoint, costLimit: limit)
    }

    enum CodingKeys: String, CodingKey {
        case attempt, run, configuration, checkpoint
        case memoryMiB = "memory_mib"
        case timeLimitSeconds = "time_limit_seconds"
        case leaseSeconds = "lease_seconds"
        case costLimit = "cost_limit"
    }
}
