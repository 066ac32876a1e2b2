extension ONNXConstruction {
    mutating func addConvolution(_ layer: ONNXLayer) throws(ModelGraphError) {
        guard let weight = try tensor(layer, 1), weight.shape.count == 4 else {
            throw layer.refusal("expected two-dimensional weights")
        }
        let bias = try tensor(layer, 2)
        let groups = layer.step.integer("group", default: 1)
        let window = try window(layer, kernel: Array(weight.shape.suffix(2)))
        try layer.require(groups >= 1, "one group or more")
        let channels = layer.shape().dropFirst().first ?? 0
        let rule = Convolution(
            inputChannels: channels, outputChannels: weight.shape[0], window: window, groups: groups,
            hasBias: bias != nil)
        let parameters = [("weight", weight)] + (bias.map { [("bias", $0)] } ?? [])
        try emit(.convolution(rule), [try value(layer)], layer.node, parameters: parameters)
    }

    mutating func addBatchNormalization(_ layer: ONNXLayer) throws(ModelGraphError) {
        guard let scale = try tensor(layer, 1), let shift = try tensor(layer, 2), let mean = try tensor(layer, 3),
            let variance = try tensor(layer, 4)
        else { throw layer.refusal("expected four stored tensors") }
        try layer.require(layer.step.integer("training_mode", default: 0) == 0, "inference, not training")
        let rule = BatchNormalization(channels: scale.elementCount, epsilon: layer.float("epsilon", default: 1e-5))
        try emit(
            .batchNormalization(rule), [try value(layer)], layer.node,
            parameters: [("weight", scale), ("bias", shift), ("running_mean", mean), ("running_var", variance)])
    }

    mutating func addLocalResponseNormalization(_ layer: ONNXLayer) throws(ModelGraphError) {
        let rule = LocalResponseNormalization(
            size: layer.step.integer("size", default: 0), alpha: layer.float("alpha", default: 1e-4),
            beta: layer.float("beta", default: 0.75), offset: layer.float("bias", default: 1))
        try emit(.localResponseNormalization(rule), [try value(layer)], layer.node)
    }

    mutating func addGemm(_ layer: ONNXLayer) throws(ModelGraphError) {
        try layer.require(
            layer.float("alpha", default: 1) == 1 && layer.float("beta", default: 1) == 1
                && layer.step.integer("transA", default: 0) == 0, "alpha 1, beta 1 and an input as it is")
        guard let matrix = try tensor(layer, 1), matrix.shape.count == 2 else {
            throw layer.refusal("expected a stored matrix")
        }
        let isTransposed = layer.step.integer("transB", default: 0) == 1
        guard let weight = isTransposed ? matrix : matrix.transposed() else { throw layer.refusal("its matrix") }
        try addLinear(layer, weight, bias: try tensor(layer, 2), last: layer.node)
    }

    /// A product with a stored matrix is a linear layer, with the sum behind it if that is a bias; two products around an image
    /// are an adaptive pool of ours.
    mutating func addMatMul(_ layer: ONNXLayer) throws(ModelGraphError) {
        if try addAdaptivePool(layer) { return }
        guard layer.shape(0).count == 2, let matrix = try tensor(layer, 1), let weight = matrix.transposed() else {
            throw layer.refusal("expected a vector for each sample times a stored matrix")
        }
        if let next = onlyReader(of: layer.node.outputs.first, "Add") {
            let sum = ONNXLayer(results[next], index: next, opset: document.opset)
            let side = document.nodes[next].inputs.first == layer.node.outputs.first ? 1 : 0
            if sum.result.inputs.count == 2, sum.result.inputs[side]?.isConstant == true {
                take(next)
                return try addLinear(layer, weight, bias: try tensor(sum, side), last: document.nodes[next])
            }
        }
        try addLinear(layer, weight, bias: nil, last: layer.node)
    }

    private mutating func addLinear(
        _ layer: ONNXLayer, _ weight: Tensor, bias: Tensor?, last: ONNXDocument.Node
    ) throws(ModelGraphError) {
        var parameters = [("weight", weight)]
        if let bias {
            guard let vector = bias.reshaped(to: [weight.shape[0]]) else {
                throw layer.refusal("a bias of shape \(bias.shape) for \(weight.shape[0]) features")
            }
            parameters.append(("bias", vector))
        }
        let rule = Linear(inputFeatures: weight.shape[1], outputFeatures: weight.shape[0], hasBias: bias != nil)
        try emit(.linear(rule), [try value(layer)], last, parameters: parameters)
    }

    /// `[h, H] · X · [W, w]` with rows that average parts: what ``ONNXLowering`` writes for parts that are not equal.
    private mutating func addAdaptivePool(_ layer: ONNXLayer) throws(ModelGraphError) -> Bool {
        guard layer.shape(1).count == 4, let rows = layer.result.inputs[0]?.floats,
            let next = onlyReader(of: layer.node.outputs.first, "MatMul"), results[next].inputs.count == 2,
            let columns = results[next].inputs[1]?.floats, let output = results[next].outputs?.first?.shape
        else { return false }
        let (image, size) = (layer.shape(1), Extent(height: output[2], width: output[3]))
        let expected = ONNXLowering.averagingMatrices(Extent(height: image[2], width: image[3]), to: size)
        guard rows == expected.rows, columns == expected.columns else { return false }
        take(next)
        try emit(
            .adaptiveAveragePool(AdaptiveAveragePool(size: size)), [try value(layer, 1)], document.nodes[next])
        return true
    }

    mutating func addMaxPool(_ layer: ONNXLayer) throws(ModelGraphError) {
        try layer.require(layer.node.outputs.count == 1, "one output")
        let window = try window(layer, kernel: layer.step.integers("kernel_shape") ?? [])
        let rule = MaxPool(window: window, roundsUp: layer.step.integer("ceil_mode", default: 0) == 1)
        try emit(.maxPool(rule), [try value(layer)], layer.node)
    }

    mutating func addAveragePool(_ layer: ONNXLayer) throws(ModelGraphError) {
        let window = try window(layer, kernel: layer.step.integers("kernel_shape") ?? [])
        let rule = AveragePool(
            window: window, roundsUp: layer.step.integer("ceil_mode", default: 0) == 1,
            countsPadding: layer.step.integer("count_include_pad", default: 0) == 1)
        try emit(.averagePool(rule), [try value(layer)], layer.node)
    }

    mutating func addMean(_ layer: ONNXLayer) throws(ModelGraphError) {
        let axes = try layer.asking { step throws(Uncountable) in
            try step.axes(try step.integers("axes", orInput: 1) ?? [], rank: layer.shape().count)
        }
        try layer.require(layer.shape().count == 4 && axes.sorted() == [2, 3], "a mean over height and width")
        let pool = Operator.adaptiveAveragePool(AdaptiveAveragePool(size: 1))
        guard layer.step.integer("keepdims", default: 1) == 0 else {
            return try emit(pool, [try value(layer)], layer.node)
        }
        // The mean without its axes is two layers here; the second has the node's name.
        var mean = layer.node
        mean.name = "\(layer.node.title).mean"
        try emit(pool, [try value(layer)], mean)
        try emit(.flatten(Flatten()), [try result(of: mean, layer)], layer.node)
    }

    /// A flatten, nothing, or the first of a shuffle's three nodes.
    mutating func addReshape(_ layer: ONNXLayer) throws(ModelGraphError) {
        let (from, to) = (layer.shape(), layer.outputShape)
        if from == to { return pass(try value(layer), layer.node) }
        if from.count > 1, to.count == 2, to[0] == from[0] {
            return try emit(.flatten(Flatten()), [try value(layer)], layer.node)
        }
        guard from.count == 4, to.count == 5, to[1].multipliedReportingOverflow(by: to[2]) == (from[1], false),
            to.suffix(2) == from.suffix(2), let turn = onlyReader(of: layer.node.outputs.first, "Transpose"),
            case .integers([0, 2, 1, 3, 4])? = document.nodes[turn].attributes["perm"],
            let last = onlyReader(of: document.nodes[turn].outputs.first, "Reshape"),
            results[last].outputs?.first?.shape == from
        else { throw layer.refusal("expected a flatten or a shuffle of channels, found \(from) to \(to)") }
        take(turn, last)
        try emit(.channelShuffle(ChannelShuffle(groups: to[1])), [try value(layer)], document.nodes[last])
    }

    private func window(_ layer: ONNXLayer, kernel: [Int]) throws(ModelGraphError) -> Window {
        try layer.require(layer.shape().count == 4 && kernel.count == 2, "an image")
        let found = try layer.asking { step throws(Uncountable) in
            try step.window(kernel, over: Array(layer.shape().suffix(2)))
        }
        try layer.require(!found.isSame && found.begins == found.ends, "the same padding on both sides")
        func extent(_ numbers: [Int]) -> Extent { Extent(height: numbers[0], width: numbers[1]) }
        return Window(
            kernel: extent(found.kernel), stride: extent(found.strides), padding: extent(found.begins),
            dilation: extent(found.dilations))
    }
}
