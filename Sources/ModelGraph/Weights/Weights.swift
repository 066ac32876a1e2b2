/// The tensors of a network by name, as in torchvision's state dict.
///
/// Costs no memory by itself: tensors are rules or parts of a mapped file until somebody reads them.
public struct Weights: Sendable {
    private let tensors: [String: Tensor]

    /// Weights from tensors by name.
    public init(_ tensors: [String: Tensor]) {
        self.tensors = tensors
    }

    /// The tensor of this name.
    public subscript(name: String) -> Tensor? { tensors[name] }
    /// All names, sorted.
    public var names: [String] { tensors.keys.sorted() }
    /// The number of tensors.
    public var count: Int { tensors.count }
    /// Bytes of all tensors as Float32 (batch counts as Int64).
    public var byteCount: Int { tensors.values.reduce(0) { $0 + $1.byteCount } }

    /// Initial weights for training and for speed measurements, the same for the same seed on every platform.
    ///
    /// Convolutions and linear layers: He et al. 2015 (normal, variance 2/fan-in); biases 0; batch normalisation γ 1, β 0,
    /// mean 0, variance 1. Every tensor depends on its own name and the seed only.
    public static func seeded(for graph: ModelGraph, seed: UInt64) -> Weights {
        var tensors: [String: Tensor] = [:]
        for parameter in graph.parameters {
            tensors[parameter.name] = Tensor(
                shape: parameter.shape, elementType: parameter.elementType,
                source: .generated(InitialValues(for: parameter, seed: seed)))
        }
        return Weights(tensors)
    }

    /// Checks that names and shapes equal those of the graph.
    /// - Throws: ``ModelGraphError/weightsMismatch(missing:unexpected:wronglyShaped:)`` with every difference.
    public func check(for graph: ModelGraph) throws(ModelGraphError) {
        let expected = graph.parameters
        let expectedNames = Set(expected.map(\.name))
        let missing = expected.map(\.name).filter { tensors[$0] == nil }.sorted()
        let unexpected = tensors.keys.filter { !expectedNames.contains($0) }.sorted()
        let wronglyShaped = expected.compactMap { parameter -> ModelGraphError.ShapeConflict? in
            guard let found = tensors[parameter.name]?.shape, found != parameter.shape else { return nil }
            return ModelGraphError.ShapeConflict(name: parameter.name, found: found, expected: parameter.shape)
        }
        guard missing.isEmpty, unexpected.isEmpty, wronglyShaped.isEmpty else {
            throw .weightsMismatch(
                missing: missing, unexpected: unexpected, wronglyShaped: wronglyShaped.sorted { $0.name < $1.name })
        }
    }
}
