/// What a runner writes to an agent: one JSON object a line on standard output, each with a `type`. The last one is a result or a
/// failure. Standard error is for people and ends up in the attempt's log.
public enum RunnerEvent: Hashable, Sendable {
    /// Share done, 0…1, and what is being done.
    case progress(fraction: Double, stage: String)
    /// A number while the work goes on, as a training loss.
    case metric(Metric)
    /// A line for the attempt's log.
    case log(level: LogLevel, message: String)
    /// A file that is ready while the work goes on, as a checkpoint.
    case artifact(RunArtifact)
    /// The end: what was measured.
    case result(RunResult)
    /// The end: why nothing was measured.
    case failure(AttemptFailure)

    /// How important a log line is.
    public enum LogLevel: String, Hashable, Sendable, Codable, CaseIterable {
        /// For information.
        case info
        /// Something that changes how the result should be read.
        case warning
        /// Something that went wrong.
        case error
    }

    /// Whether nothing follows.
    public var isLast: Bool {
        switch self {
        case .result, .failure: true
        case .progress, .metric, .log, .artifact: false
        }
    }
}

extension RunnerEvent: Codable {
    private enum Kind: String, Codable { case progress, metric, log, artifact, result, failure }

    private enum CodingKeys: String, CodingKey {
        case type, fraction, stage, metric, level, message, artifact, result, failure
    }

    /// Decodes one line.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decode(Kind.self, forKey: .type) {
        case .progress:
            let fraction = try container.decode(Double.self, forKey: .fraction)
            guard (0...1).contains(fraction) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .fraction, in: container, debugDescription: "a fraction is 0…1, not \(fraction)")
            }
            self = .progress(fraction: fraction, stage: try container.decode(String.self, forKey: .stage))
        case .metric: self = .metric(try container.decode(Metric.self, forKey: .metric))
        case .log:
            self = .log(
                level: try container.decode(LogLevel.self, forKey: .level),
                message: try container.decode(String.self, forKey: .message))
        case .artifact: self = .artifact(try container.decode(RunArtifact.self, forKey: .artifact))
        case .result: self = .result(try container.decode(RunResult.self, forKey: .result))
        case .failure: self = .failure(try container.decode(AttemptFailure.self, forKey: .failure))
        }
    }

    /// Encodes one line.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .progress(let fraction, let stage):
            try container.encode(Kind.progress, forKey: .type)
            try container.encode(fraction, forKey: .fraction)
            try container.encode(stage, forKey: .stage)
        case .metric(let metric):
            try container.encode(Kind.metric, forKey: .type)
            try container.encode(metric, forKey: .metric)
        case .log(let level, let message):
            try container.encode(Kind.log, forKey: .type)
            try container.encode(level, forKey: .level)
            try container.encode(message, forKey: .message)
        case .artifact(let artifact):
            try container.encode(Kind.artifact, forKey: .type)
            try container.encode(artifact, forKey: .artifact)
        case .result(let result):
            try container.encode(Kind.result, forKey: .type)
            try container.encode(result, forKey: .result)
        case .failure(let failure):
            try container.encode(Kind.failure, forKey: .type)
            try container.encode(failure, forKey: .failure)
        }
    }
}
