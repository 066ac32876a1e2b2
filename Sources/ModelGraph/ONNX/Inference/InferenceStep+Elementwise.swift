extension InferenceStep {
    /// Functions of each element, normalisations, and other operators that keep a shape or combine shapes by repeating.
    func elementwise() throws(Uncountable) -> [InferredValue]? {
        if Self.unary.contains(node.type) { return [try like(0)] }
        if Self.binary.contains(node.type) { return [try combined(try input(0).type)] }
        if Self.comparisons.contains(node.type) { return [try combined(.bool)] }
        switch node.type {
        case "Where":
            let chosen = try Self.broadcast(try input(1).shape, try input(2).shape)
            return [try value(try Self.broadcast(try input(0).shape, chosen), try input(1).type)]
        // In training they have more outputs; a model for inference has none.
        case "BatchNormalization", "LayerNormalization": return [try like(0)]
        case "Dropout": return [try like(0), InferredValue(try input(0).shape, .bool)]
        case "Cast":
            return [InferredValue(try input(0).shape, .init(integer("to", default: 0)))]
        case "QuantizeLinear":
            return [InferredValue(try input(0).shape, has(2) ? try input(2).type : .uint8)]
        case "DequantizeLinear": return [InferredValue(try input(0).shape, try input(1).type)]
        case "DynamicQuantizeLinear":
            return [InferredValue(try input(0).shape, .uint8), InferredValue([], .float32), InferredValue([], .uint8)]
        default: return nil
        }
    }

    private func like(_ index: Int) throws(Uncountable) -> InferredValue {
        let input = try input(index)
        return InferredValue(input.shape, input.type)
    }

    private func combined(_ type: ONNXDocument.ElementKind) throws(Uncountable) -> InferredValue {
        var shape = try input(0).shape
        for index in node.inputs.indices.dropFirst() where has(index) {
            shape = try Self.broadcast(shape, try input(index).shape)
        }
        return try value(shape, type)
    }

    private static let unary: Set = [
        "Abs", "Acos", "Asin", "Atan", "BitwiseNot", "CastLike", "Ceil", "Celu", "Clip", "Cos", "Elu", "Erf", "Exp",
        "Floor", "Gelu", "GroupNormalization", "HardSigmoid", "HardSwish", "Hardmax", "Identity",
        "InstanceNormalization",
        "LRN", "LeakyRelu", "Log", "LogSoftmax", "LpNormalization", "MeanVarianceNormalization", "Mish", "Neg", "Not",
        "PRelu", "Reciprocal", "Relu", "Round", "Selu", "Shrink", "Sigmoid", "Sign", "Sin", "Softmax", "Softplus",
        "Softsign", "Sqrt", "Tan", "Tanh", "ThresholdedRelu", "Swish", "RMSNormalization",
    ]
    private static let binary: Set = ["Add", "Sub", "Mul", "Div", "Pow", "Mod", "Min", "Max", "Sum", "Mean"]
    private static let comparisons: Set = [
        "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "And", "Or", "Xor",
    ]

    /// Means, sums, greatest values along axes. Nil for other operators.
    func reduction() throws(Uncountable) -> [InferredValue]? {
        if node.type == "ArgMax" || node.type == "ArgMin" {
            let shape = try input(0).shape
            let axis = try axis(integer("axis", default: 0), rank: shape.count)
            return [try value(reduced(shape, [axis]), .int64)]
        }
        guard node.type.hasPrefix("Reduce") else { return nil }
        let input = try input(0)
        let rank = input.shape.count
        let axes = try axes(try integers("axes", orInput: 1) ?? [], rank: rank)
        if axes.isEmpty, integer("noop_with_empty_axes", default: 0) == 1 { return [input] }
        return [try value(reduced(input.shape, axes.isEmpty ? Array(0..<rank) : axes), input.type)]
    }

    private func reduced(_ shape: [Int], _ axes: [Int]) -> [Int] {
        let keeps = integer("keepdims", default: 1) == 1
        return shape.indices.compactMap { axes.contains($0) ? (keeps ? 1 : nil) : shape[$0] }
    }
}
