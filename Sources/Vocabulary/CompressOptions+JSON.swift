extension CompressOptions {
    /// Reads the fields of a method; those of other methods are left for the reader to complain about.
    init(reading reader: inout ObjectReader, for method: CompressConfiguration.Method?) {
        let defaults = CompressOptions()
        let names = method.map { Self.fields(of: $0).union(Self.commonFields) } ?? Self.fieldNames
        func has(_ name: String) -> Bool { names.contains(name) }
        data = reader.string("data", maximum: 200) ?? defaults.data
        evaluationImages = reader.integer("evaluation_images", in: 1...100_000) ?? defaults.evaluationImages
        mean = reader.channelValues("mean", in: -100...100)
        deviation = reader.channelValues("deviation", in: 1e-6...100)
        if (mean == nil) != (deviation == nil) {
            reader.complain(mean == nil ? "mean" : "deviation", "given where the other of the two is given", nil)
        } else if mean != nil, data == defaults.data {
            reader.complain("mean", "absent with data random, whose images are drawn normalised", nil)
        }
        input = reader.shape("input")
        classes = reader.integer("classes", in: 2...(1 << 20))
        batch = reader.integer("batch", in: 1...256) ?? defaults.batch
        measureSeconds = reader.integer("measure_seconds", in: 1...3600) ?? defaults.measureSeconds
        if has("calibration_images") {
            calibrationImages = reader.integer("calibration_images", in: 1...10_000) ?? defaults.calibrationImages
            calibrator = reader.choice("calibrator") ?? defaults.calibrator
            percentile = reader.number("percentile", in: 50...100) ?? defaults.percentile
            keepFP32 = reader.names("keep_fp32", maximum: 100) ?? []
        }
        if has("sparsity") {
            sparsity = reader.number("sparsity", in: 0...0.99) ?? defaults.sparsity
            scope = reader.choice("scope") ?? defaults.scope
        }
        if has("ratio") {
            ratio = reader.number("ratio", in: 0.01...0.95) ?? defaults.ratio
            importance = reader.choice("importance") ?? defaults.importance
            channelMultiple = reader.integer("channel_multiple", in: 1...64) ?? defaults.channelMultiple
        }
    }

    /// The fields of a method as JSON.
    func members(for method: CompressConfiguration.Method) -> [String: JSONValue] {
        var members: [String: JSONValue] = [
            "data": .string(data), "evaluation_images": .integer(Int64(evaluationImages)),
            "batch": .integer(Int64(batch)), "measure_seconds": .integer(Int64(measureSeconds)),
        ]
        if let mean { members["mean"] = .array(mean.map { .number($0) }) }
        if let deviation { members["deviation"] = .array(deviation.map { .number($0) }) }
        if let input { members["input"] = .array(input.map { .integer(Int64($0)) }) }
        if let classes { members["classes"] = .integer(Int64(classes)) }
        switch method {
        case .int8Static:
            members["calibration_images"] = .integer(Int64(calibrationImages))
            members["calibrator"] = .string(calibrator.rawValue)
            members["percentile"] = .number(percentile)
            members["keep_fp32"] = .array(keepFP32.map { .string($0) })
        case .pruneMagnitude:
            members["sparsity"] = .number(sparsity)
            members["scope"] = .string(scope.rawValue)
        case .pruneChannels:
            members["ratio"] = .number(ratio)
            members["importance"] = .string(importance.rawValue)
            members["channel_multiple"] = .integer(Int64(channelMultiple))
        case .foldBatchNormalization, .int8Weights, .fp16Weights, .bf16Weights: break
        }
        return members
    }
}

extension ObjectReader {
    /// `[C, H, W]`, each 1…4096, or `nil` when absent.
    fileprivate mutating func shape(_ name: String) -> [Int]? {
        let expected = "[channels, height, width], each a whole number from 1 to 4096"
        guard let items = array(name, maximum: 3) else { return nil }
        let numbers = items.compactMap { item -> Int? in
            guard case .integer(let number) = item, (1...4096).contains(number) else { return nil }
            return Int(number)
        }
        guard items.count == 3, numbers.count == 3 else {
            complain(name, expected, .array(items))
            return nil
        }
        return numbers
    }

    /// A list of short texts, or `nil` when absent.
    mutating func names(_ name: String, maximum: Int) -> [String]? {
        guard let items = array(name, maximum: maximum) else { return nil }
        let texts = items.compactMap { item -> String? in
            guard case .string(let text) = item, text.isPlain(atMost: 200) else { return nil }
            return text
        }
        guard texts.count == items.count else {
            complain(name, "a list of names of 1 to 200 characters", .array(items))
            return nil
        }
        return texts
    }
}
