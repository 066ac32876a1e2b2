/// A run of layers named `prefix.0`, `prefix.1`…, as torch.nn.Sequential names its modules.
public final class Sequential {
    /// What the last layer gives.
    public private(set) var output: ValueID
    private let net: GraphBuilder
    private let prefix: String
    private var count = 0

    init(net: GraphBuilder, prefix: String, from input: ValueID) {
        self.net = net
        self.prefix = prefix
        self.output = input
    }

    /// Channels of ``output``.
    public var channels: Int {
        get throws(ModelGraphError) { try net.shape(of: output).channels }
    }

    /// Adds a layer, or a block of them, under the next number.
    /// - Parameter make: Gets the layer's name and input and gives its output.
    public func append(
        _ make: (GraphBuilder, String, ValueID) throws(ModelGraphError) -> ValueID
    ) throws(ModelGraphError) {
        output = try make(net, "\(prefix).\(count)", output)
        count += 1
    }

    /// Convolution.
    public func convolution(
        _ channels: Int, kernel: Extent, stride: Extent = 1, padding: Extent = 0, groups: Int = 1, bias: Bool = true
    ) throws(ModelGraphError) {
        try append { net, name, input throws(ModelGraphError) in
            try net.convolution(
                name, input, channels, kernel: kernel, stride: stride, padding: padding, groups: groups, bias: bias)
        }
    }

    /// Batch normalisation.
    public func batchNormalization(epsilon: Float = 1e-5, momentum: Float = 0.1) throws(ModelGraphError) {
        try append { net, name, input throws(ModelGraphError) in
            try net.batchNormalization(name, input, epsilon: epsilon, momentum: momentum)
        }
    }

    /// An element-wise function.
    public func activation(_ function: Activation) throws(ModelGraphError) {
        try append { net, name, input throws(ModelGraphError) in try net.activation(name, function, input) }
    }

    /// max(x, 0).
    public func relu() throws(ModelGraphError) {
        try activation(.relu)
    }

    /// Maximum under a sliding window.
    public func maxPool(
        kernel: Extent, stride: Extent, padding: Extent = 0, roundsUp: Bool = false
    ) throws(ModelGraphError) {
        try append { net, name, input throws(ModelGraphError) in
            try net.maxPool(name, input, kernel: kernel, stride: stride, padding: padding, roundsUp: roundsUp)
        }
    }

    /// Mean under a sliding window.
    public func averagePool(
        kernel: Extent, stride: Extent, padding: Extent = 0, countsPadding: Bool = true
    ) throws(ModelGraphError) {
        try append { net, name, input throws(ModelGraphError) in
            try net.averagePool(
                name, input, kernel: kernel, stride: stride, padding: padding, countsPadding: countsPadding)
        }
    }

    /// Mean over a given number of parts of each axis.
    public func adaptiveAveragePool(to size: Extent) throws(ModelGraphError) {
        try append { net, name, input throws(ModelGraphError) in
            try net.adaptiveAveragePool(name, input, to: size)
        }
    }

    /// Fully connected layer.
    public func linear(_ features: Int, bias: Bool = true) throws(ModelGraphError) {
        try append { net, name, input throws(ModelGraphError) in
            try net.linear(name, input, features, bias: bias)
        }
    }

    /// Random zeros in training.
    public func dropout(_ probability: Float) throws(ModelGraphError) {
        try append { net, name, input throws(ModelGraphError) in
            try net.dropout(name, input, probability: probability)
        }
    }
}

extension GraphBuilder {
    /// Starts a run of numbered layers below `prefix`.
    public func sequential(_ prefix: String, from input: ValueID) -> Sequential {
        Sequential(net: self, prefix: prefix, from: input)
    }
}
