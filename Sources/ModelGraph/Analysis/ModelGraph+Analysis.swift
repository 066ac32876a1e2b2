extension ModelGraph {
    /// Parameters, multiply-accumulates, bytes and memory of each layer and of the network.
    /// - Parameter batch: Images at once; numbers below 1 count as 1.
    public func analysis(batch: Int) -> ModelAnalysis {
        let batch = Swift.max(batch, 1)
        let trained = { (nodes: [Node]) in
            nodes.flatMap(\.parameters).filter(\.role.isTrainable).reduce(0) { $0 + $1.elementCount }
        }
        let convolutions = nodes.filter { if case .convolution = $0.operator { true } else { false } }
        let linears = nodes.filter { if case .linear = $0.operator { true } else { false } }
        let normalizations = nodes.filter { if case .batchNormalization = $0.operator { true } else { false } }
        let depthwise = convolutions.filter { node in
            if case .convolution(let rule) = node.operator { rule.isDepthwise } else { false }
        }
        let layers = nodes.map { layer($0, batch: batch) }
        return ModelAnalysis(
            batch: batch,
            layers: layers,
            parameters: trained(nodes),
            convolutionParameters: trained(convolutions),
            linearParameters: trained(linears),
            batchNormalizationParameters: trained(normalizations),
            bufferElementCount: parameters.filter { !$0.role.isTrainable }.reduce(0) { $0 + $1.elementCount },
            macs: nodes.reduce(0) { $0.saturatingAdded(to: $1.multiplyAccumulates) },
            canzianiOperations: nodes.reduce(0) { $0.saturatingAdded(to: canzianiOperations(of: $1)) },
            weightByteCount: parameters.reduce(0) { $0 + $1.byteCount },
            activationByteCount: layers.reduce(0) { $0.saturatingAdded(to: $1.activationByteCount) },
            largestActivationByteCount: layers.map(\.activationByteCount).max() ?? 0,
            peakLiveByteCount: peakLiveByteCount.saturatingMultiplied(by: batch),
            convolutionAndLinearOutputElementCount: (convolutions + linears).reduce(0) {
                $0.saturatingAdded(to: elementCount($1.outputs))
            },
            convolutionCount: convolutions.count,
            depthwiseConvolutionCount: depthwise.count,
            linearCount: linears.count)
    }

    private func layer(_ node: Node, batch: Int) -> LayerAnalysis {
        let weights = node.parameters.reduce(0) { $0 + $1.byteCount }
        // Inference never reads the batch counts.
        let readWeights = node.parameters.filter { $0.role != .batchCount }.reduce(0) { $0 + $1.byteCount }
        let isAlias = node.operator.rule.memory == .alias
        let written = isAlias ? 0 : byteCount(node.outputs).saturatingMultiplied(by: batch)
        let read = isAlias ? 0 : byteCount(node.inputs).saturatingMultiplied(by: batch)
        return LayerAnalysis(
            name: node.name,
            kind: node.operator.kind,
            outputShape: [batch] + self[node.outputs[0]].shape.dimensions,
            parameters: node.parameters.filter(\.role.isTrainable).reduce(0) { $0 + $1.elementCount },
            macs: node.multiplyAccumulates.saturatingMultiplied(by: batch),
            canzianiOperations: canzianiOperations(of: node).saturatingMultiplied(by: batch),
            weightByteCount: weights,
            activationByteCount: written,
            movedByteCount: read.saturatingAdded(to: written).saturatingAdded(to: readWeights))
    }

    private func canzianiOperations(of node: Node) -> Int {
        elementCount(node.outputs).saturatingMultiplied(by: node.operator.canzianiOperationsPerOutputElement)
    }

    private func elementCount(_ values: [ValueID]) -> Int { values.reduce(0) { $0 + self[$1].shape.elementCount } }

    func byteCount(_ values: [ValueID]) -> Int { elementCount(values) * ElementType.float32.byteCount }
}
