public import FoundationEssentials

/// A file of a run as the coordinator keeps it: `GET /api/v1/runs/{id}/artifacts`.
public struct StoredArtifact: Hashable, Sendable, Codable {
    /// Its name in the run.
    public let name: ArtifactName
    /// What it is good for.
    public let kind: ArtifactKind
    /// The SHA-256 of its bytes.
    public let sha256: String
    /// Its size in bytes.
    public let byteCount: Int64
    /// The attempt that made it; absent for files that a client logs.
    public let attempt: Int32?
    /// The training step that it belongs to.
    public let step: Int64?
    /// When it was stored.
    public let createdAt: Date

    /// Describes a file.
    public init(
        name: ArtifactName, kind: ArtifactKind, sha256: String, byteCount: Int64, attempt: Int32?, step: Int64?,
        createdAt: Date
    ) {
        self.name = name
        self.kind = kind
        self.sha256 = sha256
        self.byteCount = byteCount
        self.attempt = attempt
        self.step = step
        self.createdAt = createdAt
    }

    enum CodingKeys: String, CodingKey {
        case name, kind, sha256, attempt, step
        case byteCount = "byte_count"
        case createdAt = "created_at"
    }
}

/// The stored checkpoint that a new attempt goes on from.
public struct StoredCheckpoint: Hashable, Sendable, Codable {
    /// The SHA-256 of its bytes.
    public let sha256: String
    /// The step that it was taken at.
    public let step: Int64
    /// Its size in bytes.
    public let byteCount: Int64

    /// Describes a checkpoint.
    public init(sha256: String, step: Int64, byteCount: Int64) {
        self.sha256 = sha256
        self.step = step
        self.byteCount = byteCount
    }

    enum CodingKeys: String, CodingKey {
        case sha256, step
        case byteCount = "byte_count"
    }
}
