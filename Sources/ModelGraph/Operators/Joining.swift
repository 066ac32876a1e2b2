/// The sum of two values of the same shape, element by element: the residual connection.
public struct Add: LayerOperator {
    /// An addition.
    public init() {}

    /// Two values.
    public var inputCount: ClosedRange<Int> { 2...2 }
    /// Element by element.
    public var memory: MemoryUse { .inPlace }

    /// The shape of both inputs, which must be equal.
    public func outputShapes(for inputs: [Shape], node: String) throws(ModelGraphError) -> [Shape] {
        guard inputs[0] == inputs[1] else {
            throw .shapeMismatch(node: node, found: inputs.map(\.dimensions), expected: "two equal shapes")
        }
        return [inputs[0]]
    }
}

/// Values one after another along the channels.
public struct Concatenate: LayerOperator {
    /// A concatenation.
    public init() {}

    /// One value or more; the bound is that of the ONNX operator's variadic input.
    public var inputCount: ClosedRange<Int> { 1...Int(Int32.max) }

    /// `[ΣC, H, W]`; all axes but the channels must be equal.
    public func outputShapes(for inputs: [Shape], node: String) throws(ModelGraphError) -> [Shape] {
        let rest = inputs[0].dimensions.dropFirst()
        guard inputs.allSatisfy({ $0.dimensions.dropFirst() == rest }) else {
            throw .shapeMismatch(
                node: node, found: inputs.map(\.dimensions), expected: "shapes that differ in channels only")
        }
        return [try shape([inputs.reduce(0) { $0 + $1.channels }] + rest, node: node)]
    }
}

/// The product of two values, element by element: the second of the first's shape, or `[C, 1, 1]` with one factor for each
/// channel (squeeze-and-excitation, Hu et al. 2017, equation 4).
public struct Multiply: LayerOperator {
    /// A multiplication.
    public init() {}

    /// Two values.
    public var inputCount: ClosedRange<Int> { 2...2 }
    /// Element by element.
    public var memory: MemoryUse { .inPlace }

    /// The shape of the first input.
    public func outputShapes(for inputs: [Shape], node: String) throws(ModelGraphError) -> [Shape] {
        let (left, right) = (inputs[0], inputs[1])
        let isPerChannel = left.rank == 3 && right.dimensions == [left.channels, 1, 1]
        guard left == right || isPerChannel else {
            throw .shapeMismatch(
                node: node, found: inputs.map(\.dimensions), expected: "two equal shapes, or [C, H, W] and [C, 1, 1]")
        }
        return [left]
    }
}
