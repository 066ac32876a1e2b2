import ModelGraph
import Testing

@Suite("A graph that exists is valid")
struct GraphBuilderTests {
    private func builder(_ input: [Int] = [4, 8, 8]) throws -> GraphBuilder {
        try GraphBuilder(name: "test", input: input)
    }

    @Test("names are taken once")
    func duplicateName() throws {
        let net = try builder()
        let x = try net.relu("a", net.input)
        #expect(throws: ModelGraphError.self) { try net.relu("a", x) }
        #expect(throws: ModelGraphError.self) { try net.relu("", x) }
        #expect(throws: ModelGraphError.self) { try net.relu("input", x) }
        // The refused calls left nothing behind.
        #expect(try net.graph(output: x).nodes.map(\.name) == ["a"])
    }

    @Test("values of a larger graph are not values of this one")
    func foreignValue() throws {
        let other = try builder()
        let foreign = try other.relu("b", try other.relu("a", other.input))
        let net = try builder()
        #expect(throws: ModelGraphError.unknownValue(node: "c")) { try net.relu("c", foreign) }
        #expect(throws: ModelGraphError.unknownValue(node: "output")) { try net.graph(output: foreign) }
    }

    @Test("an addition needs equal shapes")
    func additionShapes() throws {
        let net = try builder()
        let small = try net.maxPool("pool", net.input, kernel: 2, stride: 2)
        #expect(
            throws: ModelGraphError.shapeMismatch(
                node: "sum", found: [[4, 8, 8], [4, 4, 4]], expected: "two equal shapes")
        ) { try net.add("sum", net.input, small) }
    }

    @Test("a concatenation needs equal images")
    func concatenationShapes() throws {
        let net = try builder()
        let small = try net.maxPool("pool", net.input, kernel: 2, stride: 2)
        #expect(throws: ModelGraphError.self) { try net.concatenate("cat", net.input, small) }
        let both = try net.concatenate("cat", net.input, net.input)
        #expect(try net.shape(of: both).dimensions == [8, 8, 8])
    }

    @Test("groups divide the channels", arguments: [0, -1, 3, 8])
    func groups(groups: Int) throws {
        let net = try builder()
        #expect(throws: ModelGraphError.self) {
            try net.convolution("conv", net.input, 12, kernel: 1, groups: groups)
        }
    }

    @Test("windows fit and their numbers are positive")
    func windows() throws {
        let net = try builder()
        #expect(throws: ModelGraphError.emptyOutput(node: "conv", input: [4, 8, 8])) {
            try net.convolution("conv", net.input, 4, kernel: 9)
        }
        for (kernel, stride, padding) in [(0, 1, 0), (3, 0, 1), (3, 1, -1), (-3, 1, 1), (.max, 1, 0), (1, .max, 0)] {
            #expect(throws: ModelGraphError.self) {
                try net.convolution(
                    "conv", net.input, 4, kernel: Extent(kernel), stride: Extent(stride), padding: Extent(padding))
            }
        }
        #expect(throws: ModelGraphError.self) {
            try net.maxPool("pool", net.input, kernel: 2, stride: 2, padding: 2)
        }
    }

    @Test("a linear layer takes a vector")
    func linearNeedsVector() throws {
        let net = try builder()
        #expect(
            throws: ModelGraphError.shapeMismatch(node: "fc", found: [[4, 8, 8]], expected: "[4]")
        ) { try net.linear("fc", net.input, 10) }
    }

    @Test("halves and shuffles need channels that divide")
    func divisibility() throws {
        let net = try builder([5, 2, 2])
        #expect(throws: ModelGraphError.self) { try net.halves("chunk", net.input) }
        #expect(throws: ModelGraphError.self) { try net.channelShuffle("shuffle", net.input, groups: 2) }
        #expect(throws: ModelGraphError.self) { try net.channelShuffle("shuffle", net.input, groups: 0) }
    }

    @Test("a probability lies in 0 ..< 1", arguments: [-0.1, 1, .nan, .infinity] as [Float])
    func dropout(probability: Float) throws {
        let net = try builder()
        #expect(throws: ModelGraphError.self) {
            try net.dropout("drop", net.input, probability: probability)
        }
    }

    @Test("sizes beyond 64 bits are an error", arguments: [1 << 20, .max])
    func tooLarge(side: Int) throws {
        let net = try builder([1 << 10, 1 << 12, 1 << 12])
        #expect(throws: ModelGraphError.self) {
            try net.convolution("conv", net.input, side, kernel: 3, padding: 1)
        }
    }

    @Test("who writes and who reads a value is part of the graph")
    func producersAndConsumers() throws {
        let net = try builder()
        let (kept, worked) = try net.halves("chunk", net.input)
        let branch = try net.relu("relu", worked)
        let graph = try net.graph(output: try net.concatenate("cat", kept, branch))
        #expect(graph.values.map(\.name) == ["input", "chunk", "chunk:1", "relu", "cat"])
        #expect(graph.values.map(\.producer) == [nil, 0, 0, 1, 2])
        #expect(graph.values.map(\.consumers) == [[0], [2], [1], [2], []])
    }

    @Test("an error says the layer and what was expected, as a sentence")
    func description() throws {
        let net = try builder()
        let error = #expect(throws: ModelGraphError.self) { try net.convolution("conv", net.input, 4, kernel: 9) }
        #expect(
            error?.description
                == "layer 'conv': its window does not fit into [4, 8, 8]; the network needs a larger input")
        #expect(error?.canRetryHelp == false)
    }
}
