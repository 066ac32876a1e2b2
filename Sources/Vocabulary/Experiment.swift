public import FoundationEssentials

/// A named collection of runs.
public struct Experiment: Hashable, Sendable, Codable {
    /// Its number.
    public let id: ExperimentID
    /// Its name, unique also among deleted ones; 1…500 characters.
    public let name: String
    /// Whether it is active or deleted.
    public let lifecycleStage: LifecycleStage
    /// When it was created.
    public let createdAt: Date
    /// When it or its tags last changed.
    public let updatedAt: Date
    /// Its tags.
    public let tags: [String: String]

    /// Describes an experiment.
    public init(
        id: ExperimentID, name: String, lifecycleStage: LifecycleStage, createdAt: Date, updatedAt: Date,
        tags: [String: String]
    ) {
        self.id = id
        self.name = name
        self.lifecycleStage = lifecycleStage
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.tags = tags
    }

    enum CodingKeys: String, CodingKey {
        case id, name, tags
        case lifecycleStage = "lifecycle_stage"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
    }
}

/// Whether an experiment or a run is in use or in the bin (MLflow's words).
public enum LifecycleStage: String, Hashable, Sendable, Codable, CaseIterable {
    /// In use.
    case active
    /// In the bin: readable, refuses writes, can be restored.
    case deleted
}
