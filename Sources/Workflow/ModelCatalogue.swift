public import ModelGraph
public import Vocabulary

/// The networks that the zoo has, with what is known of each without running it.
public struct ModelCatalogue: Sendable {
    /// Every network, in the zoo's order.
    public let models: [ModelFacts]
    /// The graph of a name at its default input; nil for a name that is none.
    public let graph: @Sendable (String) -> ModelGraph?
    /// The graph of a name for images of a shape `[C, H, W]`; nil for a name that is none, or a size that it cannot take.
    public let sizedGraph: @Sendable (String, [Int]) -> ModelGraph?
    private let names: [String: ModelFacts]

    /// A catalogue of networks with different names.
    public init(
        _ models: [ModelFacts], graph: @escaping @Sendable (String) -> ModelGraph? = { _ in nil },
        sizedGraph: @escaping @Sendable (String, [Int]) -> ModelGraph? = { _, _ in nil }
    ) {
        self.models = models
        self.graph = graph
        self.sizedGraph = sizedGraph
        names = Dictionary(models.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The network of a name.
    public subscript(_ name: String) -> ModelFacts? { names[name] }

    /// The layers of a network in order of execution, for one image of its default size; nil for a name that is none.
    public func layers(of name: String) -> [LayerFacts]? {
        graph(name)?.analysis(batch: 1).layers.map { layer in
            LayerFacts(
                name: layer.name, kind: layer.kind, output: layer.outputShape, parameters: layer.parameters,
                macs: layer.macs, weightBytes: layer.weightByteCount, activationBytes: layer.activationByteCount,
                movedBytes: layer.movedByteCount)
        }
    }
}
