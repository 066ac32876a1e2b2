/// What an agent writes to a runner: one JSON object on one line of standard input. The pipe then stays open; when it closes, or
/// on SIGTERM, the runner stops. See `docs/runner-protocol.md`.
public struct RunnerRequest: Hashable, Sendable, Codable {
    /// The version that agents and runners speak.
    public static let protocolVersion = 1

    /// The version that the agent speaks.
    public let protocolVersion: Int
    /// The attempt, for messages.
    public let attempt: AttemptID
    /// What to do.
    public let configuration: RunConfiguration
    /// A private folder that exists, may be written to and is removed afterwards.
    public let scratchPath: String
    /// A folder that outlives the attempt, for files that can be made again, as exported models.
    public let cachePath: String
    /// The ONNX file to run, when the configuration's model is one.
    public let modelPath: String?
    /// The most memory that the process may take, in MiB, so that it can refuse beforehand.
    public let memoryMiB: Int?
    /// Processors that the runner may use: the default for threads.
    public let usableProcessors: Int

    /// Makes a request.
    public init(
        attempt: AttemptID, configuration: RunConfiguration, scratchPath: String, cachePath: String, modelPath: String?,
        memoryMiB: Int?, usableProcessors: Int
    ) {
        protocolVersion = Self.protocolVersion
        self.attempt = attempt
        self.configuration = configuration
        self.scratchPath = scratchPath
        self.cachePath = cachePath
        self.modelPath = modelPath
        self.memoryMiB = memoryMiB
        self.usableProcessors = usableProcessors
    }

    enum CodingKeys: String, CodingKey {
        case protocolVersion = "protocol"
        case attempt, configuration
        case scratchPath = "scratch_path"
        case cachePath = "cache_path"
        case modelPath = "model_path"
        case memoryMiB = "memory_mib"
        case usableProcessors = "usable_processors"
    }
}
