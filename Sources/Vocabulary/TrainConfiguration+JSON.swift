extension TrainConfiguration {
    static let fieldNames: Set = Set(
        ["model", "weights", "data", "epochs", "batch", "precision", "engine", "device", "threads", "seed"]
    ).union(ImageOptions.fieldNames).union(OptimizationOptions.fieldNames).union(ScheduleOptions.fieldNames)
        .union(RecipeOptions.fieldNames).union(TrainingLimits.fieldNames)

    /// Fields whose value is a list.
    static let listFieldNames: Set = ["classes", "mean", "deviation", "keep_fp32"]

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
        var optimization = OptimizationOptions(reading: &reader)
        let schedule = ScheduleOptions(reading: &reader)
        let recipe = RecipeOptions(reading: &reader, weights: weights)
        let limits = TrainingLimits(reading: &reader)
        if recipe.recipe == .quantizationAware {
            // The usual rate would undo what the weights have learned; Adam's becomes NNCF's example of 1e-5.
            optimization.learningRate = optimization.learningRate ?? optimization.optimizer.usualLearningRate / 100
            if precision == .bf16 {
                reader.complain("precision", "fp32 for qat, which rounds to 8 bits itself", .string("bf16"))
            }
        }
        if images.principalComponents != nil, weights != nil {
            reader.complain(
                "preprocessing", "without pca where weights are given: components belong to the weights made with them",
                nil)
        }
        if recipe.cachesFeatures, images.pad > 0 || images.flip {
            reader.complain(
                "cache_features", "false with pad or flip: a cached image cannot be moved or mirrored anew", .bool(true)
            )
        }
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
