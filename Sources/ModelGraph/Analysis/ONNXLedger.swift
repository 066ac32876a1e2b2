/// Adds up what the nodes of a foreign graph need; each stored tensor counts once, for the layer that reads it first.
struct ONNXLedger {
    private let document: ONNXDocument
    private let values: [String: InferredValue]
    private(set) var layers: [ONNXLayerAnalysis] = []
    private(set) var uncounted: [ONNXAnalysis.Uncounted] = []
    private var claimed: Set<String> = []
    private var claimedAsParameters: Set<String> = []

    /// Their result is their input under another shape or name.
    static let aliases: Set = ["Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Dropout"]

    init(_ document: ONNXDocument, _ values: [String: InferredValue]) {
        self.document = document
        self.values = values
    }

    func total(_ part: KeyPath<ONNXLayerAnalysis, Int>) -> Int {
        layers.reduce(0) { $0.saturatingAdded(to: $1[keyPath: part]) }
    }

    mutating func add(_ result: ONNXInference.Result) {
        if result.isConstant, result.uncounted == nil { return }
        let node = result.node
        if let reason = result.uncounted {
            uncounted.append(.init(node: node.title, operator: node.qualifiedType, reason: reason))
        }
        let isAlias = node.domain.isEmpty && Self.aliases.contains(node.type)
        let outputs = isAlias ? [] : (result.outputs ?? []).prefix(max(node.outputs.count, 1))
        let written = outputs.reduce(0) { $0.saturatingAdded(to: $1.byteCount) }
        let read = result.inputs.reduce(0) { sum, input in
            guard let input, !input.isConstant, !isAlias else { return sum }
            return sum.saturatingAdded(to: input.byteCount)
        }
        let parameters = parameters(result)
        let weights = weights(result)
        layers.append(
            ONNXLayerAnalysis(
                name: node.title, kind: node.qualifiedType, outputShape: result.outputs?.first?.shape,
                parameters: parameters, macs: result.macs, weightByteCount: weights, activationByteCount: written,
                movedByteCount: read.saturatingAdded(to: written).saturatingAdded(to: weights),
                uncounted: result.uncounted))
    }

    private mutating func weights(_ result: ONNXInference.Result) -> Int {
        var total = 0
        for name in result.inputs.compactMap({ $0?.stored }).flatMap(\.self) where claimed.insert(name).inserted {
            total = total.saturatingAdded(to: values[name]?.byteCount ?? 0)
        }
        return total
    }

    private mutating func parameters(_ result: ONNXInference.Result) -> Int {
        var total = 0
        for (index, input) in result.inputs.enumerated() {
            guard let input, input.isConstant, let name = input.stored.first,
                isParameter(input, at: index, of: result.node), claimedAsParameters.insert(name).inserted
            else { continue }
            total = total.saturatingAdded(to: values[name]?.elementCount ?? 0)
        }
        return total
    }

    /// Which inputs of an operator are what training learns; scales, zero points, bounds and sizes are not.
    private func isParameter(_ value: InferredValue, at index: Int, of node: ONNXDocument.Node) -> Bool {
        switch node.type {
        case "QLinearConv": return index == 3 || index == 8
        case "QLinearMatMul", "ConvInteger", "MatMulInteger":
            return index == (node.type == "QLinearMatMul" ? 3 : 1)
        // γ and β, but not the running mean and variance.
        case "BatchNormalization": return index == 1 || index == 2
        case "Clip", "Pad", "Resize", "Upsample", "QuantizeLinear", "DequantizeLinear", "Dropout", "Expand", "Pow":
            return false
        // A single number is a constant of a formula, as the 3 in (x + 3)/6.
        default: return value.type.isFloat && value.elementCount > 1
        }
    }
}

/// Bytes of activations alive at the worst moment of a foreign graph, by the rules of ``ModelAnalysis/liveness``.
enum ONNXLiveness {
    private struct Buffer {
        let byteCount: Int
        var pendingReads: Int
    }

    /// Element by element, so they may write over an input of the result's size that nobody reads later.
    private static let inPlace: Set = [
        "Relu", "Clip", "Sigmoid", "HardSigmoid", "HardSwish", "LeakyRelu", "PRelu", "Elu", "Selu", "Tanh", "Softplus",
        "BatchNormalization", "Add", "Sub", "Mul", "Div", "Erf", "Sqrt", "Exp", "Gelu",
    ]

    static func peak(
        _ results: [ONNXInference.Result], _ document: ONNXDocument, _ values: [String: InferredValue]
    ) -> Int {
        var reads: [String: Int] = [:]
        for result in results where !result.isConstant {
            for name in result.node.inputs { reads[name, default: 0] += 1 }
        }
        for output in document.outputs { reads[output.name, default: 0] += 1 }
        var buffers: [Buffer] = []
        var place: [String: Int] = [:]
        var live = 0
        for input in document.inputs {
            place[input.name] = buffers.count
            buffers.append(Buffer(byteCount: values[input.name]?.byteCount ?? 0, pendingReads: reads[input.name] ?? 0))
            live = live.saturatingAdded(to: buffers[buffers.count - 1].byteCount)
        }
        var peak = live
        for result in results where !result.isConstant {
            let node = result.node
            let inputs = node.inputs.compactMap { place[$0] }
            let first = reused(result, buffers, place)
            for name in node.outputs where !name.isEmpty {
                if let first {
                    place[name] = first
                    buffers[first].pendingReads += reads[name] ?? 0
                } else {
                    place[name] = buffers.count
                    let size = values[name]?.byteCount ?? 0
                    buffers.append(Buffer(byteCount: size, pendingReads: reads[name] ?? 0))
                    live = live.saturatingAdded(to: size)
                }
            }
            peak = max(peak, live)
            for input in inputs {
                buffers[input].pendingReads -= 1
                if buffers[input].pendingReads == 0 { live -= buffers[input].byteCount }
            }
            for name in node.outputs where first == nil && reads[name, default: 0] == 0 {
                live -= place[name].map { buffers[$0].byteCount } ?? 0
            }
        }
        return peak
    }

    /// The buffer of the input that the result lies in; nil when it needs new memory.
    private static func reused(_ result: ONNXInference.Result, _ buffers: [Buffer], _ place: [String: Int]) -> Int? {
        guard let first = result.node.inputs.first.flatMap({ place[$0] }) else { return nil }
        if ONNXLedger.aliases.contains(result.node.type) { return first }
        let fits = result.outputs?.first?.byteCount == result.inputs.first??.byteCount
        return inPlace.contains(result.node.type) && fits && buffers[first].pendingReads == 1 ? first : nil
    }
}
