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

@Suite("Grids of 256 values")
struct QuantizationGridTests {
    @Test(
        "span the range widened to 0, with 0 on the grid",
        arguments: [
            // 2.55/255 = 0.01.
            (Float(0), Float(2.55), Float(0.01), UInt8(0)),
            // (−1 … 1.55)/255 = 0.01; 0 is the 100th step.
            (-1, 1.55, 0.01, 100),
            // Only negative: widened to 0, which is the last step.
            (-5.1, -1, 0.02, 255),
            (3, 5.1, 0.02, 0),
            (0, 0, 1, 0),
        ])
    func range(low: Float, high: Float, scale: Float, zeroPoint: UInt8) {
        let grid = QuantizationGrid(low: low, high: high)
        #expect(abs(grid.scale - scale) < 1e-7)
        #expect(grid.zeroPoint == zeroPoint)
    }

    @Test("weights have one scale for each row, their greatest magnitude over 127; a row of zeros stays zero")
    func rows() {
        let rows = QuantizedRows([12.7, -6.35, 0, 0, -0.254, 0.0024], rows: 3, leastScales: [0, 0, 0])
        #expect(rows.values == [127, -64, 0, 0, -127, 1])
        #expect(rows.scales[1] == 1)
        #expect(abs(rows.scales[0] - 0.1) < 1e-7 && abs(rows.scales[2] - 0.002) < 1e-8)
    }

    @Test("a row's scale is raised where its bias would not fit 32 bits")
    func bias() {
        #expect(QuantizedRows([1], rows: 1, leastScales: [0.5]).scales == [0.5])
        #expect(QuantizedRows([1], rows: 1, leastScales: [0.5]).values == [2])
    }
}

@Suite("Calibrators")
struct CalibratorTests {
    static func seen(_ values: [Float]) -> ActivationHistogram {
        var histogram = ActivationHistogram()
        histogram.widen(values.span)
        histogram.open()
        histogram.count(values.span)
        return histogram
    }

    @Test("min-max takes everything")
    func minMax() {
        let grid = Calibrator.minMax.grid(Self.seen([-1, 0, 1.55]))
        #expect(abs(grid.scale - 0.01) < 1e-7 && grid.zeroPoint == 100)
    }

    @Test("a percentile cuts off the outermost part: of values without sign at the upper end only")
    func percentile() {
        // 999 values up to 1 and one of 100: 99.9 % keeps 999 of 1000. The bin of 1 ends at 21·100/2048 = 1.025.
        let values = (1...999).map { Float($0) / 999 } + [100]
        let grid = Calibrator.percentile(99.9).grid(Self.seen(values))
        #expect(grid.zeroPoint == 0)
        #expect(abs(grid.scale * 255 - 1.0254) < 0.001)
        #expect(abs(Calibrator.minMax.grid(Self.seen(values)).scale * 255 - 100) < 0.001)
    }

    @Test("a percentile of signed values cuts half at either end")
    func signed() {
        let values = [Float](repeating: -100, count: 1) + (-499...499).map { Float($0) / 499 } + [100]
        let grid = Calibrator.percentile(99.8).grid(Self.seen(values))
        // 0.1 % of 1001 values at either end is one value.
        #expect(grid.scale * 255 < 2.2)
        #expect((126...129).contains(grid.zeroPoint))
    }

    @Test("entropy cuts a far outlier off, and leaves a uniform distribution whole")
    func entropy() {
        let outlier = (0..<20_000).map { Float($0 % 100) / 100 } + [50]
        #expect(Calibrator.entropy.grid(Self.seen(outlier)).scale * 255 < 25)
        let uniform = (0..<20_480).map { Float($0) / 20_480 }
        #expect(Calibrator.entropy.grid(Self.seen(uniform)).scale * 255 > 0.95)
    }

    @Test("entropy is not led astray by many exact zeros")
    func zeros() {
        let values = [Float](repeating: 0, count: 50_000) + (0..<20_480).map { Float($0) / 20_480 }
        #expect(Calibrator.entropy.grid(Self.seen(values)).scale * 255 > 0.95)
    }

    @Test("values that are not finite are counted, and the grid stays finite")
    func notFinite() {
        let histogram = Self.seen([0, 1, .infinity, .nan])
        #expect(histogram.invalidCount == 2)
        #expect(Calibrator.minMax.grid(histogram).scale.isFinite)
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

@Suite("Storage of weights")
struct WeightStorageTests {
    @Test("binary16 and bfloat16 round to the nearest, ties to even")
    func formats() throws {
        let net = try GraphBuilder(name: "small", input: [4])
        let graph = try net.graph(output: try net.linear("fc", net.input, 1, bias: false))
        // 1 + 2⁻¹¹ is halfway between two binary16 numbers, 1 + 2⁻⁸ between two bfloat16 numbers; both go to 1.
        let given = try weights(graph, ["fc.weight": [1, 1 + 0x1p-11, 1 + 0x1p-8, -2]])
        let half = try WeightStorage.fp16.apply(graph, given).decoration.parameters["fc.weight"]
        #expect(half?.bytes == Data([0x00, 0x3C, 0x00, 0x3C, 0x04, 0x3C, 0x00, 0xC0]))
        let brain = try WeightStorage.bf16.apply(graph, given).decoration.parameters["fc.weight"]
        #expect(brain?.bytes == Data([0x80, 0x3F, 0x80, 0x3F, 0x80, 0x3F, 0x00, 0xC0]))
    }

    @Test("weights beyond binary16 are counted and warned of")
    func overflow() throws {
        let net = try GraphBuilder(name: "small", input: [2])
        let graph = try net.graph(output: try net.linear("fc", net.input, 1, bias: false))
        let result = try WeightStorage.fp16.apply(graph, try weights(graph, ["fc.weight": [70_000, 1]]))
        #expect(result.figures["overflowed_weights"] == 1)
        #expect(result.warnings.count == 1)
    }
}
