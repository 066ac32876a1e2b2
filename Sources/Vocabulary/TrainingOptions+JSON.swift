extension ImageOptions {
    static let fieldNames: Set = [
        "validation_share", "classes", "images_per_class", "resize", "crop", "pad", "flip", "mean", "deviation",
        "preprocessing",
    ]

    init(reading reader: inout ObjectReader) {
        self.init()
        validationShare = reader.number("validation_share", in: 0...0.9) ?? validationShare
        classes = reader.classes("classes")
        perClass = reader.integer("images_per_class", in: 1...10_000_000)
        resize = reader.integer("resize", in: 1...4096)
        crop = reader.integer("crop", in: 1...4096)
        pad = reader.integer("pad", in: 0...512) ?? pad
        flip = reader.bool("flip") ?? flip
        mean = reader.channelValues("mean", in: -100...100)
        deviation = reader.channelValues("deviation", in: 1e-6...100)
        principalComponents = reader.principalComponents("preprocessing")
        if (mean == nil) != (deviation == nil) {
            reader.complain(mean == nil ? "mean" : "deviation", "given where the other of the two is given", nil)
        }
    }

    var members: [String: JSONValue] {
        var members: [String: JSONValue] = [
            "validation_share": .number(validationShare), "pad": .integer(Int64(pad)), "flip": .bool(flip),
        ]
        if let classes { members["classes"] = .array(classes.map { .integer(Int64($0)) }) }
        if let perClass { members["images_per_class"] = .integer(Int64(perClass)) }
        if let resize { members["resize"] = .integer(Int64(resize)) }
        if let crop { members["crop"] = .integer(Int64(crop)) }
        if let mean { members["mean"] = .array(mean.map { .number($0) }) }
        if let deviation { members["deviation"] = .array(deviation.map { .number($0) }) }
        if let principalComponents {
            members["preprocessing"] = ["pca": ["components": .integer(Int64(principalComponents))]]
        }
        return members
    }
}

extension OptimizationOptions {
    static let fieldNames: Set = [
        "optimizer", "learning_rate", "momentum", "nesterov", "weight_decay", "decay_all", "beta1", "beta2", "epsilon",
        "alpha", "label_smoothing", "clip_norm", "accumulate", "average_decay",
    ]

    init(reading reader: inout ObjectReader) {
        self.init()
        optimizer = reader.choice("optimizer", Optimizer.self) ?? optimizer
        learningRate = reader.number("learning_rate", in: 1e-12...1000)
        momentum = reader.number("momentum", in: 0...0.9999) ?? momentum
        nesterov = reader.bool("nesterov") ?? nesterov
        weightDecay = reader.number("weight_decay", in: 0...10) ?? weightDecay
        decaysAll = reader.bool("decay_all") ?? decaysAll
        beta1 = reader.number("beta1", in: 0...0.99999) ?? beta1
        beta2 = reader.number("beta2", in: 0...0.999999) ?? beta2
        epsilon = reader.number("epsilon", in: 1e-16...1) ?? epsilon
        alpha = reader.number("alpha", in: 0...0.999999) ?? alpha
        labelSmoothing = reader.number("label_smoothing", in: 0...0.9) ?? labelSmoothing
        clipNorm = reader.number("clip_norm", in: 0...1e9) ?? clipNorm
        accumulate = reader.integer("accumulate", in: 1...4096) ?? accumulate
        averageDecay = reader.number("average_decay", in: 0...0.999999) ?? averageDecay
        if nesterov, optimizer != .sgd || momentum == 0 {
            reader.complain("nesterov", "true only for sgd with a momentum above 0", .bool(true))
        }
    }

    var members: [String: JSONValue] {
        var members: [String: JSONValue] = [
            "optimizer": .string(optimizer.rawValue), "momentum": .number(momentum), "nesterov": .bool(nesterov),
            "weight_decay": .number(weightDecay), "decay_all": .bool(decaysAll), "beta1": .number(beta1),
            "beta2": .number(beta2), "epsilon": .number(epsilon), "alpha": .number(alpha),
            "label_smoothing": .number(labelSmoothing), "clip_norm": .number(clipNorm),
            "accumulate": .integer(Int64(accumulate)), "average_decay": .number(averageDecay),
        ]
        if let learningRate { members["learning_rate"] = .number(learningRate) }
        return members
    }
}

extension ScheduleOptions {
    static let fieldNames: Set = ["schedule", "warmup_epochs", "step_epochs", "step_factor", "final_rate"]

    init(reading reader: inout ObjectReader) {
        self.init()
        curve = reader.choice("schedule", Curve.self) ?? curve
        warmupEpochs = reader.number("warmup_epochs", in: 0...10_000) ?? warmupEpochs
        stepEpochs = reader.integer("step_epochs", in: 1...10_000) ?? stepEpochs
        stepFactor = reader.number("step_factor", in: 0...1) ?? stepFactor
        finalRate = reader.number("final_rate", in: 0...1000) ?? finalRate
    }

    var members: [String: JSONValue] {
        [
            "schedule": .string(curve.rawValue), "warmup_epochs": .number(warmupEpochs),
            "step_epochs": .integer(Int64(stepEpochs)), "step_factor": .number(stepFactor),
            "final_rate": .number(finalRate),
        ]
    }
}

extension TrainingLimits {
    static let fieldNames: Set = [
        "patience", "max_seconds", "max_cost", "checkpoint_seconds", "checkpoint_steps", "deterministic",
    ]

    init(reading reader: inout ObjectReader) {
        self.init()
        patience = reader.integer("patience", in: 1...10_000)
        maxSeconds = reader.integer("max_seconds", in: 1...31_536_000)
        maxCost = reader.money("max_cost", above: .zero)
        checkpointSeconds = reader.integer("checkpoint_seconds", in: 1...86_400) ?? checkpointSeconds
        checkpointSteps = reader.integer("checkpoint_steps", in: 1...1_000_000_000)
        deterministic = reader.bool("deterministic") ?? deterministic
    }

    var members: [String: JSONValue] {
        var members: [String: JSONValue] = ["deterministic": .bool(deterministic)]
        if let patience { members["patience"] = .integer(Int64(patience)) }
        if let maxSeconds { members["max_seconds"] = .integer(Int64(maxSeconds)) }
        if let maxCost { members["max_cost"] = .string(maxCost.description) }
        if let checkpointSeconds { members["checkpoint_seconds"] = .integer(Int64(checkpointSeconds)) }
        if let checkpointSteps { members["checkpoint_steps"] = .integer(Int64(checkpointSteps)) }
        return members
    }
}

extension ObjectReader {
    /// A list of one number a channel.
    mutating func channelValues(_ name: String, in range: ClosedRange<Double>) -> [Double]? {
        guard let items = array(name, maximum: 16) else { return nil }
        var values: [Double] = []
        for item in items {
            switch item {
            case .integer(let whole) where range.contains(Double(whole)): values.append(Double(whole))
            case .number(let number) where range.contains(number): values.append(number)
            default:
                complain(name, "numbers from \(range.lowerBound) to \(range.upperBound), one a channel", item)
                return nil
            }
        }
        return values.isEmpty ? nil : values
    }

    /// `{"pca": {"components": N}}`.
    fileprivate mutating func principalComponents(_ name: String) -> Int? {
        nested(name) { value throws(InvalidInput) -> Int in
            var outer = try ObjectReader(value)
            let components = outer.required("pca", #"{"components": N}"#) { reader in
                reader.nested("pca") { value throws(InvalidInput) -> Int in
                    var inner = try ObjectReader(value)
                    let count = inner.requiredInteger("components", in: 1...65_536)
                    try inner.finish()
                    return count
                }
            }
            try outer.finish()
            return components ?? 1
        }
    }

    /// Different class numbers.
    fileprivate mutating func classes(_ name: String) -> [Int]? {
        guard let items = array(name, maximum: 100_000) else { return nil }
        let expected = "at least two different class numbers from 0"
        let values = items.compactMap { item in
            if case .integer(let whole) = item, (0...1_000_000).contains(whole) { Int(whole) } else { nil }
        }
        guard values.count == items.count, values.count > 1, Set(values).count == values.count else {
            complain(name, expected, .array(items))
            return nil
        }
        return values
    }
}
