import Compression
import ModelGraph
import ModelZoo
import Testing

@Suite("Folding of batch normalisation")
struct FoldingTests {
    @Test("scales each output channel's weights by γ/√(variance + ε) and moves mean and β into the bias")
    func numbers() throws {
        let net = try GraphBuilder(name: "small", input: [1, 1, 1])
        var x = try net.convolution("conv", net.input, 2, kernel: 1)
        x = try net.batchNormalization("bn", x, epsilon: 0.25)
        let graph = try net.graph(output: x)
        let given = try weights(
            graph,
            [
                "conv.weight": [3, -5], "conv.bias": [1, 2], "bn.weight": [2, 4], "bn.bias": [10, 20],
                "bn.running_mean": [5, 6], "bn.running_var": [0.75, 3.75],
            ])
        let folded = try BatchNormalizationFolding.fold(graph, given)
        // Channel 0: factor 2/√1 = 2; channel 1: 4/√4 = 2.
        #expect(folded.graph.nodes.map(\.name) == ["conv"])
        #expect(try floats(folded.weights, "conv.weight") == [6, -10])
        // 10 + (1 − 5)·2 = 2; 20 + (2 − 6)·2 = 12.
        #expect(try floats(folded.weights, "conv.bias") == [2, 12])
        #expect(folded.figures == ["folded_normalizations": 1])
    }

    @Test("leaves a normalisation whose input has another reader, or does not come from a layer with weights")
    func kept() throws {
        let net = try GraphBuilder(name: "small", input: [2, 4, 4])
        let first = try net.batchNormalization("first", net.input)
        let conv = try net.convolution("conv", first, 2, kernel: 1, bias: false)
        let normal = try net.batchNormalization("second", conv)
        let graph = try net.graph(output: try net.add("sum", normal, conv))
        let folded = try BatchNormalizationFolding.fold(graph, Weights.seeded(for: graph, seed: 1))
        #expect(folded.graph == graph)
        #expect(folded.figures == ["folded_normalizations": 0])
    }

    @Test(
        "every normalisation of ResNet-18, MobileNetV2 and ShuffleNetV2 goes",
        arguments: [("resnet18", 20), ("mobilenet_v2", 52), ("shufflenet_v2_x1_0", 56)])
    func zoo(name: String, count: Int) throws {
        let graph = try #require(ModelZoo.architecture(named: name)).graph(input: [3, 64, 64], classes: 10)
        let folded = try BatchNormalizationFolding.fold(graph, Weights.seeded(for: graph, seed: 1))
        #expect(folded.figures == ["folded_normalizations": Double(count)])
        #expect(folded.graph.nodes.allSatisfy { $0.operator.kind != "batch_normalization" })
        try folded.weights.check(for: folded.graph)
        #expect(folded.graph.outputShape == graph.outputShape)
    }

    @Test("weights that do not fit are refused")
    func misfit() throws {
        let graph = try #require(ModelZoo.architecture(named: "resnet18")).graph(input: [3, 64, 64])
        #expect(throws: CompressionError.self) { try BatchNormalizationFolding.fold(graph, Weights([:])) }
    }
}
