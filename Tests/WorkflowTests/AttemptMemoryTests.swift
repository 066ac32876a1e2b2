import ModelGraph
import ModelZoo
import Pricing
import Testing
import Vocabulary
import WorkflowTesting

@testable import Workflow

@Suite("The memory that attempts are estimated to need")
struct AttemptMemoryTests {
    private let workflow = WorkflowUnderTest()
    private static let catalogue = ModelCatalogue(WorkflowUnderTest.catalogue.models) {
        variant throws(InvalidInput) in
        try ModelZoo.network(variant.name, inputSize: variant.inputSize, classes: variant.classes)
            .map { KnownNetwork(facts: $0.facts, graph: $0.graph) }
    }
    private var submit: Submit {
        Submit(ledger: workflow.ledger, catalogue: Self.catalogue, wakeups: workflow.wakeups)
    }
    private var forewarn: Forewarn { Forewarn(ledger: workflow.ledger, catalogue: Self.catalogue) }
    private let source = EngineMemory.openVINO.source

    private func vgg16(batch: Int = 1) throws -> RunConfiguration {
        .benchmark(try BenchmarkConfiguration(model: .zoo("vgg16"), batch: batch))
    }

    private func submitted(_ options: SubmitOptions = SubmitOptions()) async throws -> JobID {
        guard case .job(let id) = try await submit.job(vgg16(), options: options, key: nil) else {
            throw ExpectationMissed("a single job became something else")
        }
        return id
    }

    private func worker(_ name: String, _ memoryMiB: Int) async throws -> WorkerID {
        try await workflow.ledger.sampleWorker(name, capability: Sample.capability(memoryMiB: memoryMiB))
    }

    private func claimed(_ worker: WorkerID) async throws -> [JobID] {
        try await workflow.claim(worker: worker, count: 1, wait: .zero).map(\.attempt.job)
    }

    /// 1154 MiB for VGG-16 and one image, rounded up to a multiple of 1024/8.
    @Test("a worker that is too small leaves the job to one that is not")
    func smallLeavesIt() async throws {
        let (small, big) = (try await worker("small", 1279), try await worker("big", 1280))
        let id = try await submitted()
        #expect(try await claimed(small).isEmpty)
        #expect(try await claimed(big) == [id])
    }

    @Test("while no worker with as much is alive another takes the job, whose runner refuses it, unless it is to wait")
    func orphaned() async throws {
        let (small, big) = (try await worker("small", 512), try await worker("big", 4096))
        await workflow.ledger.pass(seconds: 46)
        let waiting = try await submitted(SubmitOptions(waitsForPrecision: true))
        let id = try await submitted()
        #expect(try await claimed(small) == [id])
        #expect(try await claimed(small).isEmpty)
        #expect(try await claimed(big) == [waiting])
    }

    @Test("a submitter who states a memory keeps his own")
    func stated() async throws {
        let small = try await worker("small", 512)
        let id = try await submitted(SubmitOptions(memoryMiB: 256))
        #expect(
            try await workflow.ledger.requirements(of: id)
                == Requirements(
                    kind: .benchmark, engine: "openvino", device: "cpu", precision: .fp32, memoryMiB: 256))
        #expect(try await forewarn([vgg16()], options: SubmitOptions(memoryMiB: 256)) == [])
        #expect(try await claimed(small) == [id])
    }

    @Test("a job that no registered worker has the memory for is accepted, and its explanation says what it needs")
    func nobody() async throws {
        _ = try await worker("small", 512)
        let answer = try await workflow.explain(try await submitted())
        #expect(answer.state == .ready)
        #expect(
            answer.summary
                == "No live worker can take it: small has 512 MiB of memory for an attempt, about 1280 MiB are needed by estimate. "
                + "The estimate is that of \(source). No registered worker has as much: while none with as much is alive, another takes it "
                + "and its runner refuses it. "
                + "A memory_mib of your own replaces the estimate.")
        #expect(answer.fits.map(\.lacks) == [[.estimatedMemory(needed: 1280, offered: 512)]])
    }

    @Test("the explanation names those that are too small beside the one that the job waits for")
    func busy() async throws {
        _ = try await worker("small", 512)
        _ = try await worker("big", 4096)
        let id = try await submitted()
        #expect(
            try await workflow.explain(id).summary
                == "It waits for its turn: big can take it and is busy with earlier jobs. "
                + "It needs about 1280 MiB by estimate (\(source)), and small has 512 MiB.")
        await workflow.ledger.pass(seconds: 46)
        #expect(
            try await workflow.explain(id).summary
                == "No worker is alive; the last one heard of is big. "
                + "It needs about 1280 MiB by estimate (\(source)), and small has 512 MiB.")
    }

    @Test("submitting is warned of what no registered worker has the memory for, with the estimate and what there is")
    func warned() async throws {
        #expect(try await forewarn([vgg16()], options: SubmitOptions()) == [], "nobody has registered yet")
        for (name, memory) in [("a", 256), ("b", 1024), ("c", 64), ("d", 128)] { _ = try await worker(name, memory) }
        let rest =
            "by estimate (\(source)), and b has 1024 MiB, a has 256 MiB, d has 128 MiB, 1 more have less or as much; "
            + "unless a worker with more is alive when its turn comes, a job's runner refuses it; if_unsupported \"wait\" lets it wait. "
            + "A memory_mib of your own replaces the estimate."
        #expect(
            try await forewarn([vgg16()], options: SubmitOptions())
                == ["no registered worker has the memory: it needs about 1280 MiB " + rest])
        // ResNet-18 for one image needs 228 MiB, VGG-16 for 64 of them 2435.
        let small = RunConfiguration.benchmark(try BenchmarkConfiguration(model: .zoo("resnet18")))
        #expect(
            try await forewarn([vgg16(), small, vgg16(batch: 64), vgg16()], options: SubmitOptions())
                == [
                    "no registered worker has the memory for 3 of 4 jobs: the largest needs about 2560 MiB " + rest
                ])
        _ = try await worker("big", 4096)
        #expect(try await forewarn([vgg16(batch: 64)], options: SubmitOptions()) == [])
    }

    @Test("nothing is estimated for an engine without a fitted formula, a stored file and other kinds of work")
    func absent() throws {
        let memory = AttemptMemory(catalogue: Self.catalogue)
        let digest = String(repeating: "0f", count: 32)
        let configurations: [RunConfiguration] = [
            .benchmark(try BenchmarkConfiguration(model: .zoo("vgg16"), engine: "torch")),
            .benchmark(try BenchmarkConfiguration(model: .zoo("vgg16"), device: "gpu")),
            .benchmark(try BenchmarkConfiguration(model: .onnx(sha256: digest))),
            .benchmark(try BenchmarkConfiguration(model: .zoo("nonet"))),
            .selftest(try SelftestConfiguration()),
        ]
        for configuration in configurations { #expect(memory.estimateMiB(configuration) == nil) }
        #expect(memory.estimateMiB(try vgg16()) == 1280)
        #expect(memory.estimateMiB(try vgg16(batch: 64)) == 2560)
    }

    @Test(
        "estimates are rounded up to eighths of a power of two",
        arguments: [(0, 0), (8, 8), (9, 9), (95, 96), (128, 128), (129, 144), (783, 832), (1154, 1280), (2048, 2048)])
    func coarse(exact: Int, rounded: Int) {
        #expect(AttemptMemory.coarse(exact) == rounded)
        #expect(rounded * 8 <= exact * 9)
    }
}
