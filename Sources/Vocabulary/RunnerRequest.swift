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

    /// Absolute paths of the stored files that the configuration names beside its model (``RunConfiguration/files``), by SHA-256.
    public let filePaths: [String: String]
    /// Where an earlier attempt stood: go on from here.
    public let checkpoint: Checkpoint?
    /// When its money ends: it should have ended with what it has by then.
    public let costLimit: CostLimit?

    /// A checkpoint on this machine.
    public struct Checkpoint: Hashable, Sendable, Codable {
        /// The file; absolute. It may be deleted.
        public let path: String
        /// The step that it was taken at.
        public let step: Int64

        /// A checkpoint.
        public init(path: String, step: Int64) {
            self.path = path
            self.step = step
        }
    }

    /// Makes a request.
    public init(
        attempt: AttemptID, configuration: RunConfiguration, scratchPath: String, cachePath: String, modelPath: String?,
        memoryMiB: Int?, usableProcessors: Int, filePaths: [String: String] = [:], checkpoint: Checkpoint? = nil,
        costLimit: CostLimit? = nil
    ) {
        protocolVersion = Self.protocolVersion
        self.attempt = attempt
        self.configuration = configuration
        self.scratchPath = scratchPath
        self.cachePath = cachePath
        self.modelPath = modelPath
        self.memoryMiB = memoryMiB
        self.usableProcessors = usableProcessors
        self.filePaths = filePaths
        self.checkpoint = checkpoint
        self.costLimit = costLimit
    }

    /// Decodes a request; `files` may be absent.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        protocolVersion = try container.decode(Int.self, forKey: .protocolVersion)
        attempt = try container.decode(AttemptID.self, forKey: .attempt)
        configuration = try container.decode(RunConfiguration.self, forKey: .configuration)
        scratchPath = try container.decode(String.self, forKey: .scratchPath)
        cachePath = try container.decode(String.self, forKey: .cachePath)
        modelPath = try container.decodeIfPresent(String.self, forKey: .modelPath)
        memoryMiB = try container.decodeIfPresent(Int.self, forKey: .memoryMiB)
        usableProcessors = try container.decode(Int.self, forKey: .usableProcessors)
        filePaths = try container.decodeIfPresent([String: String].self, forKey: .filePaths) ?? [:]
        checkpoint = try container.decodeIfPresent(Checkpoint.self, forKey: .checkpoint)
        costLimit = try container.decodeIfPresent(CostLimit.self, forKey: .costLimit)
    }

    enum CodingKeys: String, CodingKey {
        case protocolVersion = "protocol"
        case attempt, configuration, checkpoint
        case filePaths = "files"
        case costLimit = "cost_limit"
        case scratchPath = "scratch_path"
        case cachePath = "cache_path"
        case modelPath = "model_path"
        case memoryMiB = "memory_mib"
        case usableProcessors = "usable_processors"
    }
}
