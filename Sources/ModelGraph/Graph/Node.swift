/// Names a value of one graph: the input, or an output of a node.
public struct ValueID: Hashable, Sendable {
    /// Position in ``ModelGraph/values``; 0 is the network's input.
    public let index: Int

    package init(index: Int) {
        self.index = index
    }
}

/// A tensor that flows through the network; it is written once (static single assignment).
public struct Value: Hashable, Sendable {
    /// Its place in ``ModelGraph/values``.
    public let id: ValueID
    /// The producing node's name, with `:1`, `:2`… for its second and later outputs; `input` for the input.
    public let name: String
    /// Shape of one sample.
    public let shape: Shape
    /// Index of the node that writes it; nil for the network's input.
    public let producer: Int?
    /// Indices of the nodes that read it, ascending, once for each use.
    public internal(set) var consumers: [Int]
}

/// One operator of the network with its inputs, outputs and parameters.
public struct Node: Hashable, Sendable {
    /// Position in ``ModelGraph/nodes``, which is an order of execution.
    public let index: Int
    /// The module's name as in torchvision, such as `features.0`; unique in the graph.
    public let name: String
    /// What it computes, with its attributes.
    public let `operator`: Operator
    /// The values it reads, in the operator's order.
    public let inputs: [ValueID]
    /// The values it writes; one for all operators but ``Operator/split(_:)``.
    public let outputs: [ValueID]
    /// Its parameters and buffers in torch's order.
    public let parameters: [Parameter]
    /// Multiply-accumulates for one sample: convolution and linear only.
    public let multiplyAccumulates: Int
}
