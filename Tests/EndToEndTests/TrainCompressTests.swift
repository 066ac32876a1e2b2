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

    private static let (trainCount, testCount) = (2000, 1000)

    /// Ten classes of 28×28 images: four rows at a height of the class's own are brighter by 18 of 255, under noise of 0…127 a pixel, so that
    /// some images lie near the border between two classes and a worse network shows (0.97 in fp32). In Fashion-MNIST's format and under
    /// its name, since that is the labelled data that compressing knows.
    private static func writeImages(_ folder: URL) throws {
        let set = folder.appending(path: "fashion-mnist")
        try FileManager.default.createDirectory(at: set, withIntermediateDirectories: true)
        var noise = SeededNoise()
        for (split, count) in [("train", trainCount), ("t10k", testCount)] {
            let extent = [UInt8(0), 0, UInt8(count >> 8), UInt8(count & 255)]
            var pixels: [UInt8] = [0, 0, 8, 3] + extent + [0, 0, 0, 28, 0, 0, 0, 28]
            for image in 0..<count {
                for row in 0..<28 {
                    let bright: UInt8 = (4..<8).contains(row - image % 10 * 2) ? 78 : 60
                    for _ in 0..<28 { pixels.append(bright + noise.next(below: 128)) }
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

    /// One compression to its end by the command; the run's numbers.
    private static func compressed(_ arguments: [String], _ house: House) async throws -> [String: Double] {
        try shoestring(["compress"] + arguments + ["--measure-seconds", "1", "--watch"], house)
        let made = try #require(try await house.client.jobs(state: .done, limit: 1).items.first)
        return try await house.client.run(made.run).run.metrics.mapValues(\.value)
    }

    @Test(
        "loses at most one point of accuracy in int8, and more with ranges that are wrong, through the commands that a user types",
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
            ["train", "shoestring_cnn", "--epochs", "3", "--batch", "32", "--learning-rate", "0.05", "--watch"], house)
        let trained = try #require(try await house.client.jobs(state: .done, limit: 1).items.first)
        let training = try await house.client.run(trained.run)
        let accuracy = try #require(training.run.metrics["test_accuracy"]?.value)
        // A network that learned nothing proves nothing, and one without a doubt has nothing to lose.
        #expect((0.8..<0.999).contains(accuracy), "\(accuracy) \(worker.output)")

        // The run's facts say what its images were normalised with.
        guard case .array(let means)? = training.facts?["data"]?["mean"], case .number(let mean) = means[0],
            case .array(let deviations)? = training.facts?["data"]?["deviation"],
            case .number(let deviation) = deviations[0]
        else { throw Waited("the training states no mean: \(String(describing: training.facts))") }
        let same = [
            "run:\(trained.run)", "--method", "int8_static", "--data", "fashion-mnist", "--calibration-images", "64",
            "--evaluation-images", "\(Self.testCount)", "--mean", "\(mean)", "--deviation", "\(deviation)",
        ]
        let metrics = try await Self.compressed(same, house)
        #expect(metrics["evaluated_images"] == Double(Self.testCount))
        let (before, after) = (metrics["before_top1_accuracy"] ?? -1, metrics["top1_accuracy"] ?? -1)
        // The trained file gives in the other engine what the training measured on the same images, but for one in 500.
        #expect(abs(before - accuracy) <= 0.002)
        #expect(after >= before - 0.01, "from \(before) to \(after)")
        for (name, share) in [("before_top1_accuracy", before), ("top1_accuracy", after)] {
            #expect((metrics[name + "_low"] ?? 2) <= share && (metrics[name + "_high"] ?? -2) >= share)
        }
        // The same by the same way with half of every activation cut off: what is measured can fall.
        let wrong = try await Self.compressed(same + ["--calibrator", "percentile", "--percentile", "50"], house)
        #expect(wrong["before_top1_accuracy"] == before)
        #expect(wrong["top1_accuracy"] ?? 1 < before - 0.01)
        worker.end(SIGTERM)
        coordinator.end(SIGTERM)
    }
}

/// SplitMix64, a byte at a time.
private struct SeededNoise {
    private var state: UInt64 = 1

    mutating func next(below bound: UInt8) -> UInt8 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return UInt8(truncatingIfNeeded: z >> 56) % bound
    }
}
