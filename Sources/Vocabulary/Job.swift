public import FoundationEssentials

/// Where a job stands. The first five are live, the rest final.
public enum JobState: String, Hashable, Sendable, Codable, CaseIterable {
    /// Waits for other jobs.
    case blocked
    /// Waits for its time, as after a failure that is retried later.
    case scheduled
    /// May be claimed.
    case ready
    /// A person paused it: nobody claims it until it is resumed.
    case paused
    /// A worker holds its lease.
    case running
    /// Ended with a result.
    case done
    /// Ended with a failure that is its result.
    case failed
    /// Ended by a person.
    case cancelled
    /// Given up after too many lost workers.
    case dead

    /// Whether nothing will change any more.
    public var isFinal: Bool {
        switch self {
        case .blocked, .scheduled, .ready, .paused, .running: false
        case .done, .failed, .cancelled, .dead: true
        }
    }
}

/// How urgent a job is compared with the others: it is served as if it had been submitted that much earlier, so that
/// nothing waits for ever behind a stream of urgent work.
public struct Priority: Hashable, Sendable {
    /// From −100 (last) over 0 to 100 (first).
    public let level: Int

    /// The levels.
    public static let range = -100...100
    /// What a job has unless asked otherwise.
    public static let normal = Priority(unchecked: 0)

    private init(unchecked level: Int) { self.level = level }

    /// A priority; `nil` outside ``range``.
    public init?(_ level: Int) {
        guard Self.range.contains(level) else { return nil }
        self.level = level
    }

    /// By how many milliseconds the job is served earlier: one level is worth one minute of waiting.
    public var advanceMilliseconds: Int64 { Int64(level) * 60_000 }
}

/// The queue's entry that will produce a run.
public struct Job: Hashable, Sendable, Codable {
    /// Its number.
    public let id: JobID
    /// The run that it fills.
    public let run: RunID
    /// The sweep that it came with.
    public let sweep: SweepID?
    /// What to do.
    public let configuration: RunConfiguration
    /// Where it stands.
    public let state: JobState
    /// −100…100.
    public let priority: Int
    /// The number of the latest attempt; 0 before the first.
    public let attempts: Int32
    /// Attempts that ended in a failure of their own.
    public let failures: Int
    /// Attempts whose worker was lost.
    public let losses: Int
    /// Whether a person asked to cancel it while it runs.
    public let cancelRequested: Bool
    /// Whether a person asked to pause it while it runs; absent where the coordinator is too old to know.
    public let pauseRequested: Bool?
    /// Why it has less than was asked for though nothing failed, as when a search stopped it.
    public let endReason: String?
    /// Share done, 0…1, of the running attempt.
    public let progress: Double?
    /// Who holds it.
    public let worker: WorkerID?
    /// When it was submitted.
    public let createdAt: Date
    /// When it may run, while it is scheduled.
    public let runsAt: Date?
    /// When it ended.
    public let finishedAt: Date?
    /// Why it failed, where it did.
    public let failure: AttemptFailure?
    /// How long an attempt will take, as estimated when it was submitted; absent without an earlier one to go by.
    public let estimate: AttemptEstimate?
    /// What its submitter should know, in sentences; only in the answer to submitting, and absent where there is nothing.
    public var warnings: [String]?

    /// Describes a job.
    public init(
        id: JobID, run: RunID, sweep: SweepID?, configuration: RunConfiguration, state: JobState, priority: Int,
        attempts: Int32, failures: Int, losses: Int, cancelRequested: Bool, progress: Double?, worker: WorkerID?,
        createdAt: Date, runsAt: Date?, finishedAt: Date?, failure: AttemptFailure?,
        estimate: AttemptEstimate? = nil, pauseRequested: Bool? = false, endReason: String? = nil
    ) {
        self.pauseRequested = pauseRequested
        self.endReason = endReason
        self.id = id
        self.run = run
        self.sweep = sweep
        self.configuration = configuration
        self.state = state
        self.priority = priority
        self.attempts = attempts
        self.failures = failures
        self.losses = losses
        self.cancelRequested = cancelRequested
        self.progress = progress
        self.worker = worker
        self.createdAt = createdAt
        self.runsAt = runsAt
        self.finishedAt = finishedAt
        self.failure = failure
        self.estimate = estimate
    }

    enum CodingKeys: String, CodingKey {
        case id, run, sweep, configuration, state, priority, attempts, failures, losses, progress, worker, failure
        case estimate, warnings
        case cancelRequested = "cancel_requested"
        case pauseRequested = "pause_requested"
        case endReason = "end_reason"
        case createdAt = "created_at"
        case runsAt = "runs_at"
        case finishedAt = "finished_at"
    }
}
