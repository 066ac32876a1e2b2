extension ModelGraph {
    /// Bytes of activations of one sample alive at the worst moment; the rules are ``ModelAnalysis/liveness``.
    ///
    /// Values that share memory (aliases and in-place layers) form one buffer. A buffer is freed when the last reader of
    /// its values has run; while a node runs, its inputs and its outputs are alive together.
    var peakLiveByteCount: Int {
        var buffers = [Buffer(byteCount: byteCount([input.id]), pendingReads: reads(of: input.id))]
        var bufferOfValue = [Int](repeating: 0, count: values.count)
        var live = buffers[0].byteCount
        var peak = live
        for node in nodes {
            let inputs = node.inputs.map { bufferOfValue[$0.index] }
            let reuses = reusesFirstInput(node, pendingReads: buffers[inputs[0]].pendingReads)
            if !reuses { live += byteCount(node.outputs) }
            peak = Swift.max(peak, live)
            for output in node.outputs {
                if reuses {
                    bufferOfValue[output.index] = inputs[0]
                    buffers[inputs[0]].pendingReads += reads(of: output)
                } else {
                    bufferOfValue[output.index] = buffers.count
                    buffers.append(Buffer(byteCount: byteCount([output]), pendingReads: reads(of: output)))
                }
            }
            for input in inputs {
                buffers[input].pendingReads -= 1
                if buffers[input].pendingReads == 0 { live -= buffers[input].byteCount }
            }
            for output in node.outputs where !reuses && reads(of: output) == 0 { live -= byteCount([output]) }
        }
        return peak
    }

    private struct Buffer {
        let byteCount: Int
        var pendingReads: Int
    }

    /// The caller reads the result once more after the last node.
    private func reads(of value: ValueID) -> Int {
        self[value].consumers.count + (value == output ? 1 : 0)
    }

    private func reusesFirstInput(_ node: Node, pendingReads: Int) -> Bool {
        switch node.operator.rule.memory {
        case .alias: true
        case .inPlace: pendingReads == 1
        case .fresh: false
        }
    }
}
