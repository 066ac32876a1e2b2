import Foundation

/// Builds a graph from a foreign file node by node; the operators are in the extensions, one case each.
struct ONNXConstruction {
    let document: ONNXDocument
    let results: [ONNXInference.Result]
    let known: [String: InferredValue]
    let builder: GraphBuilder
    private let file: Data
    private let path: String
    /// The graph's value for each of the file's.
    private var values: [String: ValueID] = [:]
    /// Which nodes read a value.
    private let readers: [String: [Int]]
    /// Nodes that an earlier one took along: parts of a shuffle, of a product with its bias.
    private var taken: Set<Int> = []
    private var names: Set<String> = []
    private var tensors: [String: Tensor] = [:]
    /// Stored tensors, those of Constant nodes included.
    private let stored: [String: ONNXDocument.StoredTensor]

    init(_ document: ONNXDocument, file: Data, path: String) throws(ModelGraphError) {
        self.document = document
        self.file = file
        self.path = path
        var stored = document.tensors
        var readers: [String: [Int]] = [:]
        for (index, node) in document.nodes.enumerated() {
            for name in node.inputs { readers[name, default: []].append(index) }
            guard let output = node.outputs.first else { continue }
            if node.type == "Constant", case .tensor(let tensor)? = node.attributes["value"] { stored[output] = tensor }
            // PyTorch writes an Identity for a tensor that two layers share.
            if node.type == "Identity", let source = node.inputs.first, let tensor = stored[source] {
                stored[output] = tensor
            }
        }
        self.stored = stored
        self.readers = readers
        var inference = ONNXInference(document)
        results = inference.run()
        known = inference.values
        guard document.inputs.count == 1, let input = document.inputs.first, let value = known[input.name],
            value.type == .float32
        else {
            throw .notONNX(path: path, reason: "a graph has one input of fp32 whose axes behind the batch are fixed")
        }
        let name = document.graphName.isEmpty ? "onnx" : document.graphName
        builder = try GraphBuilder(name: name, input: Array(value.shape.dropFirst()))
        values[input.name] = builder.input
    }

    /// The finished graph, its weights checked against it.
    func result() throws(ModelGraphError) -> (graph: ModelGraph, weights: Weights) {
        guard document.outputs.count == 1, let output = document.outputs.first, let value = values[output.name] else {
            throw .notONNX(path: path, reason: "a graph has one output, which depends on the input")
        }
        let graph = try builder.graph(output: value)
        return (graph, try Weights.fitted(tensors, to: graph, strict: true, path: path))
    }

    /// Adds a node to the graph, unless it is a constant or an earlier one took it along.
    mutating func add(_ index: Int) throws(ModelGraphError) {
        let result = results[index]
        guard !taken.contains(index), !(result.isConstant && result.uncounted == nil) else { return }
        let layer = ONNXLayer(result, index: index, opset: document.opset)
        guard result.node.domain.isEmpty else { throw layer.refusal("it is not one of ONNX's own operators") }
        if let reason = result.uncounted { throw layer.refusal(reason) }
        try add(layer)
    }

    // MARK: For the operators

    /// The graph's value that a node reads.
    func value(_ layer: ONNXLayer, _ index: Int = 0) throws(ModelGraphError) -> ValueID {
        guard index < layer.node.inputs.count, let value = values[layer.node.inputs[index]] else {
            throw layer.refusal("input \(index) does not come from a layer")
        }
        return value
    }

    /// The graph's value that a node writes first.
    func result(of node: ONNXDocument.Node, _ layer: ONNXLayer) throws(ModelGraphError) -> ValueID {
        guard let value = node.outputs.first.flatMap({ values[$0] }) else { throw layer.refusal("it has no output") }
        return value
    }

    /// A stored tensor that a node reads; nil when it has no such input.
    func tensor(_ layer: ONNXLayer, _ index: Int) throws(ModelGraphError) -> Tensor? {
        guard index < layer.node.inputs.count, !layer.node.inputs[index].isEmpty else { return nil }
        guard let tensor = stored[layer.node.inputs[index]] else {
            throw layer.refusal("input \(index) is computed; a layer's weights are stored")
        }
        guard let weights = try ONNXWeights.tensor(tensor, in: file, path: path), weights.elementType == .float32 else {
            throw layer.refusal("input \(index) is not made of numbers with fractions")
        }
        return weights
    }

    /// The one node that reads a value, if it is of this type.
    func onlyReader(of name: String?, _ type: String) -> Int? {
        guard let name, let list = readers[name], list.count == 1, document.nodes[list[0]].type == type,
            !document.outputs.contains(where: { $0.name == name })
        else { return nil }
        return list[0]
    }

    /// Adds an operator with its parameters; its outputs are those of `last`, the last node that it stands for.
    mutating func emit(
        _ rule: Operator, _ inputs: [ValueID], _ last: ONNXDocument.Node, parameters: [(String, Tensor)] = []
    ) throws(ModelGraphError) {
        let name = unusedName(last)
        let outputs = try builder.add(name, rule, inputs)
        for (suffix, tensor) in parameters { tensors["\(name).\(suffix)"] = tensor }
        for (output, value) in zip(last.outputs, outputs) { values[output] = value }
    }

    /// A node that does nothing at inference: its result is its input.
    mutating func pass(_ value: ValueID, _ node: ONNXDocument.Node) {
        if let output = node.outputs.first { values[output] = value }
    }

    mutating func take(_ nodes: Int...) { taken.formUnion(nodes) }

    private mutating func unusedName(_ node: ONNXDocument.Node) -> String {
        var name = node.title
        if name == "input" || name.isEmpty { name = "layer" }
        var number = 1
        let first = name
        while !names.insert(name).inserted {
            number += 1
            name = "\(first)_\(number)"
        }
        return name
    }
}

/// A node with what is known around it.
struct ONNXLayer {
    let step: InferenceStep
    let result: ONNXInference.Result
    let index: Int

    init(_ result: ONNXInference.Result, index: Int, opset: Int) {
        self.result = result
        self.index = index
        step = InferenceStep(node: result.node, inputs: result.inputs, opset: opset)
    }

    var node: ONNXDocument.Node { result.node }

    func refusal(_ reason: String) -> ModelGraphError {
        .notImportable(node: node.title, operator: node.qualifiedType, reason: reason)
    }

    /// The shape of an input, the batch included.
    func shape(_ index: Int = 0) -> [Int] {
        index < result.inputs.count ? result.inputs[index]?.shape ?? [] : []
    }

    /// The shape of the first output, the batch included.
    var outputShape: [Int] { result.outputs?.first?.shape ?? [] }

    /// An attribute of one Float.
    func float(_ attribute: String, default value: Float) -> Float {
        guard case .float(let number)? = node.attributes[attribute] else { return value }
        return number
    }

    /// What a rule of shapes gives, its error as a refusal.
    func asking<Value>(_ body: (InferenceStep) throws(Uncountable) -> Value) throws(ModelGraphError) -> Value {
        do throws(Uncountable) {
            return try body(step)
        } catch {
            throw refusal(error.reason)
        }
    }

    func require(_ condition: Bool, _ expected: String) throws(ModelGraphError) {
        if !condition { throw refusal("expected \(expected)") }
    }
}
