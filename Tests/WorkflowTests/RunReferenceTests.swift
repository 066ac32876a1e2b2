import Foundation
import Testing
import Vocabulary
import Workflow
import WorkflowTesting

@Suite("Submit with run:<run id>")
struct RunReferenceTests {
    private let workflow = WorkflowUnderTest()

    private func digest(_ digit: Character) -> String { String(repeating: digit, count: 64) }

    /// A finished run with files of these kinds, each under a checksum of one digit.
    private func run(_ files: [(name: String, kind: ArtifactKind, digit: Character)]) async throws -> RunID {
        var artifacts: [RunArtifact] = []
        for file in files {
            let sha256 = digest(file.digit)
            try await workflow.ledger.store(sha256: sha256, name: "f", byteCount: 1, pieces: .of(["f"]))
            artifacts.append(try RunArtifact(name: file.name, kind: file.kind, sha256: sha256, byteCount: 1))
        }
        let (attempt, _) = try await workflow.runningAttempt()
        let state = try await workflow.finish.done(attempt, result: RunResult(metrics: [], artifacts: artifacts))
        #expect(state == .done)
        return try #require(try await workflow.ledger.job(attempt.job)).run
    }

    private func submit(_ json: JSONValue) async throws -> Run {
        let submitted = try await workflow.submit.job(
            try RunConfiguration(json: json), options: SubmitOptions(), key: nil)
        guard case .job(let id) = submitted else { throw ExpectationMissed("no job") }
        let job = try #require(try await workflow.ledger.job(id))
        return try #require(try await workflow.ledger.run(job.run))
    }

    private func refusal(_ json: JSONValue) async throws -> InvalidField? {
        do {
            _ = try await submit(json)
        } catch WorkflowError.invalid(let input) {
            return input.fields.first
        }
        return nil
    }

    @Test("takes the run's model and weights by their checksums and remembers the run")
    func resolves() async throws {
        let parent = try await run([("model.onnx", .model, "1"), ("w.safetensors", .weights, "2"), ("t", .data, "3")])
        let child = try await submit(
            [
                "kind": "train", "model": .string("run:\(parent)"), "weights": .string("run:\(parent)"),
                "engine": "torch",
            ])
        #expect(child.configuration?.model == .onnx(sha256: digest("1")))
        #expect(child.configuration?.files == [digest("2")])
        let lineage = try await workflow.ledger.lineage(of: child.id)
        #expect(lineage.parents.map(\.relation) == [.model, .weights])
        #expect(Set(lineage.parents.map(\.run)) == [parent])
        #expect(try await workflow.ledger.lineage(of: parent).children.count == 2)
    }

    @Test("takes model.onnx among several models, and refuses to choose otherwise")
    func several() async throws {
        let named = try await run([("a.onnx", .model, "1"), ("model.onnx", .model, "2")])
        #expect(try await submit(["model": .string("run:\(named)")]).configuration?.model == .onnx(sha256: digest("2")))
        let unclear = try await run([("a.onnx", .model, "1"), ("b.onnx", .model, "2")])
        let complaint = try await refusal(["model": .string("run:\(unclear)")])
        #expect(complaint?.field == "configuration.model")
        #expect(complaint?.expected == "a run with one artifact of kind model, or one named model.onnx")
    }

    @Test("refuses a run that does not exist, has not finished or has no such file, and weights that are not stored")
    func refuses() async throws {
        let none = try await run([("t", .data, "1")])
        #expect(try await refusal(["model": .string("run:\(none)")])?.field == "configuration.model")
        #expect(try await refusal(["model": .string("run:\(RunID())")])?.expected == "a run that exists")
        let (attempt, _) = try await workflow.runningAttempt()
        let running = try #require(try await workflow.ledger.job(attempt.job)).run
        #expect(try await refusal(["model": .string("run:\(running)")])?.expected == "a run that has finished")
        let weights = try await refusal(
            ["kind": "train", "model": "resnet18", "weights": .string(digest("9")), "engine": "torch"])
        #expect(weights?.field == "configuration.weights")
    }
}
