import Compression
import ModelGraph
import ModelZoo
import Testing

@Suite("Pruning of channels")
struct ChannelPruningTests {
    static func settings(
        _ ratio: Double = 0.5, _ importance: ChannelImportance = .l1, multiple: Int = 1
    ) throws -> ChannelPruning.Settings {
        try .init(ratio: ratio, importance: importance, multiple: multiple)
    }

    @Test("takes the channels of least L1 norm out of a layer, its normalisation and the layer behind")
    func chain() throws {
        let net = try GraphBuilder(name: "small", input: [1, 2, 2])
        var x = try net.convolution("first", net.input, 4, kernel: 1)
        x = try net.batchNormalization("bn", x)
        x = try net.relu("relu", x)
        x = try net.flatten("flatten", x)
        x = try net.linear("fc", x, 2)
        let graph = try net.graph(output: x)
        // Two rows of 4 channels with 4 pixels each: the number says row, channel and pixel.
        let matrix = (0..<32).map { place -> Float in
            let (row, channel, pixel) = (place / 16, place % 16 / 4, place % 4)
            return Float(100 * (row + 1) + 10 * channel + pixel)
        }
        let given = try weights(
            graph,
            [
                "first.weight": [3, -1, 2, -4], "first.bias": [0.1, 0.2, 0.3, 0.4], "bn.weight": [1, 2, 3, 4],
                "fc.weight": matrix, "fc.bias": [7, 8],
            ])
        let pruned = try ChannelPruning.prune(graph, given, try Self.settings())
        // Norms 3 1 2 4: channels 0 and 3 stay.
        #expect(try floats(pruned.weights, "first.weight") == [3, -4])
        #expect(try floats(pruned.weights, "first.bias") == [0.1, 0.4])
        #expect(try floats(pruned.weights, "bn.weight") == [1, 4])
        #expect(
            try floats(pruned.weights, "fc.weight") == [
                100, 101, 102, 103, 130, 131, 132, 133, 200, 201, 202, 203, 230, 231, 232, 233,
            ])
        #expect(try floats(pruned.weights, "fc.bias") == [7, 8])
        #expect(pruned.figures == ["pruned_channels": 2, "prunable_channels": 4])
        #expect(pruned.graph.inputShape == graph.inputShape && pruned.graph.outputShape == graph.outputShape)
    }

    @Test("layers that are added together lose the same channels, by their importance together")
    func residual() throws {
        let net = try GraphBuilder(name: "small", input: [1, 1, 1])
        let left = try net.convolution("left", net.input, 2, kernel: 1, bias: false)
        let right = try net.convolution("right", net.input, 2, kernel: 1, bias: false)
        let sum = try net.add("sum", left, right)
        let deep = try net.convolution("deep", sum, 2, kernel: 1, groups: 2, bias: false)
        let last = try net.convolution("last", deep, 1, kernel: 1, bias: false)
        let graph = try net.graph(output: last)
        // Left prefers channel 0 by 3:1, right channel 1 by 4:1, so channel 1 stays in all of them.
        let given = try weights(
            graph, ["left.weight": [3, 1], "right.weight": [1, 4], "deep.weight": [5, 6], "last.weight": [7, 8]])
        let pruned = try ChannelPruning.prune(graph, given, try Self.settings())
        #expect(try floats(pruned.weights, "left.weight") == [1])
        #expect(try floats(pruned.weights, "right.weight") == [4])
        #expect(try floats(pruned.weights, "deep.weight") == [6])
        #expect(try floats(pruned.weights, "last.weight") == [8])
    }

    @Test("the geometric median takes the filters that the others can replace")
    func geometricMedian() throws {
        let net = try GraphBuilder(name: "small", input: [1, 1, 1])
        let first = try net.convolution("first", net.input, 3, kernel: 1, bias: false)
        let graph = try net.graph(output: try net.convolution("last", first, 1, kernel: 1, bias: false))
        // Distances: 10 to 11 and 30 → 1 + 20; 11 → 1 + 19; 30 → 20 + 19. 11 lies in the middle although 10 is smaller.
        let given = try weights(graph, ["first.weight": [10, 11, 30], "last.weight": [1, 2, 3]])
        let pruned = try ChannelPruning.prune(graph, given, try Self.settings(0.34, .geometricMedian))
        #expect(try floats(pruned.weights, "first.weight") == [10, 30])
        #expect(try floats(pruned.weights, "last.weight") == [1, 3])
    }

    @Test("keeps a multiple of 8 channels where there are 16 or more")
    func multiple() throws {
        let net = try GraphBuilder(name: "small", input: [1, 1, 1])
        var x = try net.convolution("wide", net.input, 40, kernel: 1)
        x = try net.convolution("narrow", x, 12, kernel: 1)
        x = try net.convolution("last", x, 3, kernel: 1)
        let graph = try net.graph(output: x)
        let pruned = try ChannelPruning.prune(
            graph, Weights.seeded(for: graph, seed: 1), try Self.settings(multiple: 8))
        // 40 − 20 = 20, rounded up to 24; 12 has not 16, so 12 − 6 = 6; the result keeps its 3.
        #expect(pruned.graph.nodes.map { pruned.graph[$0.outputs[0]].shape.channels } == [24, 6, 3])
    }

    /// Larger ones take minutes in an unoptimised build.
    static let small = ModelZoo.all.filter { architecture in
        do { return try architecture.graph().analysis(batch: 1).parameters < 4_000_000 } catch { return false }
    }

    @Test(
        "every network of the zoo under 4 million parameters loses channels and stays valid, or is refused with a reason",
        arguments: small.map(\.name))
    func zoo(name: String) throws {
        let architecture = try #require(ModelZoo.architecture(named: name))
        let graph = try architecture.graph()
        do throws(CompressionError) {
            let pruned = try ChannelPruning.prune(
                graph, Weights.seeded(for: graph, seed: 1), try .init(ratio: 0.5))
            let (before, after) = (graph.analysis(batch: 1), pruned.graph.analysis(batch: 1))
            #expect(after.parameters < before.parameters && after.macs < before.macs, "\(architecture.name)")
            #expect(pruned.graph.outputShape == graph.outputShape && pruned.graph.inputShape == graph.inputShape)
            #expect(throws: Never.self) { try pruned.weights.check(for: pruned.graph) }
        } catch {
            guard case .notPossible(_, let reason) = error else { throw error }
            #expect(!reason.isEmpty, "\(architecture.name)")
        }
    }

    @Test("a ratio out of range is refused", arguments: [0, 1, -0.5, .nan])
    func range(ratio: Double) {
        #expect(throws: CompressionError.self) { try ChannelPruning.Settings(ratio: ratio) }
    }

    @Test("a network whose every channel is its result is refused")
    func nothing() throws {
        let net = try GraphBuilder(name: "small", input: [3])
        let graph = try net.graph(output: try net.linear("fc", net.input, 2))
        #expect(
            throws: CompressionError.notPossible(network: "small", reason: "no set has channels to spare")
        ) { try ChannelPruning.prune(graph, Weights.seeded(for: graph, seed: 1), try Self.settings()) }
    }
}
