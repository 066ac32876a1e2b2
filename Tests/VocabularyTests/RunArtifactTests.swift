import Foundation
import Testing
import Vocabulary

@Suite("A run's artifact")
struct RunArtifactTests {
    @Test(
        "has a relative path for its name that is safe in addresses and file systems",
        arguments: ["model.onnx", "checkpoints/step-100.ckpt", "a/b/c/d/e/f/g/h/i/j", "epoch=1-step=7.ckpt", "A_b+c-1"])
    func goodNames(name: String) throws {
        #expect(ArtifactName(name)?.description == name)
    }

    @Test(
        "refuses any other name, with what was expected",
        arguments: [
            "", "/etc/passwd", "../x", "a/../b", "a//b", "a/", ".", ".hidden", "a/.b", "a b", "a\\b", "a#b", "a\0b",
            "ä",
            "a/b/c/d/e/f/g/h/i/j/k", String(repeating: "a", count: 251), "a%2fb", "a?b", "~root", "C:x",
        ])
    func badNames(name: String) {
        #expect(ArtifactName(name) == nil)
        let refusal = InvalidInput(field: "name", expected: ArtifactName.expectation, received: name)
        #expect(throws: refusal) { try RunArtifact(name: name, kind: .data, path: "x") }
    }

    @Test("that is a checkpoint has a step")
    func step() throws {
        #expect(throws: InvalidInput.self) { try RunArtifact(name: "c", kind: .checkpoint, path: "c") }
        #expect(throws: InvalidInput.self) { try RunArtifact(name: "c", kind: .checkpoint, path: "c", step: -1) }
        #expect(try RunArtifact(name: "c", kind: .checkpoint, path: "c", step: 0).step == 0)
    }

    @Test("travels as the protocol's page says")
    func wire() throws {
        let line = """
            {"type":"artifact","artifact":{"name":"checkpoints/step-100.ckpt","kind":"checkpoint","step":100,\
            "path":"/scratch/17-2/step-100.ckpt"}}
            """
        let event = try JSONDecoder().decode(RunnerEvent.self, from: Data(line.utf8))
        let artifact = try RunArtifact(
            name: "checkpoints/step-100.ckpt", kind: .checkpoint, path: "/scratch/17-2/step-100.ckpt", step: 100)
        #expect(event == .artifact(artifact))
        #expect(!event.isLast)
        #expect(try JSONDecoder().decode(RunnerEvent.self, from: JSONEncoder().encode(event)) == event)
        let stored = try RunArtifact(
            name: "model.onnx", kind: .model, sha256: String(repeating: "0a", count: 32), byteCount: 7)
        #expect(try JSONDecoder().decode(RunArtifact.self, from: JSONEncoder().encode(stored)) == stored)
    }

    @Test(
        "is refused when a field of it is wrong",
        arguments: [
            #"{"name":"../x","kind":"data","path":"x"}"#, #"{"name":"x","kind":"virus","path":"x"}"#,
            #"{"name":"x","kind":"data","sha256":"abc","byte_count":1}"#, #"{"kind":"data","path":"x"}"#,
            #"{"name":"x","kind":"checkpoint","path":"x"}"#,
            #"{"name":"x","kind":"data","sha256":"\#(String(repeating: "0", count: 64))","byte_count":2147483649}"#,
        ])
    func bad(json: String) {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(RunArtifact.self, from: Data(json.utf8)) }
    }

    @Test("of a result has a name of its own, and there are at most 200")
    func results() throws {
        func result(_ names: [String]) throws -> RunResult {
            RunResult(metrics: [], artifacts: try names.map { try RunArtifact(name: $0, kind: .data, path: "x") })
        }
        #expect(throws: Never.self) { try result(["a", "b/c", "b/d"]).check() }
        #expect(throws: InvalidInput.self) { try result(["a", "a"]).check() }
        #expect(throws: InvalidInput.self) { try result(["a/b", "a"]).check() }
        #expect(throws: Never.self) { try result((0..<200).map { "f\($0)" }).check() }
        #expect(throws: InvalidInput.self) { try result((0..<201).map { "f\($0)" }).check() }
        let old = #"{"metrics":[],"samples":[],"tags":{},"facts":{},"absent":{}}"#
        #expect(try JSONDecoder().decode(RunResult.self, from: Data(old.utf8)).artifacts == [])
    }
}

@Suite("A request to a runner")
struct RunnerRequestTests {
    @Test("has files and a checkpoint where there are some, and is read without them")
    func fields() throws {
        let plain = """
            {"protocol":1,"attempt":{"job":1,"attempt":2},"configuration":{"kind":"selftest"},"scratch_path":"/s",\
            "cache_path":"/c","usable_processors":2}
            """
        let request = try JSONDecoder().decode(RunnerRequest.self, from: Data(plain.utf8))
        #expect(request.filePaths == [:])
        #expect(request.checkpoint == nil)
        let full = plain.dropLast() + #","files":{"ab":"/c/ab"},"checkpoint":{"path":"/s/x","step":100}}"#
        let resumed = try JSONDecoder().decode(RunnerRequest.self, from: Data(full.utf8))
        #expect(resumed.filePaths == ["ab": "/c/ab"])
        #expect(resumed.checkpoint == RunnerRequest.Checkpoint(path: "/s/x", step: 100))
        #expect(try JSONDecoder().decode(RunnerRequest.self, from: JSONEncoder().encode(resumed)) == resumed)
    }
}

@Suite("A reference to another run")
struct RunReferenceTests {
    private let id = "0123456789abcdef0123456789abcdef"

    @Test("is a model or weights, as run: and the run's identity")
    func reads() throws {
        let run = try #require(RunID(id))
        #expect(ModelReference("run:" + id) == .run(run))
        #expect(ModelReference.run(run).description == "run:" + id)
        #expect(ModelReference("run:" + id.dropLast()) == nil)
        let configuration = try RunConfiguration(
            json: ["kind": "train", "model": "resnet18", "weights": .string("run:" + id)])
        #expect(configuration.files == ["run:" + id])
        #expect(throws: InvalidInput.self) {
            try RunConfiguration(json: ["kind": "train", "model": "resnet18", "weights": "run:7"])
        }
    }
}
