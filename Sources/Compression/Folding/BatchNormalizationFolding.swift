public import ModelGraph

/// Takes batch normalisation into the convolution or linear layer before it: the same function with fewer layers.
///
/// w' = w·γ/√(variance + ε) for each output channel and b' = β + (b − mean)·γ/√(variance + ε), from the definition at inference
/// (Ioffe and Szegedy 2015, algorithm 2). A normalisation stays where its input comes from elsewhere (DenseNet's come first) or has
/// other readers.
public enum BatchNormalizationFolding {
    /// The network with its normalisations folded.
    ///
    /// - Parameters:
    ///   - graph: The network; layers without a normalisation behind them stay as they are.
    ///   - weights: Must fit it.
    /// - Returns: The new network; `folded_normalizations` counts what went.
    /// - Throws: ``CompressionError/graph(_:)`` when the weights do not fit.
    public static func fold(_ graph: ModelGraph, _ weights: Weights) throws(CompressionError) -> CompressedModel {
        try building { () throws(ModelGraphError) in try weights.check(for: graph) }
        let pairs = foldable(graph)
        var rewriter = try GraphRewriter(graph)
        var tensors: [String: Tensor] = [:]
        for node in graph.nodes {
            if pairs.values.contains(node.index) {
                try rewriter.skip(node)
            } else if let normalization = pairs[node.index].map({ graph.nodes[$0] }) {
                try rewriter.copy(node, as: biased(node.operator))
                try fold(normalization, into: node, weights, &tensors)
            } else {
                try rewriter.copy(node)
                for parameter in node.parameters { tensors[parameter.name] = weights[parameter.name] }
            }
        }
        return CompressedModel(
            graph: try rewriter.graph(), weights: Weights(tensors),
            figures: ["folded_normalizations": Double(pairs.count)])
    }

    /// Indices of layers and of the normalisation that each can take in.
    private static func foldable(_ graph: ModelGraph) -> [Int: Int] {
        var pairs: [Int: Int] = [:]
        for node in graph.nodes {
            guard case .batchNormalization = node.operator, let producer = graph[node.inputs[0]].producer,
                graph[node.inputs[0]].consumers.count == 1, graph.output != node.inputs[0]
            else { continue }
            switch graph.nodes[producer].operator {
            case .convolution, .linear: pairs[producer] = node.index
            default: break
            }
        }
        return pairs
    }

    private static func biased(_ layer: Operator) -> Operator {
        switch layer {
        case .convolution(let rule):
            .convolution(
                Convolution(
                    inputChannels: rule.inputChannels, outputChannels: rule.outputChannels, window: rule.window,
                    groups: rule.groups, hasBias: true))
        case .linear(let rule):
            .linear(Linear(inputFeatures: rule.inputFeatures, outputFeatures: rule.outputFeatures, hasBias: true))
        default: layer
        }
    }

    private static func fold(
        _ normalization: Node, into node: Node, _ weights: Weights, _ tensors: inout [String: Tensor]
    ) throws(CompressionError) {
        guard case .batchNormalization(let rule) = normalization.operator else { return }
        let scale = try weights.floats(.scale, of: normalization)
        let shift = try weights.floats(.shift, of: normalization)
        let mean = try weights.floats(.runningMean, of: normalization)
        let variance = try weights.floats(.runningVariance, of: normalization)
        let factors = zip(scale, variance).map { Double($0) / (Double($1) + Double(rule.epsilon)).squareRoot() }
        var values = try weights.floats(.weight, of: node)
        var bias = try weights.floats(.bias, of: node)
        if bias.isEmpty { bias = [Float](repeating: 0, count: factors.count) }
        let row = values.count / factors.count
        for (channel, factor) in factors.enumerated() {
            for index in (channel * row)..<((channel + 1) * row) {
                values[index] = Float(Double(values[index]) * factor)
            }
            bias[channel] = Float(Double(shift[channel]) + (Double(bias[channel]) - Double(mean[channel])) * factor)
        }
        let shape = node.parameters.first { $0.role == .weight }?.shape ?? []
        tensors["\(node.name).weight"] = try Tensor.of(values, shape: shape, name: "\(node.name).weight")
        tensors["\(node.name).bias"] = try Tensor.of(bias, shape: [bias.count], name: "\(node.name).bias")
    }
}
