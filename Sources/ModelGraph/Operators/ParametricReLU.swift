/// max(x, 0) + a·min(x, 0) with a learned slope a (He et al. 2015, "Delving Deep into Rectifiers", equation 1); any shape
/// to the same shape, as torch.nn.PReLU.
public struct ParametricReLU: LayerOperator {
    /// The number of slopes: 1 for all channels together, C for one each.
    public let slopes: Int

    /// A parametric ReLU; attributes are checked when it is put into a graph.
    public init(slopes: Int) {
        self.slopes = slopes
    }

    /// Element by element.
    public var memory: MemoryUse { .inPlace }

    /// Slopes must be positive.
    public func validate(node: String) throws(ModelGraphError) {
        try require(slopes, in: AttributeLimit.channels, "slopes", node: node)
    }

    /// The input's shape, whose channels must be as many as the slopes unless there is one slope.
    public func outputShapes(for inputs: [Shape], node: String) throws(ModelGraphError) -> [Shape] {
        guard slopes == 1 || inputs[0].channels == slopes else {
            throw .shapeMismatch(node: node, found: inputs.map(\.dimensions), expected: "\(slopes) channels")
        }
        return inputs
    }

    /// `weight`, `[C]` or `[1]`.
    public var parameters: [(name: String, shape: [Int], role: ParameterRole)] {
        [(name: "weight", shape: [slopes], role: .slope)]
    }
}
