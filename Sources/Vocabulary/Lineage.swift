/// What a run took from another one.
public enum LineageRelation: String, Hashable, Sendable, Codable, CaseIterable {
    /// The network that it is about.
    case model
    /// The weights that it began with.
    case weights
}

/// The other end of a run's lineage: a parent whose file it used, or a child that used one of its files.
public struct RunRelative: Hashable, Sendable, Codable {
    /// The other run.
    public let run: RunID
    /// Its name.
    public let name: String
    /// What was taken.
    public let relation: LineageRelation

    /// Names a relative.
    public init(run: RunID, name: String, relation: LineageRelation) {
        self.run = run
        self.name = name
        self.relation = relation
    }
}
