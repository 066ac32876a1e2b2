import Foundation
import RunnerUnderTest
import Testing
import Vocabulary

@testable import RunnerKit

@Suite("A file that a runner hands over")
struct ArtifactFileTests {
    private let folder: URL

    init() throws {
        folder = URL(filePath: "/tmp/shoestring-artifact-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    @Test("is named when it is there, regular and not empty; otherwise the failure says what is wrong")
    func written() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.path + "/model.onnx"
        #expect(throws: AttemptFailure.self) { try RunArtifact.written(name: "model.onnx", kind: .model, path: path) }
        try Data().write(to: URL(filePath: path))
        #expect(throws: AttemptFailure.self) { try RunArtifact.written(name: "model.onnx", kind: .model, path: path) }
        try Data("x".utf8).write(to: URL(filePath: path))
        #expect(throws: AttemptFailure.self) { try RunArtifact.written(name: "../x", kind: .model, path: path) }
        #expect(try RunArtifact.written(name: "model.onnx", kind: .model, path: path).path == path)
        let relative = try RunArtifact(name: "m", kind: .model, path: "model.onnx")
        #expect(throws: Never.self) { try relative.checkFile(below: folder.path) }
        #expect(throws: AttemptFailure.self) { try relative.checkFile(below: "/nowhere") }
    }

    private func request(seconds: Double, checkpoint: RunnerRequest.Checkpoint? = nil) throws -> RunnerRequest {
        RunnerRequest(
            attempt: AttemptID(job: JobID(1), number: 1),
            configuration: .selftest(try SelftestConfiguration(seconds: seconds, checkpoints: 4)),
            scratchPath: folder.path, cachePath: folder.path, modelPath: nil, memoryMiB: nil, usableProcessors: 1,
            checkpoint: checkpoint)
    }

    @Test("is a checkpoint on the way and a file in the result; SIGTERM brings a last checkpoint and code 75")
    func selftest() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let runner = try RunnerUnderTest("runner-selftest")
        try runner.send(try request(seconds: 3600))
        while let event = try runner.nextEvent() {
            if case .progress = event { break }
        }
        runner.signal(SIGTERM)
        var last: RunArtifact?
        while let event = try runner.nextEvent() {
            #expect(!event.isLast)
            if case .artifact(let artifact) = event { last = artifact }
        }
        #expect(runner.end() == 75)
        let saved = try #require(last)
        let (path, step) = (try #require(saved.path), try #require(saved.step))
        #expect(saved.kind == .checkpoint)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "\(step)")

        // A second's work from there: 3600 s less what was counted would take an hour, so a shorter job goes on.
        let next = try RunnerUnderTest("runner-selftest")
        try next.send(
            try request(seconds: Double(step) / 1000 + 0.2, checkpoint: .init(path: path, step: step)))
        var result: RunResult?
        while let event = try next.nextEvent() {
            if case .result(let end) = event { result = end }
        }
        let file = try #require(result?.artifacts.first?.path)
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "began at \(step) ms\n")
    }
}
