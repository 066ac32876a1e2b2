import Foundation
import RunnerUnderTest
import Testing
import Vocabulary

@Suite("Which weights a training gives, and when it stops")
struct KeepingTests {
    /// A rate at which accuracy comes early and does not rise any more: the first epoch with the best one is not the last.
    private static let early: [String: JSONValue] = [
        "validation_share": .number(0.25), "schedule": "constant", "epochs": 8, "learning_rate": .number(0.05),
    ]

    @Test("with a patience it gives the best epoch's weights, and says so")
    func best() throws {
        let place = try Workplace()
        let stopped = try place.result(
            place.request(try place.configuration(Self.early.merging(["patience": 2]) { $1 })))
        let best = try #require(stopped.value("best_epoch"))
        let weights = try place.weights()
        let epochs = try #require(stopped.value("epochs"))
        try #require(best < epochs, "the test needs a best epoch before the last")
        #expect(epochs == best + 2)
        #expect(stopped.tags["weights"] == "epoch \(Int(best)) of \(Int(epochs)), the best validation accuracy")
        #expect(stopped.tags["stopped"] == "no better validation accuracy for 2 epochs")
        // With a constant rate a shorter training makes the same updates.
        let same = try place.result(
            place.request(try place.configuration(Self.early.merging(["epochs": .integer(Int64(best))]) { $1 })))
        #expect(try place.weights() == weights)
        #expect(same.value("test_accuracy") == stopped.value("test_accuracy"))
        _ = try place.result(
            place.request(try place.configuration(Self.early.merging(["epochs": .integer(Int64(epochs))]) { $1 })))
        #expect(try place.weights() != weights)
    }

    @Test("killed after the best epoch, it still ends with that epoch's bits, moving average included")
    func continued() throws {
        let place = try Workplace()
        let configuration = try place.configuration(
            Self.early.merging(["patience": 3, "checkpoint_steps": 1, "average_decay": .number(0.5)]) { $1 })
        let result = try place.result(place.request(configuration))
        let undisturbed = try place.weights()
        let last = try #require(result.value("updates"))
        let runner = try place.start(place.request(configuration))
        let kept = place.url.appending(path: "kept").path
        var step: Int64?
        while step == nil, let event = try runner.nextEvent() {
            guard case .artifact(let artifact) = event, let found = artifact.step, Double(found) >= last - 1 else {
                continue
            }
            try FileManager.default.copyItem(atPath: try #require(artifact.path), toPath: kept)
            step = found
        }
        runner.signal(SIGKILL)
        _ = runner.end()
        try FileManager.default.removeItem(at: place.scratch.appending(path: "model.safetensors"))
        let checkpoint = RunnerRequest.Checkpoint(path: kept, step: try #require(step))
        _ = try place.result(place.request(configuration, checkpoint: checkpoint))
        #expect(try place.weights() == undisturbed)
    }

    // 8,000 images to test with take long enough that the signal finds the last test under way.
    @Test(
        "asked to stop while the best epoch's weights are tested, it goes on with that test, not with the training",
        arguments: [0, 0.5])
    func stoppedInTheLastTest(averageDecay: Double) throws {
        let place = try Workplace(testImages: 8000)
        let configuration = try place.configuration(
            Self.early.merging(["patience": 2, "average_decay": .number(averageDecay)]) { $1 })
        let result = try place.result(place.request(configuration))
        let undisturbed = try place.weights()
        let epochs = try #require(result.value("epochs"))
        try #require(result.value("best_epoch") ?? epochs < epochs, "the test needs a best epoch before the last")
        try #require(epochs < 8, "the test needs an early stop")

        let runner = try place.start(place.request(configuration))
        var told: [RunnerEvent] = []
        while told.count(where: Self.isValidation) < Int(epochs), let event = try runner.nextEvent() {
            told.append(event)
        }
        runner.signal(SIGTERM)
        told += try runner.remainingEvents()
        #expect(runner.end() == 75)
        let checkpoint = try #require(try place.lastCheckpoint(of: told))
        let again = try place.result(place.request(configuration, checkpoint: checkpoint))
        #expect(again.value("epochs") == epochs)
        #expect(again.value("updates") == result.value("updates"))
        #expect(again.value("test_accuracy") == result.value("test_accuracy"))
        #expect(again.tags["weights"] == result.tags["weights"])
        #expect(again.tags["stopped"] == "no better validation accuracy for 2 epochs")
        #expect(try place.weights() == undisturbed)
    }

    // Testing 8,000 images twice and 2 s for writing are more than 3 s: the money ends with the first update of three.
    @Test("asked to stop in the last test after its money ended, it goes on from there with more money")
    func moreMoney() throws {
        let place = try Workplace(testImages: 8000)
        let configuration = try place.configuration(Self.early.merging(["patience": 8]) { $1 })
        _ = try place.result(place.request(configuration))
        let undisturbed = try place.weights()
        let poor = RunnerRequest(
            attempt: AttemptID(job: JobID(7), number: 1), configuration: configuration,
            scratchPath: place.scratch.path, cachePath: place.url.path, modelPath: nil, memoryMiB: nil,
            usableProcessors: 1, costLimit: CostLimit(seconds: 3, reason: "its money ended"))
        let runner = try place.start(poor)
        var told: [RunnerEvent] = []
        while !told.contains(where: Self.isValidation), let event = try runner.nextEvent() { told.append(event) }
        runner.signal(SIGTERM)
        told += try runner.remainingEvents()
        #expect(runner.end() == 75)
        let checkpoint = try #require(try place.lastCheckpoint(of: told))
        #expect(checkpoint.step < 3, "the money should end in the first epoch")
        _ = try place.result(place.request(configuration, checkpoint: checkpoint))
        #expect(try place.weights() == undisturbed)
    }

    private static func isValidation(_ event: RunnerEvent) -> Bool {
        if case .metric(let metric) = event { metric.key == "validation_accuracy" } else { false }
    }

    @Test("at the end of its money it stops in time, with a checkpoint, a result and the reason")
    func money() throws {
        let place = try Workplace()
        let limit = CostLimit(seconds: 4, reason: "max_cost of 0.01 USD at 9 USD an hour")
        let configuration = try place.configuration(["epochs": 10_000])
        let request = RunnerRequest(
            attempt: AttemptID(job: JobID(7), number: 1), configuration: configuration,
            scratchPath: place.scratch.path, cachePath: place.url.path, modelPath: nil, memoryMiB: nil,
            usableProcessors: 1, costLimit: limit)
        let begin = ContinuousClock.now
        let events = try place.events(request)
        #expect(begin.duration(to: .now) < .seconds(5))
        guard case .result(let result)? = events.last else {
            Issue.record("\(String(describing: events.last))")
            return
        }
        #expect(result.tags["stopped"] == limit.reason)
        #expect(result.value("updates") ?? 0 > 1)
        let steps = events.compactMap { event in
            if case .artifact(let artifact) = event, artifact.kind == .checkpoint { artifact.step } else { nil }
        }
        #expect(steps.last.map(Double.init) == result.value("updates"))
    }
}
