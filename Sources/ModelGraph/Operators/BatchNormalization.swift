/// Batch normalisation (Ioffe and Szegedy 2015, algorithm 1), any shape to the same shape, channel by channel.
///
/// At inference y = γ·(x − mean)/√(variance + ε) + β with the running figures.
public struct BatchNormalization: LayerOperator {
    /// C.
    public let channels: Int
    /// ε, added to the variance; torch's default is 1e-5.
    public let epsilon: Float
    /// Weight of the newest batch in the running figures (training only); torch's default is 0.1.
    public let momentum: Float

    /// A batch normalisation; attributes are checked when it is put into a graph.
    public init(channels: Int, epsilon: Float = 1e-5, momentum: Float = 0.1) {
        self.channels = channels
        self.epsilon = epsilon
        self.momentum = momentum
    }

    /// Element by element at inference.
    public var memory: MemoryUse { .inPlace }

    /// Channels must be positive.
    public func validate(node: String) throws(ModelGraphError) {
        try require(channels, in: AttributeLimit.channels, "channels", node: node)
    }

    /// The input's shape, whose channels must be C.
    public func outputShapes(for inputs: [Shape], node: String) throws(ModelGraphError) -> [Shape] {
        guard inputs[0].channels == channels else {
            throw .shapeMismatch(node: node, found: inputs.map(\.dimensions), expected: "\(channels) channels")
        }
        return inputs
    }

    /// `weight`, `bias`, `running_mean`, `running_var`, each `[C]`, and the scalar `num_batches_tracked`.
    public var parameters: [(name: String, shape: [Int], role: ParameterRole)] {
        [
            (name: "weight", shape: [channels], role: .scale),
            (name: "bias", shape: [channels], role: .shift),
            (name: "running_mean", shape: [channels], role: .runningMean),
            (name: "running_var", shape: [channels], role: .runningVariance),
            (name: "num_batches_tracked", shape: [], role: .batchCount),
        ]
    }
}
