/// A list of raw samples that a runner took, kept whole: none is dropped as an outlier.
public struct SampleSeries: Hashable, Sendable, Codable {
    /// What was sampled, as `latency`.
    public let name: String
    /// The unit of every value, as `ms`.
    public let unit: String
    /// The values in the order in which they were taken; Float32 keeps 7 digits, a clock's noise is far above that.
    public let values: [Float]

    /// A list of samples.
    public init(name: String, unit: String, values: [Float]) {
        self.name = name
        self.unit = unit
        self.values = values
    }
}

/// What an attempt measured: it becomes the run's content when, and only when, the attempt's finish is accepted.
public struct RunResult: Hashable, Sendable, Codable {
    /// Measured numbers.
    public let metrics: [Metric]
    /// Raw samples.
    public let samples: [SampleSeries]
    /// Short texts about the run, as `grade` → `A` or `precision_executed` → `bf16`.
    public let tags: [String: String]
    /// Machine, engine and protocol facts, as JSON.
    public let facts: JSONValue
    /// What could not be measured and why, by the name of the metric.
    public let absent: [String: String]
    /// Files that were made, as a model.
    public let artifacts: [RunArtifact]

    /// Gathers a result.
    public init(
        metrics: [Metric], samples: [SampleSeries] = [], tags: [String: String] = [:], facts: JSONValue = [:],
        absent: [String: String] = [:], artifacts: [RunArtifact] = []
    ) {
        self.metrics = metrics
        self.samples = samples
        self.tags = tags
        self.facts = facts
        self.absent = absent
        self.artifacts = artifacts
    }

    /// Decodes a result; `artifacts` may be absent, as runners of before them write it.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        metrics = try container.decode([Metric].self, forKey: .metrics)
        samples = try container.decode([SampleSeries].self, forKey: .samples)
        tags = try container.decode([String: String].self, forKey: .tags)
        facts = try container.decode(JSONValue.self, forKey: .facts)
        absent = try container.decode([String: String].self, forKey: .absent)
        artifacts = try container.decodeIfPresent([RunArtifact].self, forKey: .artifacts) ?? []
    }
}
