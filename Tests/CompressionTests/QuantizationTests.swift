import Foundation
import ModelGraph
import Testing

@testable import Compression

/// Shows the same literal values for every batch.
struct LiteralSource: ActivationSource {
    let graph: ModelGraph
    let values: [String: [Float]]

    func forEachBatch(of wanted: [ValueID], _ take: (Int, Span<Float>) -> Void) throws(CompressionError) {
        for (place, value) in wanted.enumerated() {
            guard let numbers = values[graph[value].name] else {
                throw .source(reason: "nothing for \(graph[value].name)")
            }
            take(place, numbers.span)
        }
    }
}

@Suite("Static quantisation")
struct StaticQuantizationTests {
    /// input → conv → relu → pool → (shortcut, second) → sum → flatten → fc.
    static func graph() throws -> ModelGraph {
        let net = try GraphBuilder(name: "small", input: [1, 4, 4])
        var x = try net.convolution("conv", net.input, 2, kernel: 1)
        x = try net.relu("relu", x)
        x = try net.maxPool("pool", x, kernel: 2, stride: 2)
        let second = try net.convolution("second", x, 2, kernel: 1)
        x = try net.add("sum", x, second)
        return try net.graph(output: try net.linear("fc", try net.flatten("flatten", x), 3))
    }

    static let seen: [String: [Float]] = [
        "input": [0, 2.55], "relu": [0, 5.1], "second": [-1, 1.55], "sum": [-2, 3.1],
    ]

    @Test("rounds each value once where it is computed; a pool passes its input's grid on")
    func placement() throws {
        let graph = try Self.graph()
        let recipe = try StaticQuantization(
            graph, Weights.seeded(for: graph, seed: 1), calibrator: .minMax)
        #expect(recipe.calibratedValues.map { recipe.graph[$0].name } == ["input", "relu", "second", "sum"])
        var source = LiteralSource(graph: recipe.graph, values: Self.seen)
        let result = try recipe.quantize(&source)
        let readers = result.decoration.activations.map { value, rounding in
            (result.graph[value].name, rounding.readers.map { result.graph.nodes[$0].name }.sorted())
        }
        #expect(
            Dictionary(uniqueKeysWithValues: readers) == [
                "input": ["conv"], "relu": ["pool"], "second": ["sum"], "sum": ["flatten"],
            ])
        #expect(result.figures == ["int8_layers": 3, "fp32_layers": 0, "rounded_activations": 4])
        let scale = try #require(result.decoration.activations.first { result.graph[$0.key].name == "relu" }).value
            .scale
        #expect(abs(scale - 0.02) < 1e-7)
    }

    @Test("a bias is counted in steps of input's scale times weight's scale, through a pool too")
    func bias() throws {
        let graph = try Self.graph()
        let given = try weights(
            graph,
            [
                "conv.weight": [1.27, 2.54], "conv.bias": [0.5, -0.5], "second.weight": [1.27, 0, 0, 1.27],
                "second.bias": [1, 0],
            ])
        let recipe = try StaticQuantization(graph, given, calibrator: .minMax)
        var source = LiteralSource(graph: recipe.graph, values: Self.seen)
        let stored = try recipe.quantize(&source).decoration.parameters
        // Input 0.01, weights 0.01 and 0.02: 0.5/0.0001 = 5000, −0.5/0.0002 = −2500.
        #expect(try Self.int32s(stored["conv.bias"]) == [5000, -2500])
        // relu's 0.02 through the pool, weights 0.01: 1/0.0002 = 5000.
        #expect(try Self.int32s(stored["second.bias"]) == [5000, 0])
        #expect(stored["second.weight"]?.bytes == Data([127, 0, 0, 127]))
        #expect(stored["fc.weight"]?.format == .int8)
    }

    static func int32s(_ stored: ONNXDecoration.StoredParameter?) throws -> [Int32] {
        let bytes = try #require(stored).bytes
        return bytes.withUnsafeBytes { raw in
            (0..<(raw.count / 4)).map { Int32(littleEndian: raw.loadUnaligned(fromByteOffset: 4 * $0, as: Int32.self)) }
        }
    }

    @Test("layers that are kept read exact values and keep their Float32 weights")
    func kept() throws {
        let graph = try Self.graph()
        let recipe = try StaticQuantization(
            graph, Weights.seeded(for: graph, seed: 1), calibrator: .minMax,
            keeping: [.firstConvolution, FallbackRule("fc")])
        #expect(recipe.calibratedValues.map { recipe.graph[$0].name } == ["relu", "second"])
        var source = LiteralSource(graph: recipe.graph, values: Self.seen)
        let result = try recipe.quantize(&source)
        #expect(Set(result.decoration.parameters.keys) == ["second.weight", "second.bias"])
        #expect(result.figures["fp32_layers"] == 2)
    }

    @Test("a name that no layer has is refused, and so is keeping everything")
    func refusals() throws {
        let graph = try Self.graph()
        let given = Weights.seeded(for: graph, seed: 1)
        #expect(throws: CompressionError.self) {
            try StaticQuantization(graph, given, calibrator: .minMax, keeping: [.named("layer9")])
        }
        #expect(throws: CompressionError.self) {
            try StaticQuantization(
                graph, given, calibrator: .minMax, keeping: ["conv", "second", "fc"].map { .named($0) })
        }
        #expect(throws: CompressionError.self) { try StaticQuantization(graph, given, calibrator: .percentile(10)) }
    }

    @Test("a source that shows nothing is an error that says so")
    func silence() throws {
        let graph = try Self.graph()
        let recipe = try StaticQuantization(graph, Weights.seeded(for: graph, seed: 1), calibrator: .minMax)
        var source = LiteralSource(graph: recipe.graph, values: [:])
        #expect(throws: CompressionError.source(reason: "nothing for input")) { try recipe.quantize(&source) }
    }
}
