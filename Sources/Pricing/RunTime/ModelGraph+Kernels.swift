public import ModelGraph

extension ModelGraph {
    /// The kernels that an inference engine executes.
    ///
    /// Fused are, as OpenVINO's processor plugin and oneDNN do it: batch normalisation, activations and residual additions into the
    /// convolution or linear layer before them, when nobody else reads what lies between. Aliases cost nothing.
    public func kernels() -> [KernelWork] {
        var kernels: [KernelWork] = []
        // Which kernel's result a value still is, if the kernel can take in one more element-wise layer.
        var open: [Int: Int] = [:]
        for node in nodes {
            let rule = node.operator.rule
            let written = node.outputs.reduce(0) { $0 + self[$1].shape.elementCount }
            // A gate of squeeze-and-excitation multiplies an image by a vector: that is not the vector's kernel any more.
            let extendable = node.inputs.first {
                open[$0.index] != nil && self[$0].consumers.count == 1 && self[$0].shape.elementCount == written
            }
            if rule.memory == .alias {
                if let source = node.inputs.first, let kernel = open[source.index] {
                    for output in node.outputs { open[output.index] = kernel }
                }
                continue
            }
            if rule.memory == .inPlace, let extendable, let kernel = open[extendable.index] {
                let others = node.inputs.filter { $0 != extendable }
                kernels[kernel].inputs += others.reduce(0) { $0 + self[$1].shape.elementCount }
                if Self.isFunction(node.operator) { kernels[kernel].functions += written }
                for output in node.outputs { open[output.index] = kernel }
                continue
            }
            kernels.append(kernel(node))
            if Self.isFunction(node.operator) { kernels[kernels.count - 1].functions = written }
            if node.multiplyAccumulates > 0 {
                for output in node.outputs { open[output.index] = kernels.count - 1 }
            }
        }
        return kernels
    }

    /// Activations that cost more than a comparison.
    private static func isFunction(_ kind: Operator) -> Bool {
        guard case .activation(let function) = kind else { return false }
        return function != .relu && function != .relu6
    }

    private func kernel(_ node: Node) -> KernelWork {
        let elements = { (values: [ValueID]) in values.reduce(0) { $0 + self[$1].shape.elementCount } }
        return KernelWork(
            name: node.name, kind: kind(node), macs: node.multiplyAccumulates,
            weights: node.parameters.reduce(0) { $0 + $1.elementCount }, inputs: elements(node.inputs),
            outputs: elements(node.outputs))
    }

    private func kind(_ node: Node) -> KernelWork.Kind {
        let positions = self[node.outputs[0]].shape.spatial?.area ?? 1
        switch node.operator {
        case .convolution(let layer) where layer.isDepthwise:
            return .depthwise(kernel: layer.window.kernel.area, stride: layer.window.stride.width)
        case .convolution(let layer) where layer.groups > 1:
            return .grouped(
                kernel: layer.window.kernel.area, groups: layer.groups,
                inputsPerGroup: layer.inputChannels / layer.groups,
                outputsPerGroup: layer.outputChannels / layer.groups, positions: positions)
        case .convolution(let layer):
            return .convolution(
                kernel: layer.window.kernel.area, inputChannels: layer.inputChannels,
                outputChannels: layer.outputChannels, positions: positions)
        case .linear: return .linear
        case .maxPool(let layer): return .pool(taps: layer.window.kernel.area)
        case .averagePool(let layer): return .pool(taps: layer.window.kernel.area)
        case .concatenate, .split: return .joining
        case .channelShuffle: return .shuffling
        case .adaptiveAveragePool: return .reduction
        default: return .elementwise
        }
    }
}
