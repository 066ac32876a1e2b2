/// Cuts a value along the channels into parts; the only operator with several outputs.
public struct Split: LayerOperator {
    /// Channels of each part, in order.
    public let sections: [Int]

    /// A split; attributes are checked when it is put into a graph.
    public init(sections: [Int]) {
        self.sections = sections
    }

    /// Each part must have channels.
    public func validate(node: String) throws(ModelGraphError) {
        try require(sections.count, in: AttributeLimit.channels, "number of sections", node: node)
        for section in sections { try require(section, in: AttributeLimit.channels, "section", node: node) }
    }

    /// One shape for each part; the parts must add up to the input's channels.
    public func outputShapes(for inputs: [Shape], node: String) throws(ModelGraphError) -> [Shape] {
        let total = sections.reduce(0, +)
        guard inputs[0].channels == total else {
            throw .shapeMismatch(node: node, found: inputs.map(\.dimensions), expected: "\(total) channels")
        }
        let rest = inputs[0].dimensions.dropFirst()
        var shapes: [Shape] = []
        for section in sections { shapes.append(try shape([section] + rest, node: node)) }
        return shapes
    }
}

/// Interleaves the channels of groups, so that the next grouped layer sees all of them; `[C, H, W]` to the same.
///
/// Channels as a matrix `[groups, C/groups]`, transposed (Zhang et al. 2017, "ShuffleNet", section 3.1).
public struct ChannelShuffle: LayerOperator {
    /// The number of groups that are interleaved.
    public let groups: Int

    /// A shuffle; attributes are checked when it is put into a graph.
    public init(groups: Int) {
        self.groups = groups
    }

    /// Groups must be positive.
    public func validate(node: String) throws(ModelGraphError) {
        try require(groups, in: AttributeLimit.channels, "groups", node: node)
    }

    /// The input's shape, whose channels the groups must divide.
    public func outputShapes(for inputs: [Shape], node: String) throws(ModelGraphError) -> [Shape] {
        let (channels, _) = try image(inputs, node: node)
        guard channels.isMultiple(of: groups) else {
            throw .shapeMismatch(
                node: node, found: inputs.map(\.dimensions), expected: "channels that \(groups) groups divide")
        }
        return inputs
    }
}

/// `[C, H, W]` to `[C·H·W]`, the same memory.
public struct Flatten: LayerOperator {
    /// A flatten.
    public init() {}

    /// The same memory.
    public var memory: MemoryUse { .alias }

    /// `[C·H·W]`.
    public func outputShapes(for inputs: [Shape], node: String) throws(ModelGraphError) -> [Shape] {
        [try shape([inputs[0].elementCount], node: node)]
    }
}

/// Passes its input on: keeps a module's name where a pass has removed the module.
public struct Identity: LayerOperator {
    /// An identity.
    public init() {}

    /// The same memory.
    public var memory: MemoryUse { .alias }

    /// The input's shape.
    public func outputShapes(for inputs: [Shape], node: String) throws(ModelGraphError) -> [Shape] { inputs }
}

/// Logits to probabilities, exp(x)/Σexp(x) over `[F]`; no network of the zoo ends with it.
public struct Softmax: LayerOperator {
    /// A softmax.
    public init() {}

    /// `[F]`.
    public func outputShapes(for inputs: [Shape], node: String) throws(ModelGraphError) -> [Shape] {
        guard inputs[0].rank == 1 else {
            throw .shapeMismatch(node: node, found: inputs.map(\.dimensions), expected: "[F]")
        }
        return inputs
    }
}
