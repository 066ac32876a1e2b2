extension TrainConfiguration {
    static let fieldNames: Set = Set(
        ["model", "weights", "data", "epochs", "batch", "precision", "engine", "device", "threads", "seed"]
    ).union(ImageOptions.fieldNames).union(OptimizationOptions.fieldNames).union(ScheduleOptions.fieldNames)
        .union(RecipeOptions.fieldNames).union(TrainingLimits.fieldNames)

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
        let images = ImageOptions(reading: &reader)
        let optimization = OptimizationOptions(reading: &reader)
        let schedule = ScheduleOptions(reading: &reader)
        let recipe = RecipeOptions(reading: &reader, weights: weights)
        let limits = TrainingLimits(reading: &reader)
        if precision != .fp32, precision != .bf16 {
            reader.complain("precision", "fp32 or bf16 for a training", .string(precision.rawValue))
        }
        if limits.patience != nil, images.validationShare == 0 {
            reader.complain("validation_share", "above 0 where patience is given: it is decided by those images", nil)
        }
        try reader.finish()
        guard let model else { throw InvalidInput(field: "model", expected: ModelReference.expectation) }
        self.init(
            model: model, weights: weights, data: data, epochs: epochs, batch: batch, precision: precision,
            engine: engine, device: device, threads: threads, seed: seed, images: images, optimization: optimization,
            schedule: schedule, recipe: recipe, limits: limits)
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
        for part in [images.members, optimization.members, schedule.members, recipe.members, limits.members] {
            members.merge(part) { $1 }
        }
        return .object(members)
    }
}
