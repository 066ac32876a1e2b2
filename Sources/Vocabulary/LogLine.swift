public import FoundationEssentials

/// One line of a job's log: `GET /api/v1/jobs/{id}/log?after=<position>`.
public struct LogLine: Hashable, Sendable, Codable {
    /// Rises over all lines of the job; pass the last one as `after`.
    public let position: Int64
    /// The attempt that said it.
    public let attempt: Int32
    /// When it was stored.
    public let storedAt: Date
    /// How important it is.
    public let level: RunnerEvent.LogLevel
    /// What was said.
    public let message: String

    /// A line.
    public init(position: Int64, attempt: Int32, storedAt: Date, level: RunnerEvent.LogLevel, message: String) {
        self.position = position
        self.attempt = attempt
        self.storedAt = storedAt
        self.level = level
        self.message = message
    }

    enum CodingKeys: String, CodingKey {
        case position, attempt, level, message
        case storedAt = "stored_at"
    }
}
