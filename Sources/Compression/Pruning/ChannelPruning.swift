public import ModelGraph

/// Takes whole channels out: graph and weights are built anew, so that parameters, multiply-accumulates and time really fall.
///
/// Input and output stay. Channels that are tied (``ChannelTies``) go together. Without training afterwards a network loses most of
/// its accuracy; the usual way is a few percent a step with training between (`docs/compression.md`).
public enum ChannelPruning {
    /// What is taken out.
    public struct Settings: Hashable, Sendable {
        /// Share of the channels of each set of layers to take out, above 0 and below 1.
        public let ratio: Double
        /// What a channel is judged by.
        public let importance: ChannelImportance
        /// Kept channels are rounded up to a multiple of this where a set has at least twice as many; from 1. Engines work on blocks of
        /// 8 or 16.
        public let multiple: Int

        /// Settings within their ranges.
        /// - Throws: ``CompressionError/invalidSetting(setting:value:expected:)``.
        public init(
            ratio: Double, importance: ChannelImportance = .l1, multiple: Int = 8
        ) throws(CompressionError) {
            guard ratio > 0, ratio < 1 else {
                throw .invalidSetting(setting: "ratio", value: "\(ratio)", expected: "above 0 and below 1")
            }
            guard (1...1024).contains(multiple) else {
                throw .invalidSetting(setting: "channel multiple", value: "\(multiple)", expected: "1…1024")
            }
            self.ratio = ratio
            self.importance = importance
            self.multiple = multiple
        }
    }

    /// The smaller network.
    ///
    /// - Returns: The network with `pruned_channels` and `prunable_channels`, counted over the outputs of convolutions and linear layers.
    /// - Throws: ``CompressionError/notPossible(network:reason:)`` when no channel can go, ``CompressionError/graph(_:)`` when the
    ///   weights do not fit or a layer does not take the smaller shapes.
    public static func prune(
        _ graph: ModelGraph, _ weights: Weights, _ settings: Settings
    ) throws(CompressionError) -> CompressedModel {
        try building { () throws(ModelGraphError) in try weights.check(for: graph) }
        let ties = ChannelTies(graph)
        let classes = try ChannelClasses(graph, weights, ties, settings.importance)
        let going = classes.going(settings)
        guard !going.isEmpty else {
            let why =
                ties.reasons.isEmpty ? "no set has channels to spare" : ties.reasons.prefix(3).joined(separator: "; ")
            throw .notPossible(network: graph.name, reason: why)
        }
        let kept = graph.values.map { value in
            ties.atoms[value.id.index].enumerated().filter { !going.contains(ties.root($1)) }.map(\.offset)
        }
        var rewriter = try GraphRewriter(graph)
        var tensors: [String: Tensor] = [:]
        for node in graph.nodes {
            let slice = NodeSlice(node, graph, kept)
            try rewriter.copy(node, as: slice.operator)
            for parameter in node.parameters {
                guard let tensor = weights[parameter.name] else { continue }
                tensors[parameter.name] = try slice.sliced(tensor, parameter)
            }
        }
        return CompressedModel(
            graph: try rewriter.graph(), weights: Weights(tensors),
            figures: [
                "pruned_channels": Double(classes.channelCount(going)),
                "prunable_channels": Double(classes.prunableCount),
            ])
    }
}
