public import ModelGraph
import Pricing
public import Vocabulary

/// The networks that the zoo has, with what is known of each without running it.
public struct ModelCatalogue: Sendable {
    /// The networks that are listed, in the zoo's order; the zoo's naming has more, as other widths.
    public let models: [ModelFacts]
    /// Builds a network of the zoo's naming.
    public typealias Builder = @Sendable (NetworkVariant) throws(InvalidInput) -> KnownNetwork?
    private let build: Builder
    /// The graph of a name for images of a shape `[C, H, W]`; nil for a name that is none, or a size that it cannot take.
    public let sizedGraph: @Sendable (String, [Int]) -> ModelGraph?
    private let names: [String: ModelFacts]
    private let demands = NetworkDemands()

    /// A catalogue of networks with different names.
    ///
    /// - Parameter build: Builds a network; nil for a name that is none, ``InvalidInput`` that names `input_size` or `classes` where
    ///   the network does not take them.
    public init(
        _ models: [ModelFacts],
        build: @escaping Builder = { _ in nil },
        sizedGraph: @escaping @Sendable (String, [Int]) -> ModelGraph? = { _, _ in nil }
    ) {
        self.models = models
        self.build = build
        self.sizedGraph = sizedGraph
        names = Dictionary(models.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The network of a name, listed or by the zoo's naming (`mobilenet_v2_x0_5`); nil for a name that is none.
    public subscript(_ name: String) -> ModelFacts? { names[name] ?? known(NetworkVariant(name))?.facts }

    /// The network at a size.
    ///
    /// - Returns: nil for a name that is none.
    /// - Throws: ``InvalidInput`` that names `input_size` or `classes`.
    public func network(_ variant: NetworkVariant) throws(InvalidInput) -> KnownNetwork? { try build(variant) }

    /// The graph of a variant; nil for a name that is none and a size that the network does not take.
    public func graph(_ variant: NetworkVariant) -> ModelGraph? { known(variant)?.graph }

    /// What a benchmark of a variant needs of memory; nil as for ``graph(_:)``.
    func demand(_ variant: NetworkVariant) -> BenchmarkDemand? { demands.demand(variant, in: self) }

    /// The layers of a network in order of execution, for one image of its default size; nil for a name that is none.
    public func layers(of name: String) -> [LayerFacts]? {
        graph(NetworkVariant(name))?.analysis(batch: 1).layers.map { layer in
            LayerFacts(
                name: layer.name, kind: layer.kind, output: layer.outputShape, parameters: layer.parameters,
                macs: layer.macs, weightBytes: layer.weightByteCount, activationBytes: layer.activationByteCount,
                movedBytes: layer.movedByteCount)
        }
    }

    /// Checks what a benchmark names.
    ///
    /// - Throws: ``InvalidInput`` that names `model`, `input_size` or `classes`.
    public func check(_ variant: NetworkVariant) throws(InvalidInput) {
        if names[variant.name] != nil, variant.inputSize == nil, variant.classes == nil { return }
        if try build(variant) != nil { return }
        let known = models.map(\.name).joined(separator: ", ")
        throw InvalidInput(
            field: "model", expected: "one of \(known), or a stored ONNX file", received: variant.name)
    }

    private func known(_ variant: NetworkVariant) -> KnownNetwork? {
        do throws(InvalidInput) {
            return try build(variant)
        } catch {
            return nil  // a size that the network does not take: submitting says so
        }
    }
}
