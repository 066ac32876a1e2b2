/// A smaller model to be made out of one; the result is a stored model file with its lineage.
public struct CompressConfiguration: Hashable, Sendable {
    /// What is done to the model.
    public enum Method: String, Hashable, Sendable, Codable, CaseIterable {
        /// Batch normalisation folded into the convolution before it.
        case foldBatchNormalization = "fold_batch_normalization"
        /// Weights and activations as 8-bit integers, calibrated on images; written as QDQ ONNX.
        case int8Static = "int8_static"
        /// Weights as 8-bit integers, computed in fp32.
        case int8Weights = "int8_weights"
        /// Weights stored as binary16.
        case fp16Weights = "fp16_weights"
        /// Weights stored as bfloat16.
        case bf16Weights = "bf16_weights"
        /// The smallest weights become zero; the shapes stay.
        case pruneMagnitude = "prune_magnitude"
        /// Whole channels are taken out; the shapes shrink.
        case pruneChannels = "prune_channels"
    }

    /// The network.
    public let model: ModelReference
    /// SHA-256 of a stored weights file (safetensors or a torch state dictionary) for a network of the zoo.
    public let weights: String?
    /// What is done to it.
    public let method: Method
    /// The runner's name for itself, as `openvino`.
    public let engine: String
    /// The engine's device, as `cpu`.
    public let device: String
    /// Threads of the engine; nil takes what the worker allows.
    public let threads: Int?
    /// Decides random weights where none are given, and random images.
    public let seed: UInt64
    /// The numbers of the method, the data, and how both networks are measured.
    public let options: CompressOptions

    /// A configuration within its ranges.
    public init(
        model: ModelReference, weights: String? = nil, method: Method, engine: String = "openvino",
        device: String = "cpu", threads: Int? = nil, seed: UInt64 = 1, options: CompressOptions = CompressOptions()
    ) {
        self.model = model
        self.weights = weights
        self.method = method
        self.engine = engine
        self.device = device
        self.threads = threads
        self.seed = seed
        self.options = options
    }
}

extension CompressConfiguration {
    static let fieldNames = Set(["model", "weights", "method", "engine", "device", "threads", "seed"])
        .union(CompressOptions.fieldNames)

    /// Fields whose value is a list.
    static let listFieldNames: Set = ["input", "keep_fp32"]

    init(reading reader: inout ObjectReader) throws(InvalidInput) {
        let model = reader.requiredModel("model")
        let weights = reader.digest("weights")
        let method = reader.required("method", "a compression method") { $0.choice("method", Method.self) }
        let engine = reader.string("engine", maximum: 64) ?? "openvino"
        let device = reader.string("device", maximum: 64) ?? "cpu"
        let threads = reader.integer("threads", in: 1...1024)
        let seed = reader.integer("seed", in: 0...UInt64(Int64.max)) ?? 1
        let options = CompressOptions(reading: &reader, for: method)
        if case .onnx? = model {
            for (field, value) in [("input", options.input != nil), ("classes", options.classes != nil)] where value {
                reader.complain(field, "absent: the file of an ONNX model says it", nil)
            }
        }
        try reader.finish()
        guard let model, let method else { throw InvalidInput(field: "model", expected: ModelReference.expectation) }
        self.init(
            model: model, weights: weights, method: method, engine: engine, device: device, threads: threads,
            seed: seed,
            options: options)
    }

    var json: JSONValue {
        var members: [String: JSONValue] = [
            "kind": "compress", "model": .string(model.description), "method": .string(method.rawValue),
            "engine": .string(engine), "device": .string(device), "seed": .integer(Int64(seed)),
        ]
        members.merge(options.members(for: method)) { $1 }
        if let weights { members["weights"] = .string(weights) }
        if let threads { members["threads"] = .integer(Int64(threads)) }
        return .object(members)
    }
}
