import Foundation
import ModelGraph
import ModelZoo
import Testing

@Suite("The zoo through ONNX and back")
struct ForeignONNXTests {
    /// Small enough to be written and read in a test: other networks have the same operators.
    static let names = ModelZoo.all.map(\.name).filter {
        !["vgg16", "vgg19", "alexnet", "resnet152", "resnet101"].contains($0)
    }

    private static func small(_ name: String) throws -> ModelGraph {
        let architecture = try #require(ModelZoo.architecture(named: name))
        return try architecture.graph(classes: 10)
    }

    private static func file(_ graph: ModelGraph, _ folder: URL, _ name: String = "net.onnx") throws -> URL {
        let url = folder.appendingPathComponent(name)
        // Zeros cost nothing to make; the bits of seeded weights are compared in `bits`.
        var tensors: [String: Tensor] = [:]
        for parameter in graph.parameters where parameter.role != .batchCount {
            let zeros = [Float](repeating: 0, count: parameter.elementCount)
            tensors[parameter.name] = Tensor(shape: parameter.shape, floats: zeros)
        }
        let weights = Weights(tensors)
        let stored = folder.appendingPathComponent("zeros.safetensors")
        try weights.writeSafetensors(to: stored)
        try ONNXExporter.write(
            graph, weights: try Weights.safetensors(at: stored, for: graph), to: url, batch: .dynamic)
        return url
    }

    @Test("the analysis of the file is the analysis of the graph", arguments: names)
    func analysis(name: String) throws {
        let graph = try Self.small(name)
        let expected = graph.analysis(batch: 1)
        let folder = try Folder()
        let found = try ONNXAnalysis.of(try Self.file(graph, folder.url))
        #expect(found.uncounted == [])
        #expect(found.parameters == expected.parameters)
        #expect(found.macs == expected.macs)
        // Batch counts are not in the file; its bounds and shapes are.
        let counts = graph.parameters.filter { $0.role == .batchCount }.reduce(0) { $0 + $1.byteCount }
        #expect(abs(found.weightByteCount - (expected.weightByteCount - counts)) < 4096)
        #expect(found.inputs.map(\.name) == ["input"])
    }

    @Test("the graph that is read exports to the same bytes", arguments: names)
    func roundTrip(name: String) throws {
        let folder = try Folder()
        let url = try Self.file(try Self.small(name), folder.url)
        let (graph, weights) = try ONNXImporter.graph(ofModelAt: url.path)
        #expect(graph.name == name)
        let again = folder.url.appendingPathComponent("again.onnx")
        try ONNXExporter.write(graph, weights: weights, to: again, batch: .dynamic)
        #expect(try Data(contentsOf: url) == Data(contentsOf: again))
    }

    @Test("an adaptive pool with unequal parts comes back as one")
    func adaptivePool() throws {
        let net = try GraphBuilder(name: "net", input: [2, 7, 5])
        let pool = try net.adaptiveAveragePool("pool", net.input, to: Extent(height: 3, width: 2))
        let graph = try net.graph(output: try net.flatten("flatten", pool))
        let folder = try Folder()
        let found = try ONNXImporter.graph(ofModelAt: try Self.file(graph, folder.url).path).graph
        #expect(found == graph)
    }

    @Test("weights keep every bit")
    func bits() throws {
        let architecture = try #require(ModelZoo.architecture(named: "squeezenet1_1"))
        let graph = try architecture.graph(classes: 10)
        let weights = Weights.seeded(for: graph, seed: 3)
        let folder = try Folder()
        let url = folder.url.appendingPathComponent("net.onnx")
        try ONNXExporter.write(graph, weights: weights, to: url, batch: .fixed(2))
        let found = try ONNXImporter.graph(ofModelAt: url.path).weights
        #expect(found.names == weights.names)
        for name in weights.names { #expect(found[name]?.bytes() == weights[name]?.bytes(), "\(name)") }
    }

    @Test("with bytes changed anywhere, a file is refused, analysed or read, never a crash")
    func mutated() throws {
        let net = try GraphBuilder(name: "net", input: [4, 8, 8])
        var value = try net.convolution("conv", net.input, 8, kernel: 3, stride: 2, padding: 1)
        value = try net.activation("act", .relu6, try net.batchNormalization("bn", value))
        let (left, right) = try net.halves("split", value)
        value = try net.channelShuffle("shuffle", try net.concatenate("cat", left, right), groups: 2)
        value = try net.adaptiveAveragePool("pool", try net.maxPool("max", value, kernel: 2, stride: 1), to: 2)
        let graph = try net.graph(output: try net.linear("fc", try net.flatten("flatten", value), 3))
        let folder = try Folder()
        let url = try Self.file(graph, folder.url)
        let whole = try Data(contentsOf: url)
        var state: UInt64 = 7
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for _ in 0..<1500 {
            var bytes = whole
            for _ in 0...next(4) {
                bytes[next(bytes.count)] = [0, 1, 2, 0x7F, 0x80, 0xFF, UInt8(next(256))][next(7)]
            }
            if next(8) == 0 { bytes = bytes.prefix(next(bytes.count)) }
            try bytes.write(to: url)
            do {
                _ = try ONNXAnalysis.of(url)
            } catch {
                #expect(!error.description.isEmpty)
            }
            do {
                let (_, weights) = try ONNXImporter.graph(ofModelAt: url.path)
                for name in weights.names { _ = weights[name]?.bytes() }
            } catch {
                #expect(!error.description.isEmpty)
            }
        }
    }
}

/// A folder that goes with the test.
final class Folder {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("zoo-\(UUID().uuidString)")
    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(at: url) }
}
