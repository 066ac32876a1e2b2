import ModelGraph

/// Builds a new graph along an old one, node by node; names stay, so that weights are found again.
struct GraphRewriter {
    private let old: ModelGraph
    private let builder: GraphBuilder
    /// Which value of the new graph stands for each of the old.
    private var successors: [ValueID: ValueID]

    /// Starts with an input of the same shape.
    init(_ graph: ModelGraph) throws(CompressionError) {
        old = graph
        let made = try building { () throws(ModelGraphError) in
            try GraphBuilder(name: graph.name, input: graph.inputShape.dimensions)
        }
        builder = made
        successors = [graph.input.id: made.input]
    }

    /// Takes a node over, perhaps with another operator.
    mutating func copy(_ node: Node, as changed: Operator? = nil) throws(CompressionError) {
        let inputs = try node.inputs.map { value throws(CompressionError) in try successor(of: value) }
        let outputs = try building { () throws(ModelGraphError) in
            try builder.add(node.name, changed ?? node.operator, inputs)
        }
        for (before, after) in zip(node.outputs, outputs) { successors[before] = after }
    }

    /// Leaves a node out: who read its result reads its input.
    mutating func skip(_ node: Node) throws(CompressionError) {
        successors[node.outputs[0]] = try successor(of: node.inputs[0])
    }

    /// The new graph.
    func graph() throws(CompressionError) -> ModelGraph {
        let output = try successor(of: old.output)
        return try building { () throws(ModelGraphError) in try builder.graph(output: output) }
    }

    private func successor(of value: ValueID) throws(CompressionError) -> ValueID {
        guard let successor = successors[value] else {
            throw .notPossible(network: old.name, reason: "value \(value.index) is read before it is written")
        }
        return successor
    }
}

extension Weights {
    /// The tensors of a node by the last part of their names, as `weight`.
    func tensors(of node: Node) throws(CompressionError) -> [String: Tensor] {
        var found: [String: Tensor] = [:]
        for parameter in node.parameters {
            guard let tensor = self[parameter.name], tensor.shape == parameter.shape else {
                throw .graph(
                    .weightsMismatch(missing: [parameter.name], unexpected: [], wronglyShaped: []))
            }
            found[String(parameter.name.dropFirst(node.name.count + 1))] = tensor
        }
        return found
    }

    /// The values of one of a node's parameters; empty when it has none of that role.
    func floats(_ role: ParameterRole, of node: Node) throws(CompressionError) -> [Float] {
        guard let parameter = node.parameters.first(where: { $0.role == role }) else { return [] }
        guard let tensor = self[parameter.name], tensor.shape == parameter.shape else {
            throw .graph(.weightsMismatch(missing: [parameter.name], unexpected: [], wronglyShaped: []))
        }
        return tensor.floats()
    }
}

extension Tensor {
    /// A tensor of values whose number the caller has made to fit.
    static func of(_ values: [Float], shape: [Int], name: String) throws(CompressionError) -> Tensor {
        guard let tensor = Tensor(shape: shape, floats: values) else {
            throw .graph(
                .weightsMismatch(
                    missing: [], unexpected: [],
                    wronglyShaped: [.init(name: name, found: [values.count], expected: shape)]))
        }
        return tensor
    }
}
