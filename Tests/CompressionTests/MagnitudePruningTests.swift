import Compression
import ModelGraph
import Testing

@Suite("Pruning by magnitude")
struct MagnitudePruningTests {
    static func graph() throws -> ModelGraph {
        let net = try GraphBuilder(name: "small", input: [4])
        let x = try net.linear("a", net.input, 1)
        return try net.graph(output: try net.linear("b", x, 4, bias: false))
    }

    static let given: [String: [Float]] = [
        "a.weight": [0.1, -0.2, 0.3, -0.4], "a.bias": [0.01], "b.weight": [1, -2, 3, 0.25],
    ]

    @Test("over all layers together the smallest go, and biases stay")
    func global() throws {
        let graph = try Self.graph()
        let result = try MagnitudePruning.prune(
            graph, try weights(graph, Self.given), sparsity: 0.5, scope: .global)
        // Magnitudes 0.1 0.2 0.25 0.3 0.4 1 2 3: the four smallest.
        #expect(try floats(result.weights, "a.weight") == [0, 0, 0, -0.4])
        #expect(try floats(result.weights, "b.weight") == [1, -2, 3, 0])
        #expect(try floats(result.weights, "a.bias") == [0.01])
        #expect(result.figures == ["zero_weights": 4, "sparsity": 0.5])
        #expect(result.graph == graph)
    }

    @Test("by layer each loses the same share, rounded down to whole weights")
    func layer() throws {
        let graph = try Self.graph()
        let result = try MagnitudePruning.prune(graph, try weights(graph, Self.given), sparsity: 0.45, scope: .layer)
        // ⌊4·0.45⌋ = 1 of each.
        #expect(try floats(result.weights, "a.weight") == [0, -0.2, 0.3, -0.4])
        #expect(try floats(result.weights, "b.weight") == [1, -2, 3, 0])
        #expect(result.figures["sparsity"] == 0.25)
    }

    @Test("of equal magnitudes the earlier ones go, exactly as many as asked for")
    func ties() throws {
        let graph = try Self.graph()
        let equal = try weights(graph, ["a.weight": [1, -1, 1, -1], "b.weight": [1, 1, 1, 1]])
        let result = try MagnitudePruning.prune(graph, equal, sparsity: 0.375, scope: .global)
        #expect(try floats(result.weights, "a.weight") == [0, 0, 0, -1])
        #expect(try floats(result.weights, "b.weight") == [1, 1, 1, 1])
    }

    @Test("a share outside 0 ..< 1 is refused", arguments: [-0.1, 1, .nan])
    func range(sparsity: Double) throws {
        let graph = try Self.graph()
        #expect(throws: CompressionError.self) {
            try MagnitudePruning.prune(graph, Weights.seeded(for: graph, seed: 1), sparsity: sparsity, scope: .global)
        }
    }
}

@Suite("Zhu and Gupta's schedule")
struct SparsityScheduleTests {
    @Test("rises with a cube from s_i to s_f and stands still between prunings")
    func values() throws {
        let schedule = try SparsitySchedule(initial: 0, final: 0.8, start: 100, interval: 10, prunings: 4)
        #expect(schedule.sparsity(at: 99) == 0)
        #expect(schedule.sparsity(at: 100) == 0)
        // 0.8·(1 − (3/4)³) = 0.4625
        #expect(abs(schedule.sparsity(at: 110) - 0.4625) < 1e-12)
        #expect(schedule.sparsity(at: 119) == schedule.sparsity(at: 110))
        // 0.8·(1 − (1/2)³) = 0.7
        #expect(abs(schedule.sparsity(at: 120) - 0.7) < 1e-12)
        #expect(schedule.sparsity(at: 140) == 0.8)
        #expect(schedule.sparsity(at: 100_000) == 0.8)
    }

    @Test("refuses shares and steps out of range by name")
    func refusal() {
        #expect(
            throws: CompressionError.invalidSetting(setting: "final sparsity", value: "1.0", expected: "0.0 ..< 1")
        ) { try SparsitySchedule(final: 1, prunings: 1) }
        #expect(
            throws: CompressionError.invalidSetting(setting: "prunings", value: "0", expected: "1 or more")
        ) { try SparsitySchedule(final: 0.5, prunings: 0) }
    }
}
