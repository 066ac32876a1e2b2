import ModelGraph
import Pricing
import Testing
import Vocabulary

@testable import Workflow

@Suite("Evidence of estimates")
struct EvidenceTests {
    private static func run(
        _ number: UInt8, on worker: String = "attic", engine: String = "openvino", device: String = "cpu",
        threads: Int? = nil, milliseconds: Double
    ) throws -> RunEvidence {
        let digits = String(number, radix: 16)
        return RunEvidence(
            run: try #require(RunID(String(repeating: "0", count: 32 - digits.count) + digits)),
            worker: worker, host: nil,
            machine: MachineFacts(architecture: "x86_64", logicalProcessors: 4, usableProcessors: 4, memoryMiB: 8192),
            configuration: try BenchmarkConfiguration(
                model: .zoo("resnet18"), engine: engine, device: device, threads: threads),
            seconds: milliseconds / 1000)
    }

    private static func milliseconds(_ runs: [RunEvidence]) -> [Double] {
        MeasuredEvidence(runs: runs, trainings: [], graphs: { _ in nil }, sized: { _, _ in nil })
            .observations.map { ($0.seconds * 1000).rounded() }
    }

    @Test("one engine's time is not another's, and one thread's not that of all: the default setting counts")
    func defaultSetting() throws {
        let runs = try [
            Self.run(1, engine: "torch", milliseconds: 31), Self.run(2, threads: 1, milliseconds: 40),
            Self.run(3, threads: 4, milliseconds: 11), Self.run(4, milliseconds: 10),
            Self.run(5, device: "gpu", milliseconds: 3), Self.run(6, engine: "onnxruntime", milliseconds: 14),
        ]
        // Asking for all processors by their number is the default too.
        #expect(Self.milliseconds(runs) == [11, 10])
    }

    @Test("a machine where nothing ran in the default setting is known by its most measured one, of equals the newest")
    func otherSetting() throws {
        let gpu = try [
            Self.run(1, device: "gpu", milliseconds: 3), Self.run(2, threads: 2, milliseconds: 20),
            Self.run(3, device: "gpu", milliseconds: 4),
        ]
        #expect(Self.milliseconds(gpu) == [3, 4])
        let even = try [Self.run(1, threads: 1, milliseconds: 40), Self.run(2, threads: 2, milliseconds: 20)]
        #expect(Self.milliseconds(even) == [40])
        #expect(Self.milliseconds(Array(even.reversed())) == [20])
    }

    @Test("each machine has its own setting, and none is lost")
    func machines() throws {
        let runs = try [
            Self.run(1, on: "attic", milliseconds: 10), Self.run(2, on: "cellar", engine: "torch", milliseconds: 30),
            Self.run(3, on: "attic", engine: "torch", milliseconds: 31),
        ]
        #expect(Self.milliseconds(runs) == [10, 30])
        let evidence = MeasuredEvidence(runs: runs, trainings: [], graphs: { _ in nil }, sized: { _, _ in nil })
        #expect(evidence.sites.keys.sorted() == ["device:attic", "device:cellar"])
    }
}
