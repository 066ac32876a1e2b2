/// Builds a graph node by node and refuses every step that would make it invalid.
///
/// An architecture's file reads like its paper's table: one call a row. A reference type because scopes
/// (``Sequential``) write into the same graph; it stays in the function that builds.
public final class GraphBuilder {
    /// The network's input.
    public let input: ValueID
    private let name: String
    private var nodes: [Node] = []
    private var values: [Value]
    private var names: Set<String> = []

    /// The largest multiply-accumulate count of one layer for one sample (2⁴⁶, 4,500 times VGG-16).
    public static let maximumMultiplyAccumulates = 1 << 46

    /// Starts a network.
    /// - Parameters:
    ///   - name: The architecture's name.
    ///   - input: Shape of one sample, `[C, H, W]` or `[F]`.
    /// - Throws: ``ModelGraphError/invalidInput(found:expected:)`` for another number of axes or extents outside 1…2²⁰.
    public init(name: String, input: [Int]) throws(ModelGraphError) {
        guard [1, 3].contains(input.count), input.allSatisfy(AttributeLimit.channels.contains),
            let shape = Shape(input)
        else {
            throw .invalidInput(
                found: input, expected: "[channels, height, width], each 1…2²⁰, 2⁴⁰ elements at most")
        }
        self.name = name
        self.input = ValueID(index: 0)
        values = [Value(id: self.input, name: "input", shape: shape, producer: nil, consumers: [])]
    }

    /// The shape of one sample of a value.
    /// - Throws: ``ModelGraphError/unknownValue(node:)`` if it is of another graph.
    public func shape(of value: ValueID) throws(ModelGraphError) -> Shape {
        try shape(of: value, for: "shape")
    }

    /// Adds any operator and gives all its outputs; the other methods are short forms of this one.
    /// - Parameters:
    ///   - name: The module's name; parameters are called `name.weight` and so on.
    ///   - inputs: Values of this graph, in the operator's order.
    /// - Throws: The building cases of ``ModelGraphError``; the graph is then as before the call.
    @discardableResult
    public func add(
        _ name: String, _ layer: Operator, _ inputs: [ValueID]
    ) throws(ModelGraphError) -> [ValueID] {
        guard !name.isEmpty, name != "input", !names.contains(name) else {
            throw .invalidName(name, expected: "a name that is not empty, not 'input' and not taken")
        }
        let rule = layer.rule
        guard rule.inputCount.contains(inputs.count) else {
            throw .inputCount(node: name, found: inputs.count, expected: "\(rule.inputCount)")
        }
        try rule.validate(node: name)
        var shapes: [Shape] = []
        for input in inputs { shapes.append(try shape(of: input, for: name)) }
        let outputs = try rule.outputShapes(for: shapes, node: name)
        let node = Node(
            index: nodes.count, name: name, operator: layer, inputs: inputs,
            outputs: outputs.indices.map { ValueID(index: values.count + $0) },
            parameters: try parameters(of: rule, node: name),
            multiplyAccumulates: try multiplyAccumulates(of: rule, outputs: outputs, node: name))
        append(node, outputs: outputs)
        return node.outputs
    }

    /// The finished graph.
    /// - Parameter output: The network's result.
    /// - Throws: ``ModelGraphError/unknownValue(node:)`` if the value is of another graph.
    public func graph(output: ValueID) throws(ModelGraphError) -> ModelGraph {
        _ = try shape(of: output, for: "output")
        return ModelGraph(name: name, nodes: nodes, values: values, output: output)
    }

    private func append(_ node: Node, outputs: [Shape]) {
        for input in node.inputs { values[input.index].consumers.append(node.index) }
        for (position, shape) in outputs.enumerated() {
            let suffix = position == 0 ? "" : ":\(position)"
            values.append(
                Value(
                    id: node.outputs[position], name: node.name + suffix, shape: shape, producer: node.index,
                    consumers: []))
        }
        names.insert(node.name)
        nodes.append(node)
    }

    private func shape(of value: ValueID, for node: String) throws(ModelGraphError) -> Shape {
        guard values.indices.contains(value.index) else { throw .unknownValue(node: node) }
        return values[value.index].shape
    }

    private func parameters(of rule: any LayerOperator, node: String) throws(ModelGraphError) -> [Parameter] {
        var result: [Parameter] = []
        for (name, shape, role) in rule.parameters {
            guard let count = Shape.product(shape), count <= Shape.maximumElementCount else {
                throw .tooLarge(node: node, quantity: "elements of \(name)", limit: Shape.maximumElementCount)
            }
            result.append(Parameter(name: "\(node).\(name)", shape: shape, role: role, elementCount: count))
        }
        return result
    }

    private func multiplyAccumulates(
        of rule: any LayerOperator, outputs: [Shape], node: String
    ) throws(ModelGraphError) -> Int {
        guard let each = rule.multiplyAccumulatesPerOutputElement else { return 0 }
        let elements = outputs.reduce(0) { $0 + $1.elementCount }
        guard let count = Shape.product([each, elements]), count <= Self.maximumMultiplyAccumulates else {
            throw .tooLarge(
                node: node, quantity: "multiply-accumulates", limit: Self.maximumMultiplyAccumulates)
        }
        return count
    }
}
