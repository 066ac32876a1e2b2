/// Everything that can go wrong between a description of a network and its file.
///
/// Only ``file(path:operation:reason:)`` can go away by itself; every other case stays until the input is changed.
public enum ModelGraphError: Error, Hashable, Sendable {
    // MARK: Building a graph

    /// The input of a network must be `[C, H, W]` or `[F]` with positive extents.
    case invalidInput(found: [Int], expected: String)
    /// A number of a layer lies outside what the layer is defined for.
    case invalidAttribute(node: String, attribute: String, value: String, expected: String)
    /// A node's name is empty or already taken; parameters are found by name, so names are unique.
    case invalidName(String, expected: String)
    /// The value comes from no node of this graph.
    case unknownValue(node: String)
    /// The node got the wrong number of inputs.
    case inputCount(node: String, found: Int, expected: String)
    /// The inputs' shapes do not fit the node. Shapes are of one sample, without the batch axis.
    case shapeMismatch(node: String, found: [[Int]], expected: String)
    /// The window does not fit into the input even once.
    case emptyOutput(node: String, input: [Int])
    /// A size is above what this library computes with; `quantity` names it.
    case tooLarge(node: String, quantity: String, limit: Int)

    // MARK: Weights

    /// Names and shapes of the tensors do not equal those of the graph; all differences are listed, sorted by name.
    case weightsMismatch(missing: [String], unexpected: [String], wronglyShaped: [ShapeConflict])
    /// The file is not a safetensors file that this library reads.
    case notSafetensors(path: String, reason: String)
    /// The file holds no weights that this library reads: a PyTorch file that is damaged or more than tensors, or no known format.
    case notWeights(path: String, reason: String)

    // MARK: Files

    /// The system refused to open, read, write or rename; trying again can help when the cause is gone.
    case file(path: String, operation: String, reason: String)
    /// The graph has a node that cannot be said in ONNX for this input size.
    case notExpressible(node: String, reason: String)
    /// The file is not an ONNX model, or not one that this library takes.
    case notONNX(path: String, reason: String)
    /// The ONNX file is right, but this node of it has no operator of a ``ModelGraph``; it can still be measured and analysed.
    case notImportable(node: String, operator: String, reason: String)

    /// A tensor whose shape is not the one that the graph asks for.
    public struct ShapeConflict: Hashable, Sendable {
        /// The tensor's name, as in torchvision's state dict.
        public let name: String
        /// The shape in the file.
        public let found: [Int]
        /// The shape in the graph.
        public let expected: [Int]

        /// A conflict at tensor `name`.
        public init(name: String, found: [Int], expected: [Int]) {
            self.name = name
            self.found = found
            self.expected = expected
        }
    }

    /// True when the same call can succeed later without a changed input.
    public var canRetryHelp: Bool {
        if case .file = self { return true }
        return false
    }
}
