import Client
import Foundation
import Testing
import Vocabulary
import Wire

@Suite("A search among trainings", .serialized)
struct SearchPathTests {
    private static let canTrain =
        FileManager.default.isExecutableFile(atPath: Program.buildFolder.appending(path: "runner-torch").path)
        && FileManager.default.fileExists(atPath: "/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz")

    // Learning rates from 0.0001 to 0.5 on 480 images: most do not learn in an epoch, which lasts about a second.
    private static let body: JSONValue = [
        "configuration": [
            "kind": "train", "model": "shoestring_cnn", "epochs": 6, "batch": 64, "images_per_class": 60,
            "validation_share": .number(0.2), "threads": 1,
        ],
        "search": [
            "samples": 9, "seed": 3,
            "space": [
                "learning_rate": ["log_uniform": [.number(0.0001), .number(0.5)]],
                "momentum": ["uniform": [.number(0.5), .number(0.95)]],
            ],
        ],
    ]

    @Test(
        "of nine samples weak ones are stopped, keep their curve and a checkpoint and say why; the best is trained to its end",
        .enabled(if: canTrain, "there is no runner-torch in the build folder, or no dataset-fashion-mnist"),
        .timeLimit(.minutes(10)))
    func nine() async throws {
        let house = try House()
        let coordinator = try await house.startCoordinator()
        let worker = try house.startWorker()
        let id = try await house.client.submit(try SubmitSearchBody(json: Self.body), key: "search").id
        let deadline = ContinuousClock.now + .seconds(540)
        while try await !house.client.sweep(id).isFinal {
            guard ContinuousClock.now < deadline else { throw Waited("the search did not end. \(worker.output)") }
            try await Task.sleep(for: .milliseconds(500))
        }
        let search = try await house.client.search(id)
        #expect(search.sweep.done == 9, "\(search.sweep) \(worker.output)")
        let stopped = search.samples.filter { $0.endReason != nil }
        #expect(stopped.count == search.sweep.stopped)
        #expect(!stopped.isEmpty)
        for sample in stopped {
            #expect(sample.endReason == sample.decisions.last?.reason)
            #expect(sample.decisions.last?.continues == false)
            let detail = try await house.client.run(sample.run)
            #expect(detail.run.status == .finished)
            #expect(detail.run.failure == nil)
            #expect(detail.attempts.map(\.outcome) == [.released])
            #expect(detail.run.metrics["validation_accuracy"] != nil)
            #expect(detail.artifacts.map(\.kind) == [.checkpoint])
        }
        for rung in search.rungs {
            let there = search.samples.flatMap(\.decisions).filter { $0.epoch == rung }
            let best = try #require(there.max { $0.value.value < $1.value.value })
            #expect(best.continues, "the best of rung \(rung) was stopped")
            let whole = try #require(search.samples.first { $0.job == best.job })
            guard rung == search.rungs.last else { continue }
            let detail = try await house.client.run(whole.run)
            #expect(detail.run.endReason == nil)
            #expect(detail.run.metrics["epochs"]?.value == 6)
            #expect(detail.artifacts.contains { $0.name.description == "model.onnx" })
        }
        worker.end(SIGTERM)
        coordinator.end(SIGTERM)
    }
}
