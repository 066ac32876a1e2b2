/// Two-dimensional convolution (cross-correlation, as in every framework), `[C, H, W]` to `[C', H', W']`.
public struct Convolution: LayerOperator {
    /// C.
    public let inputChannels: Int
    /// C'.
    public let outputChannels: Int
    /// Kernel, stride, padding and dilation.
    public let window: Window
    /// Each group of C'/groups outputs sees its own C/groups inputs; C for a depthwise convolution.
    public let groups: Int
    /// Whether a bias is added.
    public let hasBias: Bool

    /// A convolution; attributes are checked when it is put into a graph.
    public init(
        inputChannels: Int, outputChannels: Int, window: Window, groups: Int = 1, hasBias: Bool = true
    ) {
        self.inputChannels = inputChannels
        self.outputChannels = outputChannels
        self.window = window
        self.groups = groups
        self.hasBias = hasBias
    }

    /// True when each input channel is filtered by itself.
    public var isDepthwise: Bool { groups > 1 && groups == inputChannels }

    /// Channels and groups must divide; all attributes positive.
    public func validate(node: String) throws(ModelGraphError) {
        try require(inputChannels, in: AttributeLimit.channels, "input channels", node: node)
        try require(outputChannels, in: AttributeLimit.channels, "output channels", node: node)
        try window.validate(self, node: node)
        guard groups >= 1, inputChannels.isMultiple(of: groups), outputChannels.isMultiple(of: groups) else {
            throw .invalidAttribute(
                node: node, attribute: "groups", value: String(groups),
                expected: "a divisor of \(inputChannels) input and \(outputChannels) output channels")
        }
    }

    /// `[C', H', W']` with H' and W' from ``Window/positions(over:roundsUp:)``.
    public func outputShapes(for inputs: [Shape], node: String) throws(ModelGraphError) -> [Shape] {
        let (channels, extent) = try image(inputs, node: node)
        guard channels == inputChannels else {
            throw .shapeMismatch(
                node: node, found: inputs.map(\.dimensions), expected: "\(inputChannels) channels")
        }
        guard let positions = window.positions(over: extent) else {
            throw .emptyOutput(node: node, input: inputs[0].dimensions)
        }
        return [try shape([outputChannels, positions.height, positions.width], node: node)]
    }

    /// `weight` `[C', C/groups, kh, kw]` and, if there is one, `bias` `[C']`.
    public var parameters: [(name: String, shape: [Int], role: ParameterRole)] {
        let kernel = [outputChannels, inputChannels / groups, window.kernel.height, window.kernel.width]
        let weight = (name: "weight", shape: kernel, role: ParameterRole.weight)
        return hasBias ? [weight, (name: "bias", shape: [outputChannels], role: .bias)] : [weight]
    }

    /// kh · kw · C/groups.
    public var multiplyAccumulatesPerOutputElement: Int? { window.kernel.area * (inputChannels / groups) }
}
