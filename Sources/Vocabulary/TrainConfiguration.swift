/// A network to be trained; the result is a run with its curves and a stored model file.
public struct TrainConfiguration: Hashable, Sendable {
    /// The network.
    public let model: ModelReference
    /// SHA-256 of a stored weights file to begin with.
    public let weights: String?
    /// The data set, as `fashion-mnist`.
    public let data: String
    /// Passes over the training data.
    public let epochs: Int
    /// Images per step.
    public let batch: Int
    /// fp32, or bf16 for mixed precision.
    public let precision: Precision
    /// The runner's name for itself, as `torch`.
    public let engine: String
    /// The engine's device, as `cpu` or `cuda:0`.
    public let device: String
    /// Threads of the engine; nil takes what the worker allows.
    public let threads: Int?
    /// Decides initial weights, order and augmentation.
    public let seed: UInt64

    /// A configuration within its ranges.
    public init(
        model: ModelReference, weights: String? = nil, data: String = "fashion-mnist", epochs: Int = 1,
        batch: Int = 128, precision: Precision = .fp32, engine: String = "torch", device: String = "cpu",
        threads: Int? = nil, seed: UInt64 = 1
    ) {
        self.model = model
        self.weights = weights
        self.data = data
        self.epochs = epochs
        self.batch = batch
        self.precision = precision
        self.engine = engine
        self.device = device
        self.threads = threads
        self.seed = seed
    }
}

extension TrainConfiguration {
    static let fieldNames: Set = [
        "model", "weights", "data", "epochs", "batch", "precision", "engine", "device", "threads", "seed",
    ]

    init(reading reader: inout ObjectReader) throws(InvalidInput) {
        let model = reader.requiredModel("model")
        let weights = reader.digest("weights")
        let data = reader.string("data", maximum: 200) ?? "fashion-mnist"
        let epochs = reader.integer("epochs", in: 1...10_000) ?? 1
        let batch = reader.integer("batch", in: 1...4096) ?? 128
        let precision = reader.choice("precision", Precision.self) ?? .fp32
        let engine = reader.string("engine", maximum: 64) ?? "torch"
        let device = reader.string("device", maximum: 64) ?? "cpu"
        let threads = reader.integer("threads", in: 1...1024)
        let seed = reader.integer("seed", in: 0...UInt64(Int64.max)) ?? 1
        try reader.finish()
        guard let model else { throw InvalidInput(field: "model", expected: ModelReference.expectation) }
        self.init(
            model: model, weights: weights, data: data, epochs: epochs, batch: batch, precision: precision,
            engine: engine, device: device, threads: threads, seed: seed)
    }

    var json: JSONValue {
        var members: [String: JSONValue] = [
            "kind": "train", "model": .string(model.description), "data": .string(data),
            "epochs": .integer(Int64(epochs)), "batch": .integer(Int64(batch)),
            "precision": .string(precision.rawValue), "engine": .string(engine), "device": .string(device),
            "seed": .integer(Int64(seed)),
        ]
        if let weights { members["weights"] = .string(weights) }
        if let threads { members["threads"] = .integer(Int64(threads)) }
        return .object(members)
    }
}
