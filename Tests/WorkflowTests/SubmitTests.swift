import Foundation
import Testing
import Vocabulary
import Workflow
import WorkflowTesting

@Suite("Submit")
struct SubmitTests {
    private let workflow = WorkflowUnderTest()
    private let digest = String(repeating: "0f", count: 32)

    private func stored() async throws -> Int {
        try await workflow.ledger.jobs(state: nil, sweep: nil, before: nil, limit: 10).count
    }

    @Test("refuses an unknown model with the field and the names that are known, stores nothing and wakes nobody")
    func unknownModel() async throws {
        let before = await workflow.wakeups.ticket()
        let configuration = RunConfiguration.benchmark(try BenchmarkConfiguration(model: .zoo("resnet81")))
        let complaint = InvalidInput(
            field: "configuration.model", expected: "one of resnet18, vgg16, or a stored ONNX file",
            received: "resnet81")
        await #expect(throws: WorkflowError.invalid(complaint)) {
            try await workflow.submit.job(configuration, options: SubmitOptions(), key: nil)
        }
        #expect(try await stored() == 0)
        #expect(await workflow.isQuiet(since: before))
    }

    @Test("refuses a size that the network does not take, with the field below its place, and a size of an unknown one")
    func size() async throws {
        let refusal = InvalidInput(field: "input_size", expected: "at least 32", received: "8")
        let catalogue = ModelCatalogue(WorkflowUnderTest.catalogue.models) { variant throws(InvalidInput) in
            if variant == NetworkVariant("vgg16", inputSize: 8, classes: 10) { throw refusal }
            return nil
        }
        let submit = Submit(ledger: workflow.ledger, catalogue: catalogue, wakeups: workflow.wakeups)
        for (model, complaint) in [
            ("vgg16", refusal),
            (
                "nonet",
                InvalidInput(
                    field: "model", expected: "one of resnet18, vgg16, or a stored ONNX file", received: "nonet")
            ),
        ] {
            let configuration = try BenchmarkConfiguration(model: .zoo(model), inputSize: 8, classes: 10)
            await #expect(throws: WorkflowError.invalid(complaint.under("configuration"))) {
                try await submit.job(.benchmark(configuration), options: SubmitOptions(), key: nil)
            }
        }
        #expect(try await stored() == 0)
    }

    @Test("refuses a whole sweep for one unknown model")
    func unknownModelInSweep() async throws {
        let names = ["resnet18", "resnet81"]
        let configurations = try names.map {
            RunConfiguration.benchmark(try BenchmarkConfiguration(model: .zoo($0)))
        }
        let complaint = InvalidInput(
            field: "grid.model", expected: "one of resnet18, vgg16, or a stored ONNX file", received: "resnet81")
        await #expect(throws: WorkflowError.invalid(complaint)) {
            try await workflow.submit.sweep(configurations, grid: [:], options: SubmitOptions(), key: nil)
        }
        #expect(try await stored() == 0)
        #expect(try await workflow.ledger.sweeps(before: nil, limit: 10).isEmpty)
    }

    @Test("takes an ONNX file only when it is stored")
    func file() async throws {
        let configuration = RunConfiguration.benchmark(try BenchmarkConfiguration(model: .onnx(sha256: digest)))
        let complaint = InvalidInput(
            field: "configuration.model",
            expected: "the SHA-256 of a file that was stored with PUT /api/v1/files/<sha256>", received: digest)
        await #expect(throws: WorkflowError.invalid(complaint)) {
            try await workflow.submit.job(configuration, options: SubmitOptions(), key: nil)
        }
        #expect(try await stored() == 0)
        try await workflow.ledger.store(sha256: digest, name: "m.onnx", byteCount: 1, pieces: .of(["m"]))
        _ = try await workflow.submit.job(configuration, options: SubmitOptions(), key: nil)
        #expect(try await stored() == 1)
    }

    @Test("stores a job with its title, its requirements and five lives, and wakes who waits")
    func job() async throws {
        let before = await workflow.wakeups.ticket()
        let id = try await workflow.benchmark(.bf16, waits: true)
        let job = try #require(try await workflow.ledger.job(id))
        #expect(try await workflow.ledger.run(job.run)?.name == "resnet18 b1 bf16")
        let required = Requirements(
            kind: .benchmark, engine: "openvino", device: "cpu", precision: .bf16, waitsForPrecision: true)
        #expect(try await workflow.ledger.requirements(of: id) == required)
        #expect(await !workflow.isQuiet(since: before))
        #expect(Submit.maximumLosses == 5)
    }

    @Test("names a sweep by its size, and its runs by their configurations even where the sweep has a name")
    func names() async throws {
        let configurations = try [1, 8].map {
            RunConfiguration.benchmark(try BenchmarkConfiguration(model: .zoo("vgg16"), batch: $0))
        }
        for name in [nil, "mine"] {
            _ = try await workflow.submit.sweep(
                configurations, grid: [:], options: SubmitOptions(name: name), key: nil)
        }
        let sweeps = try await workflow.ledger.sweeps(before: nil, limit: 10)
        #expect(sweeps.map(\.name) == ["mine", "sweep of 2"])
        let runs = try await workflow.ledger.runs(RunQuery(order: .name, descending: false))
        #expect(runs.runs.map(\.name) == ["vgg16 b1 fp32", "vgg16 b1 fp32", "vgg16 b8 fp32", "vgg16 b8 fp32"])
    }

    @Test("answers a repeated request as the first, and refuses the key for another one")
    func idempotency() async throws {
        let configuration = RunConfiguration.selftest(try SelftestConfiguration())
        let key = try IdempotencyKey(owner: 1, key: "k", request: Data("a".utf8))
        let first = try await workflow.submit.job(configuration, options: SubmitOptions(), key: key)
        #expect(try await workflow.submit.job(configuration, options: SubmitOptions(), key: key) == first)
        #expect(try await stored() == 1)
        let other = try IdempotencyKey(owner: 1, key: "k", request: Data("b".utf8))
        await #expect(throws: WorkflowError.idempotencyMismatch) {
            try await workflow.submit.job(configuration, options: SubmitOptions(), key: other)
        }
    }

    @Test("says that the database does not answer, and wakes nobody")
    func unavailable() async throws {
        await workflow.ledger.refuse(with: .unavailable("no socket"))
        let before = await workflow.wakeups.ticket()
        await #expect(throws: WorkflowError.unavailable("no socket")) { try await workflow.benchmark(.fp32) }
        #expect(await workflow.isQuiet(since: before))
    }

    @Test("an idempotency key has 1 to 200 characters", arguments: [0, 201])
    func keyLength(count: Int) {
        #expect(throws: InvalidInput.self) {
            try IdempotencyKey(owner: 0, key: String(repeating: "k", count: count), request: Data())
        }
    }
}
