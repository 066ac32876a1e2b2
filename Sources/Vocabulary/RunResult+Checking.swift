extension RunResult {
    /// The most series that a result may have.
    public static let maximumSeries = 100
    /// The most metrics that a result may have.
    public static let maximumMetrics = 100_000

    /// Checks what a runner measured before it is stored.
    ///
    /// - Throws: ``InvalidInput`` that names each metric, series, tag or fact that cannot be stored.
    public func check() throws(InvalidInput) {
        var complaints: [InvalidField] = []
        if metrics.count > Self.maximumMetrics {
            complaints.append(InvalidField(field: "metrics", expected: "at most \(Self.maximumMetrics)"))
        }
        for (index, metric) in metrics.prefix(Self.maximumMetrics).enumerated() where !metric.key.isPlain(atMost: 250) {
            complaints.append(
                InvalidField(field: "metrics[\(index)].key", expected: Metric.keyExpectation, received: metric.key))
        }
        var names: Set<String> = []
        for (index, series) in samples.enumerated()
        where !series.name.isPlain(atMost: 250) || !series.unit.isPlain(atMost: 50)
            || !names.insert(series.name).inserted
            || index >= Self.maximumSeries
        {
            complaints.append(
                InvalidField(
                    field: "samples[\(index)]",
                    expected: "one of at most \(Self.maximumSeries) series, each with a name of its own and a unit",
                    received: series.name))
        }
        for (place, texts) in [("tags", tags), ("absent", absent)] {
            for (key, value) in texts where !key.isPlain(atMost: 250) || !value.isStorable(atMost: 8000) {
                complaints.append(
                    InvalidField(
                        field: "\(place).\(key)",
                        expected: "text of at most 8000 characters without NUL under a plain name"))
            }
        }
        if facts.containsNUL {
            complaints.append(InvalidField(field: "facts", expected: "JSON without NUL in its texts"))
        }
        complaints += artifactComplaints()
        if !complaints.isEmpty { throw InvalidInput(Array(complaints.prefix(20))) }
    }
}

extension RunResult {
    private func artifactComplaints() -> [InvalidField] {
        if artifacts.count > RunArtifact.maximumCount {
            return [
                InvalidField(
                    field: "artifacts", expected: "at most \(RunArtifact.maximumCount)", received: "\(artifacts.count)")
            ]
        }
        var names: Set<ArtifactName> = []
        return artifacts.enumerated().compactMap { index, artifact in
            let isFree = names.allSatisfy {
                $0 != artifact.name && !$0.isFolder(of: artifact.name) && !artifact.name.isFolder(of: $0)
            }
            names.insert(artifact.name)
            guard !isFree else { return nil }
            return InvalidField(
                field: "artifacts[\(index)].name", expected: "a name of its own that is no folder of another",
                received: artifact.name.description)
        }
    }
}

extension Metric {
    /// What a metric's key looks like.
    public static let keyExpectation = "text of 1 to 250 characters without control characters"
}

extension JSONValue {
    /// Whether some text or name in it has the character that Postgres' jsonb cannot hold.
    var containsNUL: Bool {
        switch self {
        case .null, .bool, .integer, .number: false
        case .string(let text): text.unicodeScalars.contains("\0")
        case .array(let items): items.contains(where: \.containsNUL)
        case .object(let members): members.contains { $0.key.unicodeScalars.contains("\0") || $0.value.containsNUL }
        }
    }
}
