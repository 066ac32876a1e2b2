import Foundation
import ModelGraph
import Testing

@testable import Compression

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
