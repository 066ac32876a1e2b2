import Testing
import Vocabulary
import WorkflowTesting

@testable import Workflow

@Suite("Who gets which job")
struct EligibilityTests {
    private let workflow = WorkflowUnderTest()
    private let plain = Sample.capability(precisions: [.fp32])
    private let able = Sample.capability(precisions: [.fp32, .bf16])

    private func claimed(_ worker: WorkerID) async throws -> [JobID] {
        try await workflow.claim(worker: worker, count: 1, wait: .zero).map(\.attempt.job)
    }

    @Test("a worker without the precision gets the job only while no live worker has it")
    func orphaned() async throws {
        let without = try await workflow.ledger.sampleWorker("without", capability: plain)
        let with = try await workflow.ledger.sampleWorker("with", capability: able)
        let id = try await workflow.benchmark(.bf16)
        #expect(try await claimed(without).isEmpty)
        // 46 s of silence: beyond the 45 s after which a worker is not counted on.
        await workflow.ledger.pass(seconds: 46)
        #expect(try await claimed(without) == [id])
        let next = try await workflow.benchmark(.bf16)
        _ = try await workflow.heartbeat(worker: with, beats: [])
        #expect(try await claimed(without).isEmpty)
        #expect(try await claimed(with) == [next])
    }

    @Test("a job that waits for its precision never goes to a worker without it")
    func waits() async throws {
        let without = try await workflow.ledger.sampleWorker("without", capability: plain)
        let id = try await workflow.benchmark(.bf16, waits: true)
        #expect(try await claimed(without).isEmpty)
        let with = try await workflow.ledger.sampleWorker("with", capability: able)
        #expect(try await claimed(with) == [id])
    }

    @Test("a worker that lacks more than the precision never gets the job")
    func lacksMore() {
        let classes = [
            RequirementClass(
                number: 1, requirements: Requirements(kind: .benchmark, engine: "openvino", device: "cpu")),
            RequirementClass(
                number: 2,
                requirements: Requirements(kind: .benchmark, engine: "openvino", device: "cpu", precision: .bf16)),
            RequirementClass(
                number: 3,
                requirements: Requirements(
                    kind: .benchmark, engine: "openvino", device: "cpu", precision: .bf16, labels: ["attic"])),
            RequirementClass(number: 4, requirements: Requirements(kind: .benchmark, engine: "torch")),
            RequirementClass(
                number: 5,
                requirements: Requirements(kind: .benchmark, engine: "openvino", device: "cpu", memoryMiB: 2048)),
        ]
        let eligibility = Eligibility(of: plain, among: classes)
        #expect(eligibility.met == [1])
        #expect(eligibility.refusable.map(\.number) == [2])
        #expect(eligibility.classes(whileLive: [plain]) == [1, 2])
        #expect(eligibility.classes(whileLive: [plain, able]) == [1])
    }

    @Test("a live worker counts only when it could take the job altogether")
    func labelledElsewhere() {
        let wanted = RequirementClass(
            number: 1,
            requirements: Requirements(
                kind: .benchmark, engine: "openvino", device: "cpu", precision: .bf16, labels: ["attic"]))
        let here = Sample.capability(precisions: [.fp32], labels: ["attic"])
        let eligibility = Eligibility(of: here, among: [wanted])
        // The other has bf16 and is not in the attic.
        #expect(eligibility.classes(whileLive: [here, able]) == [1])
    }

    @Test("classes are read once, also by callers at the same time")
    func classCache() async throws {
        let cache = RequirementClasses(ledger: workflow.ledger)
        let ledger = workflow.ledger
        _ = try await ledger.sampleJob()
        // A second caller reads the same class while the first one waits for its answer.
        await ledger.atNext(.classesRead) { _ = try await cache.current() }
        #expect(try await cache.current().map(\.number) == [1])
        _ = try await ledger.sampleJob(SubmitOptions(labels: ["attic"]))
        #expect(try await cache.current().map(\.number) == [1, 2])
    }
}
