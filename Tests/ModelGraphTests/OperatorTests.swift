import ModelGraph
import Testing

@Suite("Operators refuse what they are not defined for")
struct OperatorTests {
    private func builder(_ input: [Int] = [4, 8, 8]) throws -> GraphBuilder {
        try GraphBuilder(name: "test", input: input)
    }

    @Test("a parametric ReLU has one slope or one for each channel, which start at a quarter and are trained")
    func slopes() throws {
        let net = try builder()
        let graph = try net.graph(output: try net.parametricReLU("prelu", net.input))
        #expect(graph.parameters.map(\.name) == ["prelu.weight"])
        #expect(graph.parameters.map(\.shape) == [[4]])
        #expect(graph.parameters[0].role == .slope)
        #expect(graph.analysis(batch: 1).parameters == 4)
        #expect(Weights.seeded(for: graph, seed: 1)["prelu.weight"]?.floats() == [0.25, 0.25, 0.25, 0.25])
        for slopes in [0, 3, -1, .max] {
            #expect(throws: ModelGraphError.self) {
                try net.add("other", .parametricReLU(ParametricReLU(slopes: slopes)), [net.input])
            }
        }
        #expect(try net.add("one", .parametricReLU(ParametricReLU(slopes: 1)), [net.input]).count == 1)
    }

    @Test("a product takes equal shapes, or one factor for each channel of an image, and has the first's shape")
    func products() throws {
        let net = try builder()
        let factors = try net.adaptiveAveragePool("mean", net.input, to: 1)
        #expect(try net.shape(of: net.multiply("gate", net.input, by: factors)).dimensions == [4, 8, 8])
        #expect(try net.shape(of: net.multiply("square", net.input, by: net.input)).dimensions == [4, 8, 8])
        #expect(
            throws: ModelGraphError.shapeMismatch(
                node: "wrong", found: [[4, 1, 1], [4, 8, 8]], expected: "two equal shapes, or [C, H, W] and [C, 1, 1]")
        ) { try net.multiply("wrong", factors, by: net.input) }
        let halves = try net.halves("halves", factors)
        #expect(throws: ModelGraphError.self) { try net.multiply("half", net.input, by: halves.0) }
    }

    @Test("local response normalisation has an odd window and positive numbers")
    func localResponseNormalization() throws {
        let net = try builder()
        #expect(try net.shape(of: net.localResponseNormalization("lrn", net.input)).dimensions == [4, 8, 8])
        for size in [0, -1, 4, .max] {
            #expect(throws: ModelGraphError.self) { try net.localResponseNormalization("a", net.input, size: size) }
        }
        for number in [0, -1, .nan, .infinity] as [Float] {
            #expect(throws: ModelGraphError.self) { try net.localResponseNormalization("a", net.input, alpha: number) }
            #expect(throws: ModelGraphError.self) { try net.localResponseNormalization("a", net.input, beta: number) }
            #expect(throws: ModelGraphError.self) { try net.localResponseNormalization("a", net.input, offset: number) }
        }
        let vector = try builder([4])
        #expect(throws: ModelGraphError.self) { try vector.localResponseNormalization("a", vector.input) }
    }

    @Test("channels of zeros come behind an image's own, at least one")
    func channelPadding() throws {
        let net = try builder()
        #expect(try net.shape(of: net.padChannels("pad", net.input, adding: 3)).dimensions == [7, 8, 8])
        for added in [0, -1, .max] {
            #expect(throws: ModelGraphError.self) { try net.padChannels("a", net.input, adding: added) }
        }
        let vector = try builder([4])
        #expect(throws: ModelGraphError.self) { try vector.padChannels("a", vector.input, adding: 1) }
    }

    @Test("a dropout of elements, channels or samples has a word for each and copies nothing")
    func dropouts() throws {
        let net = try builder()
        var x = net.input
        for unit in Dropout.Unit.allCases { x = try net.dropout(unit.rawValue, x, probability: 0.1, unit: unit) }
        let layers = try net.graph(output: x).analysis(batch: 1).layers
        #expect(layers.map(\.kind) == ["dropout", "spatial_dropout", "stochastic_depth"])
        #expect(layers.map(\.movedByteCount) == [0, 0, 0])
    }

    @Test("every activation has a word of its own")
    func words() {
        #expect(
            Activation.allCases.map { Operator.activation($0).kind }
                == ["relu", "relu6", "sigmoid", "hard_sigmoid", "hard_swish", "silu"])
    }

    @Test(
        "operations in the manner of Canziani et al.: multiply-accumulates twice, biases, activations, pools, additions"
    )
    func canziani() throws {
        let net = try builder()
        var x = try net.convolution("conv", net.input, 4, kernel: 3, padding: 1)
        x = try net.activation("silu", .silu, try net.batchNormalization("bn", x))
        x = try net.add("add", x, net.input)
        x = try net.maxPool("pool", x, kernel: 2, stride: 2)
        x = try net.multiply("mul", x, by: try net.adaptiveAveragePool("mean", x, to: 1))
        x = try net.linear("fc", try net.flatten("flatten", x), 10)
        let analysis = try net.graph(output: x).analysis(batch: 2)
        // conv: 256 outputs · (2·36 + 1); silu: 256; add: 2·256; pool: 4·64; fc: 10·(2·64 + 1); for two images.
        #expect(analysis.layers.map(\.canzianiOperations) == [37376, 0, 512, 1024, 512, 0, 0, 0, 2580])
        #expect(analysis.batchCanzianiOperations == 42_004)
        #expect(analysis.canzianiOperations == 21_002)
    }
}
