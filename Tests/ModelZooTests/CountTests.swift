import ModelGraph
import ModelZoo
import Testing

@Suite("The zoo's counts are the reference's")
struct CountTests {
    private func analysis(_ name: String) throws -> ModelAnalysis {
        try #require(ModelZoo.architecture(named: name)).graph().analysis(batch: 1)
    }

    @Test("there are literal counts for every network")
    func complete() {
        #expect(Counts.all.map(\.name) == ModelZoo.all.map(\.name))
    }

    @Test("parameters and multiply-accumulates to the unit", arguments: Counts.all)
    func counts(expected: Counts) throws {
        let analysis = try analysis(expected.name)
        #expect(analysis.parameters == expected.parameters)
        #expect(analysis.convolutionParameters == expected.convolution)
        #expect(analysis.linearParameters == expected.linear)
        #expect(analysis.batchNormalizationParameters == expected.normalization)
        #expect(analysis.bufferElementCount == expected.buffers)
        #expect(analysis.macs == expected.macs)
        #expect(analysis.convolutionAndLinearOutputElementCount == expected.outputs)
    }

    @Test("as many convolutions, depthwise ones among them, and linear layers", arguments: Counts.all)
    func layers(expected: Counts) throws {
        let analysis = try analysis(expected.name)
        #expect(analysis.convolutionCount == expected.layers.convolutions)
        #expect(analysis.depthwiseConvolutionCount == expected.layers.depthwise)
        #expect(analysis.linearCount == expected.layers.linears)
    }

    @Test("operations in the manner of Canziani et al. to the unit", arguments: Counts.all)
    func canziani(expected: Counts) throws {
        #expect(try analysis(expected.name).canzianiOperations == expected.canziani)
    }

    @Test("bytes to the digits that the table prints (10⁶ bytes, Float32)", arguments: Counts.all)
    func bytes(expected: Counts) throws {
        let analysis = try analysis(expected.name)
        // A batch normalisation of C channels has 2·C parameters and 2·C + 1 buffers, of which the batch count has 8 bytes.
        let batchCounts = expected.buffers - expected.normalization
        #expect(analysis.weightByteCount == 4 * (expected.parameters + expected.buffers + batchCounts))
        #expect(abs(Double(analysis.peakLiveByteCount) / 1e6 - expected.peakLive) <= 0.000_501)
        #expect(analysis.largestActivationByteCount == expected.largest * 4)
    }

    @Test("a batch multiplies multiply-accumulates and activations, not weights", arguments: ModelZoo.all.map(\.name))
    func batch(name: String) throws {
        let graph = try #require(ModelZoo.architecture(named: name)).graph()
        let (one, eight) = (graph.analysis(batch: 1), graph.analysis(batch: 8))
        #expect(eight.macs == one.macs)
        #expect(eight.batchMACs == 8 * one.macs)
        #expect(eight.layers.reduce(0) { $0 + $1.macs } == 8 * one.macs)
        #expect(eight.layers.reduce(0) { $0 + $1.canzianiOperations } == 8 * one.canzianiOperations)
        #expect(eight.activationByteCount == 8 * one.activationByteCount)
        #expect(eight.peakLiveByteCount == 8 * one.peakLiveByteCount)
        #expect(eight.weightByteCount == one.weightByteCount)
        #expect(eight.arithmeticIntensity > one.arithmeticIntensity)
    }

    @Test("alexnet writes 1,084,904 activations: every module's output but dropout's and flatten's")
    func activations() throws {
        let analysis = try Architecture.alexnet.graph().analysis(batch: 1)
        #expect(analysis.activationByteCount == 1_084_904 * 4)
    }
}
