public import FoundationEssentials

/// Where a run stands, in MLflow's words.
public enum RunStatus: String, Hashable, Sendable, Codable, CaseIterable {
    /// Its job waits.
    case scheduled
    /// An attempt fills it, or a client logs into it.
    case running
    /// It ended with a result.
    case finished
    /// It ended with a failure.
    case failed
    /// It was cancelled.
    case killed
}

/// One measured or trained thing.
public struct Run: Hashable, Sendable, Codable {
    /// Its identity.
    public let id: RunID
    /// The experiment that it belongs to.
    public let experiment: ExperimentID
    /// A name for people.
    public let name: String
    /// Where it stands.
    public let status: RunStatus
    /// Whether it is in use or in the bin.
    public let lifecycleStage: LifecycleStage
    /// The job that fills it; absent for runs that a client logs.
    public let job: JobID?
    /// The sweep that it came with.
    public let sweep: SweepID?
    /// What it measures; absent for runs that a client logs.
    public let configuration: RunConfiguration?
    /// When it was created.
    public let createdAt: Date
    /// When its attempt began.
    public let startedAt: Date?
    /// When it ended.
    public let endedAt: Date?
    /// Why it has less than was asked for though nothing failed, as when a search stopped it; absent for most.
    public let endReason: String?
    /// Why it failed.
    public let failure: AttemptFailure?
    /// Parameters as text, as MLflow has them.
    public let parameters: [String: String]
    /// Tags.
    public let tags: [String: String]
    /// The latest value of each metric; see ``MetricName`` for units.
    public let metrics: [String: WireNumber]

    /// Describes a run.
    public init(
        id: RunID, experiment: ExperimentID, name: String, status: RunStatus, lifecycleStage: LifecycleStage,
        job: JobID?, sweep: SweepID?, configuration: RunConfiguration?, createdAt: Date, startedAt: Date?,
        endedAt: Date?, failure: AttemptFailure?, parameters: [String: String], tags: [String: String],
        metrics: [String: WireNumber], endReason: String? = nil
    ) {
        self.endReason = endReason
        self.id = id
        self.experiment = experiment
        self.name = name
        self.status = status
        self.lifecycleStage = lifecycleStage
        self.job = job
        self.sweep = sweep
        self.configuration = configuration
        self.createdAt = createdAt
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.failure = failure
        self.parameters = parameters
        self.tags = tags
        self.metrics = metrics
    }

    enum CodingKeys: String, CodingKey {
        case id, experiment, name, status, job, sweep, configuration, failure, parameters, tags, metrics
        case lifecycleStage = "lifecycle_stage"
        case createdAt = "created_at"
        case startedAt = "started_at"
        case endedAt = "ended_at"
        case endReason = "end_reason"
    }
}
