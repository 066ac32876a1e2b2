public import FoundationEssentials

/// What a worker offers: its runners, the memory that it gives an attempt, its labels.
public struct WorkerCapability: Hashable, Sendable, Codable {
    /// What each of its runners can do.
    public let runners: [RunnerDescription]
    /// Labels that its owner gave it, sorted.
    public let labels: [String]
    /// Memory for one attempt, in MiB.
    public let memoryMiB: Int
    /// Attempts at once.
    public let slots: Int

    /// States what is offered.
    public init(runners: [RunnerDescription], labels: [String] = [], memoryMiB: Int, slots: Int = 1) {
        self.runners = runners
        self.labels = Set(labels).sorted()
        self.memoryMiB = memoryMiB
        self.slots = slots
    }

    enum CodingKeys: String, CodingKey {
        case runners, labels, slots
        case memoryMiB = "memory_mib"
    }
}

/// An agent on a spare machine that asks for jobs.
public struct Worker: Hashable, Sendable, Codable {
    /// Its number.
    public let id: WorkerID
    /// The name that its owner gave it; unique. The same name registering again is the same worker.
    public let name: String
    /// What it offers.
    public let capability: WorkerCapability
    /// The machine that it runs on.
    public let machine: MachineFacts
    /// The agent's version.
    public let agentVersion: String
    /// When it first registered, by the database's clock.
    public let registeredAt: Date
    /// When it was last heard of, by the database's clock.
    public let lastSeenAt: Date
    /// How many attempts it holds now.
    public let runningAttempts: Int
    /// Whether it was heard of within ``liveWithin``.
    public let isLive: Bool
    /// Which machine it says it is, as ``WorkerHost`` writes it.
    public let host: String?
    /// What an hour of its machine costs; absent where that is unknown.
    public let rate: HostRate?
    /// Since when it gets no more jobs, because a person paused it; absent while it does.
    public let pausedAt: Date?

    /// A worker that was silent for longer than this, in seconds, is not counted on (three missed heartbeats).
    public static let liveWithin: TimeInterval = 45

    /// Describes a registered worker.
    public init(
        id: WorkerID, name: String, capability: WorkerCapability, machine: MachineFacts, agentVersion: String,
        registeredAt: Date, lastSeenAt: Date, runningAttempts: Int, isLive: Bool, host: String? = nil,
        rate: HostRate? = nil, pausedAt: Date? = nil
    ) {
        self.pausedAt = pausedAt
        self.host = host
        self.rate = rate
        self.id = id
        self.name = name
        self.capability = capability
        self.machine = machine
        self.agentVersion = agentVersion
        self.registeredAt = registeredAt
        self.lastSeenAt = lastSeenAt
        self.runningAttempts = runningAttempts
        self.isLive = isLive
    }

    enum CodingKeys: String, CodingKey {
        case id, name, capability, machine, host, rate
        case agentVersion = "agent_version"
        case registeredAt = "registered_at"
        case lastSeenAt = "last_seen_at"
        case runningAttempts = "running_attempts"
        case isLive = "live"
        case pausedAt = "paused_at"
    }
}
