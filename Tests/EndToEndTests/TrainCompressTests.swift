import Client
import Foundation
import Testing
import Vocabulary
import Wire

@Suite("A network that is trained here and then made smaller", .serialized)
struct TrainCompressTests {
    private static var hasTorch: Bool {
        FileManager.default.isExecutableFile(atPath: Program.buildFolder.appending(path: "runner-torch").path)
    }

    /// Ten classes of 28×28 images, a bright row of four pixels each at its own height, with texture; in Fashion-MNIST's format and under its
    /// name, since that is the labelled data that compressing knows.
    private static func writeImages(_ folder: URL) throws {
        let set = folder.appending(path: "fashion-mnist")
        try FileManager.default.createDirectory(at: set, withIntermediateDirectories: true)
        for (split, count) in [("train", 640), ("t10k", 100)] {
            let extent = [UInt8(0), 0, UInt8(count >> 8), UInt8(count & 255)]
            var pixels: [UInt8] = [0, 0, 8, 3] + extent + [0, 0, 0, 28, 0, 0, 0, 28]
            for image in 0..<count {
                for place in 0..<784 {
                    let (row, column) = (place / 28, place % 28)
                    let bright = (row - (image % 10) * 2) / 4 == 1 && row >= (image % 10) * 2
                    pixels.append(UInt8((bright ? 180 : 10) + (image * 13 + column * 7 + row * 3) % 70))
                }
            }
            try Data(pixels).write(to: set.appending(path: "\(split)-images-idx3-ubyte"))
            let labels = [0, 0, 8, 1] + extent + (0..<count).map { UInt8($0 % 10) }
            try Data(labels).write(to: set.appending(path: "\(split)-labels-idx1-ubyte"))
        }
    }

    private static func shoestring(_ arguments: [String], _ house: House) throws {
        let program = try Program("shoestring", arguments + ["--url", "http://127.0.0.1:\(house.port)"])
        let code = program.exitCode()
        try #require(code == 0, "\(arguments): \(program.output)")
    }

    @Test(
        "keeps its accuracy in int8 to 0.05, with n and the interval, through the commands that a user types",
        .enabled(if: hasTorch, "needs runner-torch"), .timeLimit(.minutes(10)))
    func int8() async throws {
        let house = try House()
        let coordinator = try await house.startCoordinator()
        let data = house.folder.appending(path: "data")
        try Self.writeImages(data)
        // The agent hands on nothing that it is not told to: this name is one that passes.
        let worker = try house.startWorker(environment: [
            "SHOESTRING_RUNNER_DATASETS": data.path, "SHOESTRING_QUIET_WAIT_SECONDS": "0",
            "SHOESTRING_MEASURE_SECONDS": "0.2",
        ])
        try Self.shoestring(
            ["train", "shoestring_cnn", "--epochs", "2", "--batch", "32", "--learning-rate", "0.05", "--watch"], house)
        let trained = try #require(try await house.client.jobs(state: .done, limit: 1).items.first)
        let training = try await house.client.run(trained.run)
        let accuracy = try #require(training.run.metrics["test_accuracy"]?.value)
        #expect(accuracy > 0.5, "a network that learned nothing proves nothing: \(worker.output)")

        // The run's facts say what its images were normalised with.
        guard case .array(let means)? = training.facts?["data"]?["mean"], case .number(let mean) = means[0],
            case .array(let deviations)? = training.facts?["data"]?["deviation"],
            case .number(let deviation) = deviations[0]
        else { throw Waited("the training states no mean: \(String(describing: training.facts))") }
        try Self.shoestring(
            [
                "compress", "run:\(trained.run)", "--method", "int8_static", "--data", "fashion-mnist",
                "--calibration-images", "64", "--evaluation-images", "100", "--mean", "\(mean)", "--deviation",
                "\(deviation)", "--measure-seconds", "1", "--watch",
            ], house)
        let made = try #require(try await house.client.jobs(state: .done, limit: 1).items.first)
        let metrics = try await house.client.run(made.run).run.metrics.mapValues(\.value)
        #expect(metrics["evaluated_images"] == 100)
        let (before, after) = (metrics["before_top1_accuracy"] ?? -1, metrics["top1_accuracy"] ?? -1)
        // The trained file gives in the other engine what the training measured on the same 100 images.
        #expect(abs(before - accuracy) <= 0.01)
        #expect(abs(after - before) <= 0.05)
        for (name, share) in [("before_top1_accuracy", before), ("top1_accuracy", after)] {
            #expect((metrics[name + "_low"] ?? 2) <= share && (metrics[name + "_high"] ?? -2) >= share)
        }
        worker.end(SIGTERM)
        coordinator.end(SIGTERM)
    }
}
