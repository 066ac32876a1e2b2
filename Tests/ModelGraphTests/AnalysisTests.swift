import ModelGraph
import Testing

@Suite("Analysis of networks small enough for paper and pencil")
struct AnalysisTests {
    /// `[1, 4, 4]` → conv 3×3, 2 channels, no padding → `[2, 2, 2]` → relu → flatten → linear 3.
    private func chain() throws -> ModelGraph {
        let net = try GraphBuilder(name: "chain", input: [1, 4, 4])
        var x = try net.convolution("conv", net.input, 2, kernel: 3)
        x = try net.relu("relu", x)
        x = try net.flatten("flatten", x)
        return try net.graph(output: try net.linear("fc", x, 3))
    }

    @Test("multiply-accumulates, parameters and bytes of a chain")
    func counts() throws {
        let analysis = try chain().analysis(batch: 2)
        // conv: 2·2·2 outputs · 9 taps = 72; fc: 3 · 8 = 24.
        #expect(analysis.layers.map(\.macs) == [2 * 72, 0, 0, 2 * 24])
        #expect(analysis.macs == 96)
        // conv: 2·9 + 2 = 20; fc: 3·8 + 3 = 27.
        #expect(analysis.layers.map(\.parameters) == [20, 0, 0, 27])
        #expect(analysis.weightByteCount == 47 * 4)
        #expect(analysis.layers.map(\.activationByteCount) == [2 * 8 * 4, 2 * 8 * 4, 0, 2 * 3 * 4])
        #expect(analysis.layers[0].outputShape == [2, 2, 2, 2])
        // conv moves 2·16 inputs, 2·8 outputs and 20 parameters, 4 bytes each.
        #expect(analysis.layers[0].movedByteCount == (32 + 16 + 20) * 4)
        #expect(analysis.layers[0].arithmeticIntensity == 288.0 / 272.0)
    }

    @Test("a chain frees as it goes: the peak is input and first output")
    func chainPeak() throws {
        // Before conv: 16. At conv: 16 + 8 = 24. relu and flatten reuse: 8. At fc: 8 + 3 = 11.
        #expect(try chain().analysis(batch: 1).peakLiveByteCount == 24 * 4)
    }

    @Test("a shortcut stays alive until its addition")
    func residualPeak() throws {
        // Input 64 [4,4,4] is read by conv1 and by the addition.
        // conv1: 64 + 64 = 128. relu in place. conv2: 64 (input) + 64 + 64 = 192. add: both 64, in place.
        let net = try GraphBuilder(name: "residual", input: [4, 4, 4])
        var x = try net.convolution("conv1", net.input, 4, kernel: 3, padding: 1)
        x = try net.relu("relu", x)
        x = try net.convolution("conv2", x, 4, kernel: 3, padding: 1)
        let graph = try net.graph(output: try net.add("add", x, net.input))
        #expect(graph.analysis(batch: 1).peakLiveByteCount == 192 * 4)
    }

    @Test("an element-wise layer does not write over what is still to be read")
    func notInPlace() throws {
        // relu's input is read again by the addition: 32 + 32 at relu; the addition writes over one of them.
        let net = try GraphBuilder(name: "gate", input: [2, 4, 4])
        let active = try net.relu("relu", net.input)
        let graph = try net.graph(output: try net.add("add", active, net.input))
        #expect(graph.analysis(batch: 1).peakLiveByteCount == 64 * 4)
    }

    @Test("parts of a split are freed one by one")
    func splitPeak() throws {
        // chunk: 32 + 16 + 16 = 64; relu in place; cat: 16 + 16 + 32 = 64.
        let net = try GraphBuilder(name: "split", input: [2, 4, 4])
        let (kept, worked) = try net.halves("chunk", net.input)
        let graph = try net.graph(output: try net.concatenate("cat", kept, try net.relu("relu", worked)))
        #expect(graph.analysis(batch: 1).peakLiveByteCount == 64 * 4)
    }

    @Test("absurd batches are counted without a trap")
    func absurdBatch() throws {
        let graph = try chain()
        #expect(graph.analysis(batch: .max).batchMACs == .max)
        #expect(graph.analysis(batch: 0).batch == 1)
        #expect(graph.analysis(batch: .min).batch == 1)
    }

    @Test("grouped convolution divides the work, dilated convolution does not change it")
    func groupsAndDilation() throws {
        let net = try GraphBuilder(name: "groups", input: [4, 8, 8])
        try net.convolution("dense", net.input, 4, kernel: 3, padding: 1)
        try net.convolution("depthwise", net.input, 4, kernel: 3, padding: 1, groups: 4)
        let x = try net.convolution("dilated", net.input, 4, kernel: 3, padding: 2, dilation: 2)
        let layers = try net.graph(output: x).analysis(batch: 1).layers
        // 4·8·8 outputs · 9 taps · 4 or 1 inputs.
        #expect(layers.map(\.macs) == [9216, 2304, 9216])
        #expect(layers.map(\.kind) == ["convolution", "depthwise_convolution", "convolution"])
    }
}
