import ModelGraph

/// What is left of one layer when channels of the values around it are gone.
struct NodeSlice {
    /// The layer with its new sizes.
    let `operator`: Operator
    private let node: Node
    /// Places that stay, along the first axis of the first input and of the first output.
    private let keptInputs: [Int]
    private let keptOutputs: [Int]

    /// - Parameter kept: For each value of the graph the places on its first axis that stay, ascending.
    init(_ node: Node, _ graph: ModelGraph, _ kept: [[Int]]) {
        self.node = node
        keptInputs = kept[node.inputs[0].index]
        keptOutputs = kept[node.outputs[0].index]
        switch node.operator {
        case .convolution(let rule):
            `operator` = .convolution(
                Convolution(
                    inputChannels: keptInputs.count, outputChannels: keptOutputs.count, window: rule.window,
                    groups: rule.isDepthwise ? keptInputs.count : rule.groups, hasBias: rule.hasBias))
        case .linear(let rule):
            `operator` = .linear(
                Linear(inputFeatures: keptInputs.count, outputFeatures: keptOutputs.count, hasBias: rule.hasBias))
        case .batchNormalization(let rule):
            `operator` = .batchNormalization(
                BatchNormalization(channels: keptInputs.count, epsilon: rule.epsilon, momentum: rule.momentum))
        case .parametricReLU(let rule) where rule.slopes > 1:
            `operator` = .parametricReLU(ParametricReLU(slopes: keptInputs.count))
        case .split: `operator` = .split(Split(sections: node.outputs.map { kept[$0.index].count }))
        default: `operator` = node.operator
        }
    }

    /// The part of a parameter that stays.
    func sliced(_ tensor: Tensor, _ parameter: Parameter) throws(CompressionError) -> Tensor {
        guard let first = tensor.shape.first, tensor.elementType == .float32 else { return tensor }
        var columns = Array(0..<(tensor.shape.count > 1 ? tensor.shape[1] : 1))
        switch node.operator {
        case .convolution(let rule) where parameter.role == .weight && rule.groups == 1: columns = keptInputs
        case .linear where parameter.role == .weight: columns = keptInputs
        case .convolution, .linear, .batchNormalization: break
        case .parametricReLU(let rule) where rule.slopes > 1: break
        default: return tensor
        }
        let total = tensor.shape.count > 1 ? tensor.shape[1] : 1
        if keptOutputs.count == first, columns.count == total { return tensor }
        let inner = tensor.shape.dropFirst(2).reduce(1, *)
        let values = tensor.floats()
        var result: [Float] = []
        result.reserveCapacity(keptOutputs.count * columns.count * inner)
        for row in keptOutputs {
            for column in columns {
                let start = (row * total + column) * inner
                result.append(contentsOf: values[start..<(start + inner)])
            }
        }
        var shape = tensor.shape
        shape[0] = keptOutputs.count
        if shape.count > 1 { shape[1] = columns.count }
        return try Tensor.of(result, shape: shape, name: parameter.name)
    }
}
