/// A network: its operators in an order of execution, the values between them and the names of its parameters.
///
/// A graph is made by ``GraphBuilder``, which checks every step, so a graph that exists is valid: shapes agree, names are
/// unique, each value is written once and before it is read. It holds no weights. Who reads a value is part of it
/// (``Value/consumers``), so what ties channels together (residual additions, concatenations, shuffles) can be followed.
public struct ModelGraph: Hashable, Sendable {
    /// The architecture's name.
    public let name: String
    /// The nodes in an order of execution: each after those that it reads from.
    public let nodes: [Node]
    /// All values; index 0 is the network's input.
    public let values: [Value]
    /// The network's result, `[classes]` for a classifier: logits, without softmax.
    public let output: ValueID

    /// The network's input.
    public var input: Value { values[0] }
    /// The shape of one input sample, `[C, H, W]`.
    public var inputShape: Shape { values[0].shape }
    /// The shape of one sample's result.
    public var outputShape: Shape { self[output].shape }

    /// The value with this identifier.
    public subscript(id: ValueID) -> Value { values[id.index] }

    /// Every parameter and buffer in order of execution.
    public var parameters: [Parameter] { nodes.flatMap(\.parameters) }

    /// The node of this name, if there is one.
    public func node(named name: String) -> Node? {
        nodes.first { $0.name == name }
    }

    /// The shapes of a node's inputs, in its order.
    public func inputShapes(of node: Node) -> [Shape] { node.inputs.map { self[$0].shape } }
    /// The shapes of a node's outputs, in its order.
    public func outputShapes(of node: Node) -> [Shape] { node.outputs.map { self[$0].shape } }
}
