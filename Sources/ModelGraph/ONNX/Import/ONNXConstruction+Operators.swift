extension ONNXConstruction {
    /// One case an operator of ONNX; what is not here is refused by name.
    mutating func add(_ layer: ONNXLayer) throws(ModelGraphError) {
        let node = layer.node
        switch node.type {
        case "Conv": try addConvolution(layer)
        case "BatchNormalization": try addBatchNormalization(layer)
        case "LRN": try addLocalResponseNormalization(layer)
        case "Gemm": try addGemm(layer)
        case "MatMul": try addMatMul(layer)
        case "Relu": try emit(.activation(.relu), [try value(layer)], node)
        case "Clip": try addClip(layer)
        case "Sigmoid": try addGate(layer, .sigmoid, timesInput: .silu)
        case "HardSigmoid":
            try layer.require(
                abs(layer.float("alpha", default: 0.2) - 1 / 6) < 1e-6 && layer.float("beta", default: 0.5) == 0.5,
                "alpha 1/6 and beta 1/2")
            try addGate(layer, .hardSigmoid, timesInput: .hardSwish)
        case "HardSwish": try emit(.activation(.hardSwish), [try value(layer)], node)
        case "PRelu": try addParametricReLU(layer)
        case "MaxPool": try addMaxPool(layer)
        case "AveragePool": try addAveragePool(layer)
        case "GlobalAveragePool": try emit(.adaptiveAveragePool(AdaptiveAveragePool(size: 1)), [try value(layer)], node)
        case "ReduceMean": try addMean(layer)
        case "Add": try emit(.add(Add()), [try value(layer, 0), try value(layer, 1)], node)
        case "Mul": try addProduct(layer)
        case "Concat": try addConcatenation(layer)
        case "Split": try addSplit(layer)
        case "Pad": try addPadding(layer)
        case "Reshape": try addReshape(layer)
        case "Flatten":
            try layer.require(layer.step.integer("axis", default: 1) == 1, "axis 1")
            try emit(.flatten(Flatten()), [try value(layer)], node)
        case "Squeeze":
            try layer.require(layer.outputShape.count == 2, "a vector for each sample as its result")
            try emit(.flatten(Flatten()), [try value(layer)], node)
        case "Identity", "Dropout": pass(try value(layer), node)
        case "Softmax": try addSoftmax(layer)
        default: throw layer.refusal("a graph has no such operator")
        }
    }

    private mutating func addSoftmax(_ layer: ONNXLayer) throws(ModelGraphError) {
        // Before operator set 13 the default axis was 1.
        let axis = layer.step.integer("axis", default: layer.step.opset < 13 ? 1 : -1)
        try layer.require(layer.shape().count == 2 && [1, -1].contains(axis), "a vector for each sample")
        try emit(.softmax(Softmax()), [try value(layer)], layer.node)
    }

    /// Bounds are attributes before operator set 11, inputs since.
    private mutating func addClip(_ layer: ONNXLayer) throws(ModelGraphError) {
        let inputs = layer.result.inputs
        let low = inputs.count > 1 ? inputs[1]?.floats?.first : layer.float("min", default: -.infinity)
        let high = inputs.count > 2 ? inputs[2]?.floats?.first : layer.float("max", default: .infinity)
        try layer.require(low == 0 && high == 6, "bounds 0 and 6")
        try emit(.activation(.relu6), [try value(layer)], layer.node)
    }

    /// x·gate(x) is one function of its own.
    private mutating func addGate(
        _ layer: ONNXLayer, _ gate: Activation, timesInput product: Activation
    ) throws(ModelGraphError) {
        let input = try value(layer)
        if let next = onlyReader(of: layer.node.outputs.first, "Mul") {
            let factors = document.nodes[next].inputs
            if Set(factors) == Set([layer.node.inputs[0], layer.node.outputs[0]]), factors.count == 2 {
                take(next)
                return try emit(.activation(product), [input], document.nodes[next])
            }
        }
        try emit(.activation(gate), [input], layer.node)
    }

    private mutating func addParametricReLU(_ layer: ONNXLayer) throws(ModelGraphError) {
        guard let slopes = try tensor(layer, 1) else { throw layer.refusal("it has no slopes") }
        let channels = layer.shape().dropFirst().first ?? 0
        let axes = [Int](repeating: 1, count: max(layer.shape().count - 2, 0))
        let isSingle = slopes.elementCount == 1
        try layer.require(
            isSingle || slopes.shape.suffix(1 + axes.count) == [channels] + axes, "a slope for each channel")
        guard let vector = slopes.reshaped(to: [slopes.elementCount]) else { throw layer.refusal("its slopes") }
        try emit(
            .parametricReLU(ParametricReLU(slopes: vector.elementCount)), [try value(layer)], layer.node,
            parameters: [("weight", vector)])
    }

    private mutating func addProduct(_ layer: ONNXLayer) throws(ModelGraphError) {
        let (left, right) = (try value(layer, 0), try value(layer, 1))
        // The factor for each channel may stand on either side.
        let isExchanged = layer.shape(0) != layer.outputShape
        try emit(.multiply(Multiply()), isExchanged ? [right, left] : [left, right], layer.node)
    }

    private mutating func addConcatenation(_ layer: ONNXLayer) throws(ModelGraphError) {
        let axis = layer.step.integer("axis", default: 1)
        try layer.require(axis == 1 || axis == 1 - layer.shape().count, "axis 1, the channels")
        var inputs: [ValueID] = []
        for index in layer.node.inputs.indices { inputs.append(try value(layer, index)) }
        try emit(.concatenate(Concatenate()), inputs, layer.node)
    }

    private mutating func addSplit(_ layer: ONNXLayer) throws(ModelGraphError) {
        let axis = layer.step.integer("axis", default: 0)
        try layer.require(axis == 1 || axis == 1 - layer.shape().count, "axis 1, the channels")
        let sections = (layer.result.outputs ?? []).map { $0.shape[1] }
        try emit(.split(Split(sections: sections)), [try value(layer)], layer.node)
    }

    private mutating func addPadding(_ layer: ONNXLayer) throws(ModelGraphError) {
        let pads = try layer.asking { step throws(Uncountable) in try step.integers("pads", orInput: 1) } ?? []
        let fill =
            layer.result.inputs.count > 2
            ? layer.result.inputs[2]?.floats?.first ?? 0 : layer.float("value", default: 0)
        try layer.require(
            pads.count == 8 && pads[5] > 0 && pads.enumerated().allSatisfy { $0.offset == 5 || $0.element == 0 }
                && fill == 0 && (layer.step.text("mode") ?? "constant") == "constant" && !layer.step.has(3),
            "zeros behind the channels only")
        try emit(.padChannels(ChannelPadding(added: pads[5])), [try value(layer)], layer.node)
    }
}
