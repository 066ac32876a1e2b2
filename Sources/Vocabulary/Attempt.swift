public import FoundationEssentials

/// How an attempt ended.
public enum AttemptOutcome: String, Hashable, Sendable, Codable, CaseIterable {
    /// With a result.
    case done
    /// With a failure.
    case failed
    /// Because a person cancelled the job.
    case cancelled
    /// Its lease expired.
    case lost
    /// The worker gave it back.
    case released
}

/// Why an attempt failed.
public struct AttemptFailure: Hashable, Sendable, Codable, Error {
    /// A short code that programs can act on.
    public let code: Code
    /// What happened and what can be done, for a person.
    public let message: String

    /// States a failure; the message is cut at 4,000 characters.
    public init(code: Code, message: String) {
        self.code = code
        self.message = String(message.prefix(4000))
    }

    /// The kinds of failure.
    public enum Code: String, Hashable, Sendable, Codable, CaseIterable {
        /// The machine or the engine cannot execute the precision by itself.
        case unsupportedPrecision = "unsupported_precision"
        /// The engine cannot do what the configuration says.
        case unsupported
        /// The model file is not one, or the engine cannot read it.
        case invalidModel = "invalid_model"
        /// It needed more memory than it was given.
        case outOfMemory = "out_of_memory"
        /// It took longer than its limit.
        case timeLimit = "time_limit"
        /// The runner died of a signal or broke the protocol.
        case crashed
        /// The agent could not start or feed the runner.
        case agent
        /// Something else, as the runner says.
        case failed
        /// Too many workers were lost with it.
        case workersLost = "workers_lost"

        /// Whether another attempt at the same configuration could end differently.
        public var mayPassWhenRetried: Bool {
            switch self {
            case .crashed, .agent, .failed: true
            case .unsupportedPrecision, .unsupported, .invalidModel, .outOfMemory, .timeLimit, .workersLost: false
            }
        }
    }
}

/// One worker's try at a job.
public struct Attempt: Hashable, Sendable, Codable {
    /// Which try of which job.
    public let id: AttemptID
    /// Who tried; absent when the worker was removed.
    public let worker: WorkerID?
    /// The worker's name.
    public let workerName: String?
    /// When it was claimed.
    public let startedAt: Date
    /// When it ended; absent while it runs.
    public let endedAt: Date?
    /// How it ended; absent while it runs.
    public let outcome: AttemptOutcome?
    /// Why it failed.
    public let failure: AttemptFailure?

    /// Describes a try.
    public init(
        id: AttemptID, worker: WorkerID?, workerName: String?, startedAt: Date, endedAt: Date?,
        outcome: AttemptOutcome?, failure: AttemptFailure?
    ) {
        self.id = id
        self.worker = worker
        self.workerName = workerName
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.outcome = outcome
        self.failure = failure
    }

    enum CodingKeys: String, CodingKey {
        case id, worker, outcome, failure
        case workerName = "worker_name"
        case startedAt = "started_at"
        case endedAt = "ended_at"
    }
}
