/// What every operator says about itself: the rules of shapes, parameters and cost.
///
/// A new operator is a struct with this conformance in a file of its own and a case of ``Operator``; the compiler then
/// points at each place that must know it (ONNX export, trainer).
public protocol LayerOperator: Hashable, Sendable {
    /// How many values it reads.
    var inputCount: ClosedRange<Int> { get }
    /// What it does to memory when it runs.
    var memory: MemoryUse { get }

    /// Checks the attributes by themselves.
    /// - Throws: ``ModelGraphError/invalidAttribute(node:attribute:value:expected:)``, naming `node`.
    func validate(node: String) throws(ModelGraphError)

    /// The shapes of the outputs for one sample; called after ``validate(node:)``.
    /// - Throws: ``ModelGraphError/shapeMismatch(node:found:expected:)``, ``ModelGraphError/emptyOutput(node:input:)``
    ///   or ``ModelGraphError/tooLarge(node:quantity:limit:)``.
    func outputShapes(for inputs: [Shape], node: String) throws(ModelGraphError) -> [Shape]

    /// The parameters and buffers by their last name (`weight`, `running_mean`), in torch's order.
    var parameters: [(name: String, shape: [Int], role: ParameterRole)] { get }

    /// Multiply-accumulates for each element of the output: k²·in/groups for a convolution, in for a linear layer.
    ///
    /// Nil for operators that the count leaves out by definition; they cost time all the same.
    var multiplyAccumulatesPerOutputElement: Int? { get }
}

/// What running an operator does to the memory of activations.
public enum MemoryUse: Hashable, Sendable {
    /// The output is the input under another shape or name: flatten, and dropout at inference.
    case alias
    /// Element by element, so it may write over its first input once nobody else reads that.
    case inPlace
    /// The output is new memory.
    case fresh
}

extension LayerOperator {
    /// One value.
    public var inputCount: ClosedRange<Int> { 1...1 }
    /// New memory.
    public var memory: MemoryUse { .fresh }
    /// None.
    public var parameters: [(name: String, shape: [Int], role: ParameterRole)] { [] }
    /// Left out of the count.
    public var multiplyAccumulatesPerOutputElement: Int? { nil }
    /// Nothing to check.
    public func validate(node: String) throws(ModelGraphError) {}

    /// Checks one attribute against the range that it is defined for.
    package func require(
        _ value: Int, in range: ClosedRange<Int>, _ attribute: String, node: String
    ) throws(ModelGraphError) {
        guard range.contains(value) else {
            throw .invalidAttribute(
                node: node, attribute: attribute, value: String(value),
                expected: "\(range.lowerBound)…\(range.upperBound)")
        }
    }

    /// Checks both axes of one attribute.
    package func require(
        _ extent: Extent, in range: ClosedRange<Int>, _ attribute: String, node: String
    ) throws(ModelGraphError) {
        try require(extent.height, in: range, attribute, node: node)
        try require(extent.width, in: range, attribute, node: node)
    }

    /// The shape, or the error that it is too large.
    package func shape(_ dimensions: [Int], node: String) throws(ModelGraphError) -> Shape {
        guard let shape = Shape(dimensions) else {
            throw .tooLarge(node: node, quantity: "elements of its output", limit: Shape.maximumElementCount)
        }
        return shape
    }

    /// `[C, H, W]` of the only input.
    package func image(
        _ inputs: [Shape], node: String
    ) throws(ModelGraphError) -> (channels: Int, extent: Extent) {
        guard let extent = inputs[0].spatial else {
            throw .shapeMismatch(node: node, found: inputs.map(\.dimensions), expected: "an image [C, H, W]")
        }
        return (inputs[0].channels, extent)
    }
}

/// Bounds of attributes: far above any network, low enough that no product of them leaves 64 bits.
package enum AttributeLimit {
    /// Kernel, stride, padding and dilation.
    package static let window = 1...4096
    /// Channels, features, classes and groups.
    package static let channels = 1...(1 << 20)
}
