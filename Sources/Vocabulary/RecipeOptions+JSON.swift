extension RecipeOptions {
    static let fieldNames: Set = [
        "recipe", "unfreeze_epochs", "teacher", "teacher_weights", "temperature", "teacher_share", "cache_features",
        "calibration_images", "range_share", "range_momentum", "keep_fp32",
    ]
    /// Fields that only one recipe takes, with it.
    private static let ownFields: [String: Recipe] = [
        "cache_features": .transferFrozen, "calibration_images": .quantizationAware, "range_share": .quantizationAware,
        "range_momentum": .quantizationAware, "keep_fp32": .quantizationAware,
    ]

    init(reading reader: inout ObjectReader, weights: String?) {
        self.init()
        recipe = reader.choice("recipe", Recipe.self) ?? recipe
        unfreezeEpochs = reader.integer("unfreeze_epochs", in: 1...10_000) ?? unfreezeEpochs
        if let text = reader.string("teacher", maximum: 200) {
            teacher = ModelReference(text)
            if teacher == nil { reader.complain("teacher", ModelReference.expectation, .string(text)) }
        }
        teacherWeights = reader.digest("teacher_weights")
        temperature = reader.number("temperature", in: 0.01...100) ?? temperature
        teacherShare = reader.number("teacher_share", in: 0...1) ?? teacherShare
        cachesFeatures = reader.bool("cache_features") ?? cachesFeatures
        calibrationImages = reader.integer("calibration_images", in: 1...10_000) ?? calibrationImages
        rangeShare = reader.number("range_share", in: 0...1) ?? rangeShare
        rangeMomentum = reader.number("range_momentum", in: 0...1) ?? rangeMomentum
        keepFP32 = reader.names("keep_fp32", maximum: 100) ?? keepFP32
        for (name, owner) in Self.ownFields.sorted(by: { $0.key < $1.key }) where owner != recipe {
            guard let value = reader.value(name) else { continue }
            reader.complain(name, "absent: only the recipe \(owner.rawValue) takes it", value)
        }
        if recipe.needsWeights, weights == nil {
            reader.complain("weights", "the SHA-256 of a stored weights file: \(recipe.rawValue) starts from one", nil)
        }
        if recipe == .distillation, teacher == nil || teacherWeights == nil {
            reader.complain(
                teacher == nil ? "teacher" : "teacher_weights", "given for distillation, with the other of the two", nil
            )
        }
    }

    var members: [String: JSONValue] {
        var members: [String: JSONValue] = [
            "recipe": .string(recipe.rawValue), "unfreeze_epochs": .integer(Int64(unfreezeEpochs)),
            "temperature": .number(temperature), "teacher_share": .number(teacherShare),
        ]
        if let teacher { members["teacher"] = .string(teacher.description) }
        if let teacherWeights { members["teacher_weights"] = .string(teacherWeights) }
        if recipe == .transferFrozen { members["cache_features"] = .bool(cachesFeatures) }
        if recipe == .quantizationAware {
            members["calibration_images"] = .integer(Int64(calibrationImages))
            members["range_share"] = .number(rangeShare)
            members["range_momentum"] = .number(rangeMomentum)
            members["keep_fp32"] = .array(keepFP32.map { .string($0) })
        }
        return members
    }
}
