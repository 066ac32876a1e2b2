import ModelGraph
import ModelZoo
import Testing

/// Literal figures: facts/models.csv, computed with torch 2.13.0+cpu and torchvision 0.28.0 (`torch.utils.flop_counter`/2 gives
/// the same multiply-accumulates). `written` and `peakLive` were computed there by hooks on every module.
struct Counts: Sendable, CustomTestStringConvertible {
    let name: String
    let parameters: Int
    let convolutionParameters: Int
    let linearParameters: Int
    let batchNormalizationParameters: Int
    let buffers: Int
    let macs: Int
    let convolutionAndLinearOutputs: Int
    let largest: Int
    let peakLiveMegabytes: Double
    let convolutions: Int
    let depthwise: Int
    let linears: Int
    let weightBytes: Int

    var testDescription: String { name }

    static let all = [
        Counts(
            name: "alexnet", parameters: 61_100_840, convolutionParameters: 2_469_696, linearParameters: 58_631_144,
            batchNormalizationParameters: 0, buffers: 0, macs: 714_188_480, convolutionAndLinearOutputs: 494_184,
            largest: 193_600, peakLiveMegabytes: 1.377, convolutions: 5, depthwise: 0, linears: 3,
            weightBytes: 244_403_360),
        Counts(
            name: "vgg16", parameters: 138_357_544, convolutionParameters: 14_714_688, linearParameters: 123_642_856,
            batchNormalizationParameters: 0, buffers: 0, macs: 15_470_264_320,
            convolutionAndLinearOutputs: 13_556_712, largest: 3_211_264, peakLiveMegabytes: 25.69, convolutions: 13,
            depthwise: 0, linears: 3, weightBytes: 553_430_176),
        Counts(
            name: "resnet18", parameters: 11_689_512, convolutionParameters: 11_166_912, linearParameters: 513_000,
            batchNormalizationParameters: 9_600, buffers: 9_620, macs: 1_814_073_344,
            convolutionAndLinearOutputs: 2_484_712, largest: 802_816, peakLiveMegabytes: 4.014, convolutions: 20,
            depthwise: 0, linears: 1, weightBytes: 46_796_608),
        Counts(
            name: "squeezenet1_1", parameters: 1_235_496, convolutionParameters: 1_235_496, linearParameters: 0,
            batchNormalizationParameters: 0, buffers: 0, macs: 349_151_936, convolutionAndLinearOutputs: 2_589_352,
            largest: 788_544, peakLiveMegabytes: 3.929, convolutions: 26, depthwise: 0, linears: 0,
            weightBytes: 4_941_984),
        Counts(
            name: "mobilenet_v2", parameters: 3_504_872, convolutionParameters: 2_189_760,
            linearParameters: 1_281_000, batchNormalizationParameters: 34_112, buffers: 34_164, macs: 300_774_272,
            convolutionAndLinearOutputs: 6_679_112, largest: 1_204_224, peakLiveMegabytes: 6.021, convolutions: 52,
            depthwise: 17, linears: 1, weightBytes: 14_156_352),
        Counts(
            name: "shufflenet_v2_x1_0", parameters: 2_278_604, convolutionParameters: 1_237_424,
            linearParameters: 1_025_000, batchNormalizationParameters: 16_180, buffers: 16_236, macs: 144_907_992,
            convolutionAndLinearOutputs: 1_951_200, largest: 301_056, peakLiveMegabytes: 1.806, convolutions: 56,
            depthwise: 19, linears: 1, weightBytes: 9_179_584),
    ]
}

@Suite("The zoo's counts are torchvision's")
struct CountTests {
    @Test("parameters and multiply-accumulates to the unit", arguments: Counts.all)
    func counts(expected: Counts) throws {
        let architecture = try #require(ModelZoo.architecture(named: expected.name))
        let analysis = try architecture.graph().analysis(batch: 1)
        #expect(analysis.parameters == expected.parameters)
        #expect(analysis.convolutionParameters == expected.convolutionParameters)
        #expect(analysis.linearParameters == expected.linearParameters)
        #expect(analysis.batchNormalizationParameters == expected.batchNormalizationParameters)
        #expect(analysis.bufferElementCount == expected.buffers)
        #expect(analysis.macs == expected.macs)
        #expect(analysis.convolutionAndLinearOutputElementCount == expected.convolutionAndLinearOutputs)
        #expect(analysis.convolutionCount == expected.convolutions)
        #expect(analysis.depthwiseConvolutionCount == expected.depthwise)
        #expect(analysis.linearCount == expected.linears)
    }

    @Test("bytes to the digits that the table prints (10⁶ bytes, Float32)", arguments: Counts.all)
    func bytes(expected: Counts) throws {
        let architecture = try #require(ModelZoo.architecture(named: expected.name))
        let analysis = try architecture.graph().analysis(batch: 1)
        // 4·(parameters + buffers), and 4 more for each Int64 batch count (20 in resnet18, 52 and 56 in the last two).
        #expect(analysis.weightByteCount == expected.weightBytes)
        #expect(abs(Double(analysis.peakLiveByteCount) / 1e6 - expected.peakLiveMegabytes) <= 0.0005)
        #expect(analysis.largestActivationByteCount == expected.largest * 4)
    }

    @Test("a batch multiplies multiply-accumulates and activations, not weights", arguments: ModelZoo.all.map(\.name))
    func batch(name: String) throws {
        let graph = try #require(ModelZoo.architecture(named: name)).graph()
        let (one, eight) = (graph.analysis(batch: 1), graph.analysis(batch: 8))
        #expect(eight.macs == one.macs)
        #expect(eight.batchMACs == 8 * one.macs)
        #expect(eight.layers.reduce(0) { $0 + $1.macs } == 8 * one.macs)
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
