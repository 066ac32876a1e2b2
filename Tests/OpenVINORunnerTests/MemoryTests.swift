import Foundation
import ModelGraph
import ModelZoo
import RunnerKit
import RunnerUnderTest
import Testing
import Vocabulary

@testable import OpenVINORunner

@Suite("The memory that a run is estimated to take")
struct MemoryTests {
    private static func demand(_ name: String, batch: Int) throws -> MemoryDemand {
        let graph = try #require(ModelZoo.architecture(named: name)).graph()
        let values = SeededInputs.totalCount(length: batch * graph.inputShape.elementCount)
        return graph.memoryDemand(batch: batch, inputs: 4 * values)
    }

    /// Peaks in MiB by `benchmarks/memory` on an AMD EPYC with two threads, OpenVINO 2026.4.1, 2026-11-21.
    @Test(
        "is within 15 % of what was measured, where weights, folding, activations or inputs decide",
        arguments: [
            ("vgg16", 1, 1165.06), ("alexnet", 16, 694.20), ("resnet50", 1, 365.32), ("resnet18", 16, 319.72),
            ("mobilenet_v2", 1, 123.48), ("efficientnet_b0", 16, 305.06), ("shufflenet_v2_x1_0", 16, 254.31),
        ])
    func measured(name: String, batch: Int, peak: Double) throws {
        let estimate = Double(try EngineMemory.openVINO.peakByteCount(Self.demand(name, batch: batch))) / 1_048_576
        #expect(abs(estimate / peak - 1) <= 0.15, "\(name) b\(batch): \(estimate)")
    }

    @Test("counts as folded what stands directly before a batch normalisation, in a graph and in its file")
    func folded() throws {
        // resnet18: all of its 20 convolutions, 11,166,912 weights of 4 bytes; alexnet has no normalisation.
        #expect(try Self.demand("resnet18", batch: 1).folded == 4 * 11_166_912)
        #expect(try Self.demand("alexnet", batch: 1).folded == 0)
        let folder = try TestFolder()
        let graph = try #require(ModelZoo.architecture(named: "shufflenet_v2_x0_5")).graph()
        let file = folder.url.appending(path: "net.onnx")
        try ONNXExporter.write(graph, weights: .seeded(for: graph, seed: 1), to: file, batch: .dynamic)
        let foreign = try ONNXAnalysis.of(file).memoryDemand(batch: 2, inputs: 7)
        let own = graph.memoryDemand(batch: 2, inputs: 7)
        #expect(foreign.folded == own.folded && foreign.live == own.live && foreign.inputs == 7)
    }

    @Test("eight inputs overlap beyond 64 MiB, as they do when they are drawn")
    func inputs() {
        for length in [1, 64, 150_528, 9_633_792] {
            #expect(SeededInputs.totalCount(length: length) >= length)
        }
        #expect(SeededInputs.totalCount(length: 150_528) == 8 * 150_528)
        // 2^24 values for the other seven: 2,396,745 each, rounded up to a multiple of 64.
        #expect(SeededInputs.totalCount(length: 9_633_792) == 9_633_792 + 7 * 2_396_800)
        #expect(SeededInputs(length: 1000, seed: 1).values.count == SeededInputs.totalCount(length: 1000))
    }

    @Test("a network that is estimated to need more than an attempt may take is refused before its file is written")
    func refused() throws {
        let folder = try TestFolder()
        let benchmark = try BenchmarkConfiguration(model: .zoo("vgg19"), batch: 64)
        let runner = try RunnerUnderTest("runner-openvino", environment: OpenVINORunnerTests.environment)
        try runner.send(RunnerRequest.forTest(.benchmark(benchmark), memoryMiB: 512, folder: folder.url.path))
        let failure = try OpenVINORunnerTests.failure(try runner.remainingEvents().last)
        #expect(runner.end() == 1)
        #expect(failure.code == .outOfMemory)
        let estimate = try EngineMemory.openVINO.peakByteCount(Self.demand("vgg19", batch: 64)) >> 20
        #expect(estimate > 1000)
        #expect(failure.message.hasPrefix("needs an estimated \(estimate) MiB (from weights 548, live activations "))
        #expect(failure.message.hasSuffix("and may take 512 MiB; nothing was tried"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
    }
}
