/// Says a graph in ONNX operators (opset 17) for inference.
///
/// Dropout, identity and pools over windows of one element vanish: their output is their input's name.
struct ONNXLowering {
    private let graph: ModelGraph
    private var onnx = ONNXGraph()
    /// The name that each value has in the file.
    private var names: [String]

    private let decoration: ONNXDecoration
    /// Values whose rounding has been written already.
    private var rounded: Set<ValueID> = []

    static func lower(
        _ graph: ModelGraph, _ decoration: ONNXDecoration = ONNXDecoration()
    ) throws(ModelGraphError) -> ONNXGraph {
        var lowering = ONNXLowering(graph: graph, decoration: decoration)
        for node in graph.nodes { try lowering.lower(node) }
        // Reshape, Split and Gemm could take the name itself; an Identity keeps it right for every last layer.
        lowering.onnx.node("Identity", "logits", [lowering.names[graph.output.index]], [ONNXExporter.outputName])
        lowering.onnx.furtherOutputs = decoration.outputs.map { (lowering.name($0), graph[$0].shape) }
        return lowering.onnx
    }

    private init(graph: ModelGraph, decoration: ONNXDecoration) {
        self.graph = graph
        self.decoration = decoration
        // A layer may be called like the file's output.
        names = graph.values.map { $0.name == ONNXExporter.outputName ? "\($0.name):0" : $0.name }
        names[0] = ONNXExporter.inputName
    }

    private mutating func lower(_ node: Node) throws(ModelGraphError) {
        switch node.operator {
        case .convolution(let rule):
            emit("Conv", node, Self.attributes(rule.window) + [("group", .integer(rule.groups))])
        case .batchNormalization(let rule): emit("BatchNormalization", node, [("epsilon", .float(rule.epsilon))])
        case .localResponseNormalization(let rule): lower(rule, node)
        case .linear: emit("Gemm", node, [("transB", .integer(1))])
        case .activation(let function): lower(function, node)
        case .parametricReLU: lowerParametricReLU(node)
        case .maxPool(let rule):
            emit("MaxPool", node, Self.attributes(rule.window) + roundingUp(rule.roundsUp, rule.window, node))
        case .averagePool(let rule): lower(rule, node)
        case .adaptiveAveragePool(let rule): try lower(rule, node)
        case .add: emit("Add", node)
        case .multiply: emit("Mul", node)
        case .concatenate: emit("Concat", node, [("axis", .integer(1))])
        case .padChannels(let rule):
            let pads = onnx.constant("\(node.name).pads", integers: [0, 0, 0, 0, 0, rule.added, 0, 0])
            onnx.node("Pad", node.name, [input(node), pads], node.outputs.map(name))
        case .split(let rule):
            let sizes = onnx.constant("\(node.name).sections", integers: rule.sections)
            onnx.node("Split", node.name, [input(node), sizes], node.outputs.map(name), [("axis", .integer(1))])
        case .channelShuffle(let rule): lower(rule, node)
        case .flatten: emit("Flatten", node, [("axis", .integer(1))])
        case .dropout, .identity: pass(node)
        case .softmax: emit("Softmax", node, [("axis", .integer(1))])
        }
    }

    private mutating func lower(_ function: Activation, _ node: Node) {
        switch function {
        case .relu: emit("Relu", node)
        case .relu6:
            let low = onnx.constant("\(node.name).min", floats: [0], dimensions: [])
            let high = onnx.constant("\(node.name).max", floats: [6], dimensions: [])
            onnx.node("Clip", node.name, [input(node), low, high], [name(node.outputs[0])])
        case .sigmoid: emit("Sigmoid", node)
        case .hardSigmoid: emit("HardSigmoid", node, [("alpha", .float(1 / 6)), ("beta", .float(0.5))])
        case .hardSwish: emit("HardSwish", node)
        case .silu:
            onnx.node("Sigmoid", "\(node.name).sigmoid", [input(node)], ["\(node.name):sigmoid"])
            onnx.node("Mul", node.name, [input(node), "\(node.name):sigmoid"], [name(node.outputs[0])])
        }
    }

    /// ONNX aligns slopes with the last axes, so `[C]` is written as `[C, 1, 1]`.
    private mutating func lowerParametricReLU(_ node: Node) {
        let axes = [Int](repeating: 1, count: graph[node.inputs[0]].shape.rank - 1)
        let slopes = node.parameters.map {
            Parameter(name: $0.name, shape: $0.shape + axes, role: $0.role, elementCount: $0.elementCount)
        }
        emit("PRelu", node, parameters: slopes)
    }

    private mutating func lower(_ rule: LocalResponseNormalization, _ node: Node) {
        let attributes: [(name: String, value: ONNXGraph.Attribute)] = [
            ("size", .integer(rule.size)), ("alpha", .float(rule.alpha)), ("beta", .float(rule.beta)),
            ("bias", .float(rule.offset)),
        ]
        emit("LRN", node, attributes)
    }

    private mutating func lower(_ rule: AveragePool, _ node: Node) {
        var attributes = Self.attributes(rule.window).filter { $0.name != "dilations" }
        attributes += roundingUp(rule.roundsUp, rule.window, node)
        attributes.append(("count_include_pad", .integer(rule.countsPadding ? 1 : 0)))
        emit("AveragePool", node, attributes)
    }

    /// Groups and channels as two axes, exchanged; a 0 keeps the batch whatever it is.
    private mutating func lower(_ rule: ChannelShuffle, _ node: Node) {
        let shape = graph[node.inputs[0]].shape.dimensions
        let split = onnx.constant(
            "\(node.name).split", integers: [0, rule.groups, shape[0] / rule.groups, shape[1], shape[2]])
        let merged = onnx.constant("\(node.name).merged", integers: [0, shape[0], shape[1], shape[2]])
        onnx.node("Reshape", "\(node.name).reshape", [input(node), split], ["\(node.name):groups"])
        onnx.node(
            "Transpose", "\(node.name).transpose", ["\(node.name):groups"], ["\(node.name):transposed"],
            [("perm", .integers([0, 2, 1, 3, 4]))])
        onnx.node("Reshape", node.name, ["\(node.name):transposed", merged], [name(node.outputs[0])])
    }

    /// ONNX has no adaptive pool: a global one, nothing, a plain one where the parts are equal, or two matrices of weights.
    private mutating func lower(_ rule: AdaptiveAveragePool, _ node: Node) throws(ModelGraphError) {
        guard let side = graph[node.inputs[0]].shape.spatial else {
            throw .notExpressible(node: node.name, reason: "its input is not an image")
        }
        let size = rule.size
        if rule.isGlobal { return emit("GlobalAveragePool", node) }
        if side == size { return pass(node) }
        if side.height.isMultiple(of: size.height), side.width.isMultiple(of: size.width) {
            let part = Extent(height: side.height / size.height, width: side.width / size.width)
            let window = Window(kernel: part, stride: part)
            return emit("AveragePool", node, Self.attributes(window).filter { $0.name != "dilations" })
        }
        let (rows, columns) = Self.averagingMatrices(side, to: size)
        let left = onnx.constant("\(node.name).rows", floats: rows, dimensions: [size.height, side.height])
        let right = onnx.constant("\(node.name).columns", floats: columns, dimensions: [side.width, size.width])
        onnx.node("MatMul", "\(node.name).average_rows", [left, input(node)], ["\(node.name):rows"])
        onnx.node("MatMul", node.name, ["\(node.name):rows", right], [name(node.outputs[0])])
    }

    private static func attributes(_ window: Window) -> [(name: String, value: ONNXGraph.Attribute)] {
        let (kernel, stride, padding, dilation) = (window.kernel, window.stride, window.padding, window.dilation)
        return [
            ("kernel_shape", .integers([kernel.height, kernel.width])),
            ("strides", .integers([stride.height, stride.width])),
            ("pads", .integers([padding.height, padding.width, padding.height, padding.width])),
            ("dilations", .integers([dilation.height, dilation.width])),
        ]
    }

    /// Said only where it changes the output: engines differ in what a window past the padding means.
    private func roundingUp(
        _ roundsUp: Bool, _ window: Window, _ node: Node
    ) -> [(name: String, value: ONNXGraph.Attribute)] {
        guard roundsUp, let side = graph[node.inputs[0]].shape.spatial,
            window.positions(over: side) != window.positions(over: side, roundsUp: true)
        else { return [] }
        return [("ceil_mode", .integer(1))]
    }

    private mutating func emit(
        _ type: String, _ node: Node, _ attributes: [(name: String, value: ONNXGraph.Attribute)] = [],
        parameters: [Parameter]? = nil
    ) {
        let parameters = parameters ?? node.parameters.filter { $0.role != .batchCount }
        let inputs = node.inputs.map { read($0, by: node) } + parameters.map { stored($0) }
        onnx.node(type, node.name, inputs, node.outputs.map(name), attributes)
    }

    /// The name under which a node reads a value: the value's own, or that of its rounding.
    private mutating func read(_ value: ValueID, by node: Node) -> String {
        let exact = name(value)
        guard let rounding = decoration.activations[value], rounding.readers.contains(node.index) else { return exact }
        let result = "\(exact):dequantized"
        guard rounded.insert(value).inserted else { return result }
        onnx.round(exact, to: result, scale: rounding.scale, zeroPoint: rounding.zeroPoint)
        return result
    }

    /// The name under which a node reads a parameter: the stored one's, or that of what widens it.
    private mutating func stored(_ parameter: Parameter) -> String {
        guard let stored = decoration.parameters[parameter.name] else {
            onnx.parameters.append(parameter)
            return parameter.name
        }
        return onnx.widen(stored, of: parameter)
    }

    private mutating func pass(_ node: Node) {
        names[node.outputs[0].index] = input(node)
    }

    private func name(_ value: ValueID) -> String { names[value.index] }
    private mutating func input(_ node: Node) -> String { read(node.inputs[0], by: node) }
}
