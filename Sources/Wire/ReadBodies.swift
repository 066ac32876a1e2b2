public import Foundation
public import Vocabulary

/// One page of a listing; `next_cursor` is absent on the last one.
public struct Page<Item: Codable & Sendable & Hashable>: Hashable, Sendable, Codable {
    /// The things.
    public let items: [Item]
    /// What to pass as `cursor` for the next page; opaque.
    public let nextCursor: String?

    /// A page.
    public init(items: [Item], nextCursor: String? = nil) {
        self.items = items
        self.nextCursor = nextCursor
    }

    enum CodingKeys: String, CodingKey {
        case items
        case nextCursor = "next_cursor"
    }
}

/// `GET /api/v1/runs/{id}`: a run with the facts that its attempt recorded.
public struct RunDetail: Hashable, Sendable, Codable {
    /// The run.
    public let run: Run
    /// The attempt whose result counts; absent until there is one.
    public let attempt: AttemptID?
    /// Machine, engine and protocol facts of that attempt.
    public let facts: JSONValue?
    /// What could not be measured and why, by metric.
    public let absent: [String: String]
    /// The sample series that there are; fetch their values from `/samples`.
    public let series: [SeriesHead]
    /// Every try.
    public let attempts: [Attempt]
    /// Its files.
    public let artifacts: [StoredArtifact]
    /// The runs whose files it used.
    public let parents: [RunRelative]
    /// The runs that used its files, the first thousand.
    public let children: [RunRelative]

    /// The name, unit and length of a sample series.
    public struct SeriesHead: Hashable, Sendable, Codable {
        /// What was sampled.
        public let name: String
        /// The unit.
        public let unit: String
        /// How many.
        public let count: Int

        /// A head.
        public init(name: String, unit: String, count: Int) {
            self.name = name
            self.unit = unit
            self.count = count
        }
    }

    /// A run, whole.
    public init(
        run: Run, attempt: AttemptID?, facts: JSONValue?, absent: [String: String], series: [SeriesHead],
        attempts: [Attempt], artifacts: [StoredArtifact] = [], parents: [RunRelative] = [],
        children: [RunRelative] = []
    ) {
        self.run = run
        self.attempt = attempt
        self.facts = facts
        self.absent = absent
        self.series = series
        self.attempts = attempts
        self.artifacts = artifacts
        self.parents = parents
        self.children = children
    }

    /// Decodes a run; files and relatives may be absent, as coordinators of before them answer.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        run = try container.decode(Run.self, forKey: .run)
        attempt = try container.decodeIfPresent(AttemptID.self, forKey: .attempt)
        facts = try container.decodeIfPresent(JSONValue.self, forKey: .facts)
        absent = try container.decode([String: String].self, forKey: .absent)
        series = try container.decode([SeriesHead].self, forKey: .series)
        attempts = try container.decode([Attempt].self, forKey: .attempts)
        artifacts = try container.decodeIfPresent([StoredArtifact].self, forKey: .artifacts) ?? []
        parents = try container.decodeIfPresent([RunRelative].self, forKey: .parents) ?? []
        children = try container.decodeIfPresent([RunRelative].self, forKey: .children) ?? []
    }
}

/// `GET /api/v1/jobs/{id}/explanation`: why a job does not run, or that it does.
public struct Explanation: Hashable, Sendable, Codable {
    /// The job's state.
    public let state: JobState
    /// One sentence for a person.
    public let summary: String
    /// For a ready job: each live worker and what it lacks; an empty list means that it could take the job.
    public let workers: [WorkerFit]

    /// How a worker fits.
    public struct WorkerFit: Hashable, Sendable, Codable {
        /// The worker's name.
        public let worker: String
        /// What it lacks, in words.
        public let lacks: [String]

        /// A fit.
        public init(worker: String, lacks: [String]) {
            self.worker = worker
            self.lacks = lacks
        }
    }

    /// An explanation.
    public init(state: JobState, summary: String, workers: [WorkerFit]) {
        self.state = state
        self.summary = summary
        self.workers = workers
    }
}

/// A stored file.
public struct StoredFile: Hashable, Sendable, Codable {
    /// The SHA-256 of its bytes, 64 lower-case hexadecimal digits.
    public let sha256: String
    /// Its size in bytes.
    public let byteCount: Int64
    /// The name that it was stored under first.
    public let name: String

    /// A file.
    public init(sha256: String, byteCount: Int64, name: String) {
        self.sha256 = sha256
        self.byteCount = byteCount
        self.name = name
    }

    enum CodingKeys: String, CodingKey {
        case sha256, name
        case byteCount = "byte_count"
    }
}

/// A token as the coordinator lists it: never the secret.
public struct TokenHead: Hashable, Sendable, Codable {
    /// Its number.
    public let id: Int64
    /// What it was made for.
    public let name: String
    /// What its holder may do.
    public let role: Role
    /// When it was made.
    public let createdAt: Date

    /// A token's head.
    public init(id: Int64, name: String, role: Role, createdAt: Date) {
        self.id = id
        self.name = name
        self.role = role
        self.createdAt = createdAt
    }

    enum CodingKeys: String, CodingKey {
        case id, name, role
        case createdAt = "created_at"
    }
}

/// `POST /api/v1/tokens` answers with the secret, this once.
public struct CreatedToken: Hashable, Sendable, Codable {
    /// Its head.
    public let token: TokenHead
    /// The secret to send as `Authorization: Bearer …`; it is stored nowhere.
    public let secret: String

    /// A new token.
    public init(token: TokenHead, secret: String) {
        self.token = token
        self.secret = secret
    }
}
