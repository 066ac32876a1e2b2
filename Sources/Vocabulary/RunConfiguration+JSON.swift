extension RunConfiguration {
    /// Every name that a configuration of some kind can have.
    public static let fieldNames: Set<String> = BenchmarkConfiguration.fieldNames
        .union(CompressConfiguration.fieldNames).union(TrainConfiguration.fieldNames)
        .union(["kind", "outcome", "seconds", "checkpoints"])

    /// Names of fields whose value is a list, for the kinds that a grid's `kind` names: a word, a list of words, or nil for benchmarks.
    public static func listFields(ofKinds value: JSONValue?) -> Set<String> {
        let words: [JSONValue]
        if case .array(let items)? = value { words = items } else { words = [value ?? "benchmark"] }
        return words.reduce(into: []) { names, word in
            switch word {
            case "train": names.formUnion(TrainConfiguration.listFieldNames)
            case "compress": names.formUnion(CompressConfiguration.listFieldNames)
            default: break
            }
        }
    }

    /// Reads a configuration strictly.
    ///
    /// - Throws: ``InvalidInput`` with every missing, unknown, wrongly typed or out-of-range field.
    public init(json: JSONValue) throws(InvalidInput) {
        var reader = try ObjectReader(json)
        switch reader.choice("kind", JobKind.self) ?? .benchmark {
        case .benchmark: self = .benchmark(try BenchmarkConfiguration(reading: &reader))
        case .compress: self = .compress(try CompressConfiguration(reading: &reader))
        case .train: self = .train(try TrainConfiguration(reading: &reader))
        case .selftest: self = .selftest(try SelftestConfiguration(reading: &reader))
        }
    }

    /// The configuration as JSON, every field present except those that have no value.
    public var json: JSONValue {
        switch self {
        case .benchmark(let benchmark): benchmark.json
        case .compress(let compress): compress.json
        case .train(let train): train.json
        case .selftest(let selftest): selftest.json
        }
    }
}

extension BenchmarkConfiguration {
    static let fieldNames: Set = [
        "model", "batch", "precision", "engine", "device", "threads", "mode", "seed", "measure_seconds",
        "input_size", "classes",
    ]

    init(reading reader: inout ObjectReader) throws(InvalidInput) {
        let model = reader.requiredModel("model")
        let batch = reader.integer("batch", in: Self.batchRange) ?? 1
        let precision = reader.choice("precision", Precision.self) ?? .fp32
        let engine = reader.string("engine", maximum: 64) ?? Self.defaultEngine
        let device = reader.string("device", maximum: 64) ?? Self.defaultDevice
        let threads = reader.integer("threads", in: 1...1024)
        let mode = reader.choice("mode", MeasuringMode.self) ?? .latency
        let seed = reader.integer("seed", in: 0...UInt64(Int64.max)) ?? 1
        let seconds = reader.integer("measure_seconds", in: 1...3600) ?? Self.defaultMeasureSeconds
        let inputSize = reader.integer("input_size", in: Self.inputSizeRange)
        let classes = reader.integer("classes", in: Self.classesRange)
        try reader.finish()
        guard let model else {
            throw InvalidInput(field: "model", expected: ModelReference.expectation)
        }
        try self.init(
            model: model, batch: batch, precision: precision, engine: engine, device: device, threads: threads,
            mode: mode, seed: seed, measureSeconds: seconds, inputSize: inputSize, classes: classes)
    }

    var json: JSONValue {
        var members: [String: JSONValue] = [
            "kind": "benchmark", "model": .string(model.description), "batch": .integer(Int64(batch)),
            "precision": .string(precision.rawValue), "engine": .string(engine), "device": .string(device),
            "mode": .string(mode.rawValue), "seed": .integer(Int64(seed)),
            "measure_seconds": .integer(Int64(measureSeconds)),
        ]
        if let threads { members["threads"] = .integer(Int64(threads)) }
        if let inputSize { members["input_size"] = .integer(Int64(inputSize)) }
        if let classes { members["classes"] = .integer(Int64(classes)) }
        return .object(members)
    }
}

extension ObjectReader {
    /// A model that must be there.
    mutating func requiredModel(_ name: String) -> ModelReference? {
        required(name, ModelReference.expectation) { reader in
            reader.nested(name) { value throws(InvalidInput) in
                guard case .string(let text) = value, let model = ModelReference(text) else {
                    throw InvalidInput(field: "", expected: ModelReference.expectation, received: value.summary)
                }
                return model
            }
        }
    }

    /// The SHA-256 of a stored file or `run:<run id>`, or `nil` when absent.
    mutating func digest(_ name: String) -> String? {
        guard let text = string(name, maximum: 64) else { return nil }
        // `run:` is replaced by the weights that the run made when the job is submitted.
        guard FileDigestText.isValid(text) || RunConfiguration.referredRun(in: text) != nil else {
            complain(name, FileDigestText.expectation + ", or run: followed by a run's identity", .string(text))
            return nil
        }
        return text
    }
}

extension SelftestConfiguration {
    init(reading reader: inout ObjectReader) throws(InvalidInput) {
        let outcome = reader.choice("outcome", Outcome.self) ?? .finish
        let seconds = reader.number("seconds", in: 0...3600) ?? 0
        let checkpoints = reader.integer("checkpoints", in: Self.checkpointRange) ?? 0
        try reader.finish()
        try self.init(outcome: outcome, seconds: seconds, checkpoints: checkpoints)
    }

    var json: JSONValue {
        var members: [String: JSONValue] = [
            "kind": "selftest", "outcome": .string(outcome.rawValue), "seconds": .number(seconds),
        ]
        if checkpoints > 0 { members["checkpoints"] = .integer(Int64(checkpoints)) }
        return .object(members)
    }
}

extension RunConfiguration: Codable {
    /// Decodes through the strict reader.
    public init(from decoder: any Decoder) throws {
        do {
            try self.init(json: JSONValue(from: decoder))
        } catch let error as InvalidInput {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: error.description, underlyingError: error))
        }
    }

    /// Encodes the JSON form.
    public func encode(to encoder: any Encoder) throws { try json.encode(to: encoder) }
}
