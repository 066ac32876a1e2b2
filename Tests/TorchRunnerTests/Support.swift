import Foundation
import RunnerUnderTest
import Testing
import Vocabulary

/// A folder for one test with a small data set, removed with the value.
final class Workplace {
    let url = FileManager.default.temporaryDirectory.appending(path: "torch-\(UUID())")

    /// 48 images of 8×8 in two classes, bright above or bright below with some texture, and some to test with, as IDX files.
    init(testImages: Int = 16) throws {
        let set = url.appending(path: "data/halves")
        try FileManager.default.createDirectory(at: set, withIntermediateDirectories: true)
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        for (stem, count) in [("train", 48), ("t10k", testImages)] {
            let extent = [0, 0, UInt8(count >> 8), UInt8(count & 255)]
            var images: [UInt8] = [0, 0, 8, 3] + extent + [0, 0, 0, 8, 0, 0, 0, 8]
            for image in 0..<count {
                for y in 0..<8 {
                    for x in 0..<8 {
                        let bright = (y < 4) == image.isMultiple(of: 2)
                        images.append(UInt8((bright ? 160 : 20) + (image * 7 + x * 5 + y * 3) % 60))
                    }
                }
            }
            try Data(images).write(to: set.appending(path: "\(stem)-images-idx3-ubyte"))
            let labels = [0, 0, 8, 1] + extent + (0..<count).map { UInt8($0 % 2) }
            try Data(labels).write(to: set.appending(path: "\(stem)-labels-idx1-ubyte"))
        }
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    var scratch: URL { url.appending(path: "scratch") }
    var environment: [String: String] { ["SHOESTRING_RUNNER_DATASETS": url.appending(path: "data").path] }

    /// A training of the small network on the data set of the folder.
    func configuration(_ more: [String: JSONValue] = [:]) throws -> RunConfiguration {
        let plain: [String: JSONValue] = [
            "kind": "train", "model": "shoestring_cnn", "data": "halves", "epochs": 3, "batch": 16, "threads": 1,
            "learning_rate": .number(0.02), "pad": 1, "flip": true,
        ]
        return try RunConfiguration(json: .object(plain.merging(more) { $1 }))
    }

    func request(
        _ configuration: RunConfiguration, checkpoint: RunnerRequest.Checkpoint? = nil, files: [String: String] = [:]
    ) -> RunnerRequest {
        RunnerRequest(
            attempt: AttemptID(job: JobID(7), number: 1), configuration: configuration, scratchPath: scratch.path,
            cachePath: url.path, modelPath: nil, memoryMiB: nil, usableProcessors: 1, filePaths: files,
            checkpoint: checkpoint)
    }

    func start(_ request: RunnerRequest) throws -> RunnerUnderTest {
        let runner = try RunnerUnderTest("runner-torch", environment: environment)
        try runner.send(request)
        return runner
    }

    /// Runs to the end and gives every event.
    func events(_ request: RunnerRequest) throws -> [RunnerEvent] {
        let runner = try start(request)
        let events = try runner.remainingEvents()
        _ = runner.end()
        return events
    }

    func result(_ request: RunnerRequest) throws -> RunResult {
        let last = try #require(try events(request).last)
        guard case .result(let result) = last else {
            throw InvalidInput(field: "result", expected: "a result", received: "\(last)")
        }
        return result
    }

    func failure(_ request: RunnerRequest) throws -> AttemptFailure {
        let last = try #require(try events(request).last)
        guard case .failure(let failure) = last else {
            throw InvalidInput(field: "failure", expected: "a failure", received: "\(last)".prefix(200).description)
        }
        return failure
    }

    /// Runs until a checkpoint of at least this step is told of, and kills the runner.
    func killed(_ request: RunnerRequest, from step: Int64) throws -> RunnerRequest.Checkpoint {
        let runner = try start(request)
        var told: [RunnerEvent] = []
        while let event = try runner.nextEvent() {
            told.append(event)
            guard case .artifact(let artifact) = event, artifact.step ?? 0 >= step else { continue }
            let checkpoint = try lastCheckpoint(of: told)
            runner.signal(SIGKILL)
            _ = runner.end()
            if let checkpoint { return checkpoint }
        }
        throw InvalidInput(field: "checkpoint", expected: "one of step \(step)", received: "none")
    }

    /// The last checkpoint that was told of, copied as an agent stores it.
    func lastCheckpoint(of events: [RunnerEvent]) throws -> RunnerRequest.Checkpoint? {
        for case .artifact(let artifact) in events.reversed() {
            guard artifact.kind == .checkpoint, let path = artifact.path, let step = artifact.step else { continue }
            let kept = url.appending(path: "kept-\(step)").path
            if !FileManager.default.fileExists(atPath: kept) {
                try FileManager.default.copyItem(atPath: path, toPath: kept)
            }
            return RunnerRequest.Checkpoint(path: kept, step: step)
        }
        return nil
    }

    func weights() throws -> Data { try Data(contentsOf: scratch.appending(path: "model.safetensors")) }
}

extension RunResult {
    func value(_ key: String) -> Double? { metrics.first { $0.key == key }?.value }
}
