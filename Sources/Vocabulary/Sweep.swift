public import FoundationEssentials

/// A grid of configurations that was submitted as one, and how far it is.
public struct Sweep: Hashable, Sendable, Codable {
    /// Its number.
    public let id: SweepID
    /// A name for people.
    public let name: String
    /// When it was submitted.
    public let createdAt: Date
    /// Jobs in all: the sum of the other counts.
    public let total: Int
    /// Jobs that wait, paused ones too.
    public let waiting: Int
    /// Jobs that run.
    public let running: Int
    /// Jobs that ended with a result.
    public let done: Int
    /// Jobs that ended with a failure (also for lost workers).
    public let failed: Int
    /// Jobs that were cancelled.
    public let cancelled: Int
    /// Of those that wait, the paused ones; absent where the coordinator is too old to know.
    public let paused: Int?
    /// Of those that are done, the ones that a search stopped early; absent where the coordinator is too old to know.
    public let stopped: Int?
    /// What its submitter should know, in sentences; only in the answer to submitting, and absent where there is nothing.
    public var warnings: [String]?

    /// Describes a sweep.
    public init(
        id: SweepID, name: String, createdAt: Date, total: Int, waiting: Int, running: Int, done: Int, failed: Int,
        cancelled: Int, paused: Int? = 0, stopped: Int? = 0
    ) {
        self.paused = paused
        self.stopped = stopped
        self.id = id
        self.name = name
        self.createdAt = createdAt
        self.total = total
        self.waiting = waiting
        self.running = running
        self.done = done
        self.failed = failed
        self.cancelled = cancelled
    }

    /// Whether every job has ended.
    public var isFinal: Bool { waiting == 0 && running == 0 }

    enum CodingKeys: String, CodingKey {
        case id, name, total, waiting, running, done, failed, cancelled, paused, stopped, warnings
        case createdAt = "created_at"
    }
}
