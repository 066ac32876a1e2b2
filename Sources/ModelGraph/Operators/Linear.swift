/// Fully connected layer, `[F]` to `[F']`: y = W·x + b.
public struct Linear: LayerOperator {
    /// F.
    public let inputFeatures: Int
    /// F'.
    public let outputFeatures: Int
    /// Whether a bias is added.
    public let hasBias: Bool

    /// A linear layer; attributes are checked when it is put into a graph.
    public init(inputFeatures: Int, outputFeatures: Int, hasBias: Bool = true) {
        self.inputFeatures = inputFeatures
        self.outputFeatures = outputFeatures
        self.hasBias = hasBias
    }

    /// Features must be positive. The input's can be as many as a flattened image has.
    public func validate(node: String) throws(ModelGraphError) {
        try require(inputFeatures, in: 1...Shape.maximumElementCount, "input features", node: node)
        try require(outputFeatures, in: AttributeLimit.channels, "output features", node: node)
    }

    /// `[F']`.
    public func outputShapes(for inputs: [Shape], node: String) throws(ModelGraphError) -> [Shape] {
        guard inputs[0].dimensions == [inputFeatures] else {
            throw .shapeMismatch(node: node, found: inputs.map(\.dimensions), expected: "[\(inputFeatures)]")
        }
        return [try shape([outputFeatures], node: node)]
    }

    /// `weight` `[F', F]` and, if there is one, `bias` `[F']`.
    public var parameters: [(name: String, shape: [Int], role: ParameterRole)] {
        let weight = (name: "weight", shape: [outputFeatures, inputFeatures], role: ParameterRole.weight)
        return hasBias ? [weight, (name: "bias", shape: [outputFeatures], role: .bias)] : [weight]
    }

    /// F.
    public var multiplyAccumulatesPerOutputElement: Int? { inputFeatures }
}
