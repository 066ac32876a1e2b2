public import FoundationEssentials

/// What is true of the queue as a whole.
public struct QueueState: Hashable, Sendable, Codable {
    /// Since when no job is handed out; absent while jobs are.
    public let pausedAt: Date?
    /// Jobs that wait for money or for others.
    public let blocked: Int
    /// Jobs that wait for their time.
    public let scheduled: Int
    /// Jobs that may be claimed.
    public let ready: Int
    /// Jobs that a person paused.
    public let paused: Int
    /// Jobs that run.
    public let running: Int

    /// Describes a queue.
    public init(pausedAt: Date?, blocked: Int, scheduled: Int, ready: Int, paused: Int, running: Int) {
        self.pausedAt = pausedAt
        self.blocked = blocked
        self.scheduled = scheduled
        self.ready = ready
        self.paused = paused
        self.running = running
    }

    enum CodingKeys: String, CodingKey {
        case blocked, scheduled, ready, paused, running
        case pausedAt = "paused_at"
    }
}
