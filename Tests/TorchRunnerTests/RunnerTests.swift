import Foundation
import RunnerUnderTest
import Testing
import Vocabulary

@Suite("The torch runner as a process")
struct RunnerTests {
    @Test("describes itself: engine torch, trainings and benchmarks, the processor")
    func describe() throws {
        let runner = try RunnerUnderTest("runner-torch", arguments: ["describe"])
        let line = try #require(try runner.nextLine())
        let description = try JSONDecoder().decode(RunnerDescription.self, from: Data(line.utf8))
        #expect(description.engine == "torch")
        #expect(description.kinds == [.train, .benchmark])
        #expect(description.devices[0].name == "cpu")
        #expect(description.devices[0].precisions.contains(.fp32))
        #expect(runner.end() == 0)
    }

    @Test("learns two classes, reports curves and hands over model, weights and confusion matrix")
    func train() throws {
        let place = try Workplace()
        let events = try place.events(place.request(try place.configuration()))
        guard case .result(let result)? = events.last else {
            Issue.record("\(String(describing: events.last))")
            return
        }
        #expect(result.value("test_accuracy") == 1)
        #expect(result.value("updates") == 9)
        #expect(result.value("parameters") == 97_650)
        #expect(
            result.artifacts.map(\.name.description).sorted() == [
                "confusion.csv", "curves.csv", "model.onnx", "model.safetensors",
            ])
        #expect(
            try String(contentsOf: place.scratch.appending(path: "confusion.csv"), encoding: .utf8)
                == "true \\ named,0,1\n0,8,0\n1,0,8\n")
        let accuracies = events.compactMap { event in
            if case .metric(let metric) = event, metric.key == "test_accuracy" { metric.step } else { nil }
        }
        #expect(accuracies == [3, 6, 9])
        #expect(result.tags["data_sha256"]?.count == 64)
    }

    @Test("gives the same bits for the same seed, and others for another")
    func reproducible() throws {
        let place = try Workplace()
        _ = try place.result(place.request(try place.configuration()))
        let first = try place.weights()
        _ = try place.result(place.request(try place.configuration()))
        #expect(try place.weights() == first)
        _ = try place.result(place.request(try place.configuration(["seed": 2])))
        #expect(try place.weights() != first)
    }

    @Test(
        "killed again and again, it ends with the same bits as undisturbed",
        arguments: ["sgd", "adam", "adamw", "rmsprop"])
    func killed(optimizer: String) throws {
        let place = try Workplace()
        let more: [String: JSONValue] = [
            "optimizer": .string(optimizer), "learning_rate": .number(0.001), "checkpoint_steps": 1,
            "average_decay": .number(0.5), "weight_decay": .number(0.01),
        ]
        let configuration = try place.configuration(more)
        _ = try place.result(place.request(configuration))
        let undisturbed = try place.weights()
        try FileManager.default.removeItem(at: place.scratch.appending(path: "model.safetensors"))

        var checkpoint: RunnerRequest.Checkpoint?
        var deaths = 0
        // Killed after the first, then after the second checkpoint of each life: within and between epochs of three updates.
        for life in [1, 2, 1, 2] {
            let runner = try place.start(place.request(configuration, checkpoint: checkpoint))
            var seen = 0
            while seen < life, let event = try runner.nextEvent() {
                guard case .artifact(let artifact) = event, let path = artifact.path, let step = artifact.step else {
                    continue
                }
                seen += 1
                let kept = place.url.appending(path: "kept-\(step)").path
                if !FileManager.default.fileExists(atPath: kept) {
                    try FileManager.default.copyItem(atPath: path, toPath: kept)
                }
                checkpoint = RunnerRequest.Checkpoint(path: kept, step: step)
            }
            runner.signal(SIGKILL)
            #expect(runner.end() == -SIGKILL)
            deaths += 1
        }
        #expect(deaths == 4)
        #expect(checkpoint?.step == 6)
        _ = try place.result(place.request(configuration, checkpoint: checkpoint))
        #expect(try place.weights() == undisturbed)
    }

    @Test("SIGTERM makes it save its work and end with 75; the next one goes on from there to the same bits")
    func terminated() throws {
        let place = try Workplace()
        let configuration = try place.configuration(["epochs": 40])
        _ = try place.result(place.request(configuration))
        let undisturbed = try place.weights()
        let runner = try place.start(place.request(configuration))
        while let event = try runner.nextEvent() {
            // The first epoch has ended: 39 are to come.
            if case .metric(let metric) = event, metric.key == "test_accuracy" { break }
        }
        runner.signal(SIGTERM)
        let rest = try runner.remainingEvents()
        #expect(runner.end() == 75)
        guard case .artifact(let saved)? = rest.last, let path = saved.path, let step = saved.step else {
            Issue.record("\(rest.suffix(2))")
            return
        }
        #expect(step >= 3)
        let checkpoint = RunnerRequest.Checkpoint(path: path, step: step)
        _ = try place.result(place.request(configuration, checkpoint: checkpoint))
        #expect(try place.weights() == undisturbed)
    }

    @Test("a checkpoint that is damaged or of another training is logged, and it begins at the beginning")
    func wrongCheckpoint() throws {
        let place = try Workplace()
        let path = place.url.appending(path: "bad").path
        try Data("SHOESTRING CHECKPOINT 1\n".utf8).write(to: URL(filePath: path))
        let events = try place.events(
            place.request(try place.configuration(), checkpoint: RunnerRequest.Checkpoint(path: path, step: 3)))
        let warnings = events.compactMap { event in
            if case .log(.warning, let message) = event { message } else { nil }
        }
        #expect(warnings.contains { $0.contains("cut short; beginning at the beginning") })
        #expect(events.last?.isLast == true)
    }
}
