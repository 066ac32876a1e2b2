import ModelGraph

/// Layers that stay in Float32 when all others become int8.
public enum FallbackRule: Hashable, Sendable {
    /// Convolutions that read the network's input.
    case firstConvolution
    /// Depthwise convolutions.
    case depthwise
    /// The small layers between a global mean and a product (Hu et al. 2017, squeeze and excitation).
    case squeezeExcitation
    /// The layer of this name, or all layers below it, as `layer4` for `layer4.0.conv1`.
    case named(String)

    /// Reads `first_convolution`, `depthwise`, `squeeze_excitation`; anything else is a name.
    public init(_ text: String) {
        switch text {
        case "first_convolution": self = .firstConvolution
        case "depthwise": self = .depthwise
        case "squeeze_excitation": self = .squeezeExcitation
        default: self = .named(text)
        }
    }

    /// Indices of the convolutions and linear layers that the rule names.
    ///
    /// - Throws: ``CompressionError/invalidSetting(setting:value:expected:)`` for a name that no layer has. The other rules may name none.
    func layers(of graph: ModelGraph) throws(CompressionError) -> Set<Int> {
        let candidates = graph.nodes.filter { StaticQuantization.hasWeights($0) }
        let found = candidates.filter { node in
            switch self {
            case .firstConvolution: node.inputs.contains(graph.input.id)
            case .depthwise: if case .convolution(let rule) = node.operator { rule.isDepthwise } else { false }
            case .squeezeExcitation: Self.feedsProduct(node, graph)
            case .named(let name): node.name == name || node.name.hasPrefix(name + ".")
            }
        }
        if case .named(let name) = self, found.isEmpty {
            throw .invalidSetting(
                setting: "keep_fp32", value: name,
                expected:
                    "first_convolution, depthwise, squeeze_excitation or the name of a convolution or linear layer")
        }
        return Set(found.map(\.index))
    }

    /// A layer over single pixels from which only such layers and activations lead to a product.
    private static func feedsProduct(_ node: Node, _ graph: ModelGraph) -> Bool {
        var place = node
        while true {
            let value = graph[place.outputs[0]]
            guard value.shape.spatial?.area ?? 1 == 1, value.consumers.count == 1 else { return false }
            place = graph.nodes[value.consumers[0]]
            if case .multiply = place.operator { return true }
        }
    }
}
