/// Follows a foreign graph node by node and keeps what is known of every value; the batch is bound to 1.
struct ONNXInference {
    let document: ONNXDocument
    private(set) var values: [String: InferredValue] = [:]
    /// The word of the axis that is the batch, where the file has one.
    private var batchWords: Set<String> = []

    /// What came of one node.
    struct Result {
        let node: ONNXDocument.Node
        /// Known of its inputs, in their order; nil for what is not known and for inputs that are left out.
        let inputs: [InferredValue?]
        /// Nil where nothing is known.
        let outputs: [InferredValue]?
        let macs: Int
        /// Why its cost is not known; nil when it is.
        let uncounted: String?
        /// Computed once, when an engine loads the file.
        var isConstant: Bool { outputs?.allSatisfy(\.isConstant) ?? false }
    }

    init(_ document: ONNXDocument) {
        self.document = document
        for (name, tensor) in document.tensors { values[name] = InferredValue(tensor, name: name) }
        for input in document.inputs {
            if case .dynamic(let word?)? = input.dimensions?.first { batchWords.insert(word) }
        }
        for input in document.inputs { values[input.name] = said(input) }
    }

    /// Every node in the file's order, which is an order of execution.
    mutating func run() -> [Result] {
        let said = Dictionary(document.values.map { ($0.name, $0) }) { first, _ in first }
        return document.nodes.map { step($0, said) }
    }

    private mutating func step(_ node: ONNXDocument.Node, _ said: [String: ONNXModel.Port]) -> Result {
        let inputs = node.inputs.map { values[$0] }
        let step = InferenceStep(node: node, inputs: inputs, opset: document.opset)
        do throws(Uncountable) {
            var outputs = try Self.infer(step)
            let isConstant =
                !node.inputs.isEmpty
                && node.inputs.indices.allSatisfy { !step.has($0) || inputs[$0]?.isConstant == true }
            for index in outputs.indices {
                if isConstant {
                    outputs[index].isConstant = true
                    outputs[index].stored = inputs.compactMap { $0?.stored }.flatMap(\.self)
                }
                if index == 0, outputs[0].integers == nil { outputs[0].integers = step.folded(outputs[0]) }
                if outputs[index].integers != nil { outputs[index].isConstant = true }
            }
            let macs = isConstant ? 0 : try step.multiplyAccumulates(outputs[0])
            for (name, value) in zip(node.outputs, outputs) where !name.isEmpty { values[name] = value }
            return Result(node: node, inputs: inputs, outputs: outputs, macs: macs, uncounted: nil)
        } catch {
            return unknown(node, inputs, error.reason, said)
        }
    }

    /// The file may say the shape that could not be inferred, so what follows can be counted all the same.
    private mutating func unknown(
        _ node: ONNXDocument.Node, _ inputs: [InferredValue?], _ reason: String, _ said: [String: ONNXModel.Port]
    ) -> Result {
        var outputs: [InferredValue] = []
        for name in node.outputs where !name.isEmpty {
            guard let value = said[name].flatMap(self.said) else { continue }
            values[name] = value
            outputs.append(value)
        }
        return Result(
            node: node, inputs: inputs, outputs: outputs.isEmpty ? nil : outputs, macs: 0, uncounted: reason)
    }

    private static func infer(_ step: InferenceStep) throws(Uncountable) -> [InferredValue] {
        guard step.node.domain.isEmpty else {
            throw Uncountable("operator \(step.node.qualifiedType) is not ONNX's own")
        }
        if let values = try step.elementwise() { return values }
        if let values = try step.windowed() { return values }
        if let values = try step.matrix() { return values }
        if let values = try step.reduction() { return values }
        if let values = try step.rearranged() { return values }
        if step.node.attributes.values.contains(where: { if case .graph = $0 { true } else { false } }) {
            throw Uncountable("its body runs as often as the data say")
        }
        throw Uncountable("operator \(step.node.type) is not known here")
    }

    /// What the file says of a value; nil when it leaves an axis open that is not the batch.
    private func said(_ port: ONNXModel.Port) -> InferredValue? {
        guard let dimensions = port.dimensions, let type = port.elementType.flatMap(Self.kind) else { return nil }
        var shape: [Int] = []
        for (axis, dimension) in dimensions.enumerated() {
            switch dimension {
            case .fixed(let extent): shape.append(extent)
            case .dynamic(let word):
                guard axis == 0 || word.map(batchWords.contains) == true else { return nil }
                shape.append(1)
            }
        }
        do throws(Uncountable) {
            return InferredValue(try InferenceStep.checked(shape), type)
        } catch {
            return nil
        }
    }

    /// The kind that ``ONNXModel/Port/elementType`` names.
    private static func kind(_ name: String) -> ONNXDocument.ElementKind? {
        [
            "float32": .float32, "uint8": .uint8, "int8": .int8, "int32": .int32, "int64": .int64, "bool": .bool,
            "float16": .float16, "float64": .float64, "bfloat16": .bfloat16, "uint16": .other(4), "int16": .other(5),
            "uint32": .other(12), "uint64": .other(13),
        ][name]
    }
}
