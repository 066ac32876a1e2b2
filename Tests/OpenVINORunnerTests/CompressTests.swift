import Foundation
import ModelGraph
import ModelZoo
import RunnerKit
import RunnerUnderTest
import Testing
import Vocabulary

@testable import OpenVINORunner

@Suite("Compression as a job of the OpenVINO runner", .serialized)
struct CompressTests {
    /// A small input, so that an unoptimised build calibrates in seconds.
    static func options(_ change: (inout CompressOptions) -> Void = { _ in }) -> CompressOptions {
        var options = CompressOptions()
        options.input = [3, 64, 64]
        options.classes = 10
        options.calibrationImages = 2
        options.evaluationImages = 4
        options.measureSeconds = 1
        change(&options)
        return options
    }

    static func run(
        _ model: String, _ method: CompressConfiguration.Method, in folder: TestFolder, weights: String? = nil,
        options: CompressOptions, files: [String: String] = [:], datasets: String = "/nonexistent"
    ) throws -> RunnerEvent? {
        let compress = CompressConfiguration(
            model: .zoo(model), weights: weights, method: method, threads: 1, options: options)
        let environment = OpenVINORunnerTests.environment.merging(["SHOESTRING_RUNNER_DATASETS": datasets]) { $1 }
        let runner = try RunnerUnderTest("runner-openvino", environment: environment)
        try runner.send(RunnerRequest.forTest(.compress(compress), folder: folder.url.path, files: files))
        let last = try runner.remainingEvents().last
        _ = runner.end()
        return last
    }

    static func metrics(_ result: RunResult) -> [String: Double] {
        Dictionary(result.metrics.map { ($0.key, $0.value) }) { first, _ in first }
    }

    @Test("int8 runs in int8, is a quarter of the size and is handed over; a benchmark then takes it as int8")
    func int8() throws {
        let folder = try TestFolder()
        let result = try OpenVINORunnerTests.result(
            try Self.run("mobilenet_v2", .int8Static, in: folder, options: Self.options()))
        let metrics = Self.metrics(result)
        #expect(result.tags["precision_executed"] == "int8")
        // 52 convolutions and a linear layer.
        #expect(metrics["int8_layers"] == 53 && metrics["fp32_layers"] == 0)
        // A classifier of 10 instead of 1000 classes leaves relatively more scales beside the weights.
        #expect(try #require(metrics[MetricName.sizeRatio]) < 0.29)
        #expect(try #require(metrics[MetricName.logitDifferenceRelative]) < 0.2)
        #expect(result.artifacts.map(\.name.description) == ["model.onnx"] && result.artifacts[0].kind == .model)
        #expect(result.absent[MetricName.top1Accuracy] == "no labelled data: the images are random")
        #expect(result.facts["lineage"]?["before"]?["sha256"] != result.facts["lineage"]?["after"]?["sha256"])

        let made = folder.url.appendingPathComponent("model.onnx")
        let stored = folder.url.appendingPathComponent("stored")
        try FileManager.default.moveItem(at: made, to: stored)
        let (event, code) = try OpenVINORunnerTests.run(stored.path, in: folder, precision: .int8)
        let benchmark = try OpenVINORunnerTests.result(event)
        #expect(code == 0 && benchmark.tags["precision_executed"] == "int8")
        #expect(benchmark.absent[MetricName.top1Agreement] != nil)
    }

    @Test(
        "answers stay what they were where nothing is rounded, and nearly so with 16 bits",
        arguments: [
            (CompressConfiguration.Method.foldBatchNormalization, 1e-5, 0.999), (.fp16Weights, 1e-2, 0.51),
            (.bf16Weights, 5e-2, 0.51), (.int8Weights, 1e-1, 0.29),
        ])
    func equal(method: CompressConfiguration.Method, difference: Double, ratio: Double) throws {
        let folder = try TestFolder()
        let result = try OpenVINORunnerTests.result(
            try Self.run("shufflenet_v2_x0_5", method, in: folder, options: Self.options()))
        let metrics = Self.metrics(result)
        #expect(try #require(metrics[MetricName.logitDifferenceRelative]) <= difference)
        #expect(try #require(metrics[MetricName.sizeRatio]) < ratio)
        #expect(metrics[MetricName.macs] == metrics[MetricName.before(MetricName.macs)])
    }

    @Test(
        "channels that go take parameters and multiply-accumulates with them, in networks of every kind of tie",
        arguments: [
            "resnet18", "mobilenet_v2", "shufflenet_v2_x1_0", "squeezenet1_1", "mobilenet_v3_small", "googlenet",
        ])
    func channels(model: String) throws {
        let folder = try TestFolder()
        let result = try OpenVINORunnerTests.result(
            try Self.run(model, .pruneChannels, in: folder, options: Self.options { $0.ratio = 0.5 }))
        let metrics = Self.metrics(result)
        for name in [MetricName.parameters, MetricName.macs] {
            #expect(try #require(metrics[name]) < 0.75 * (try #require(metrics[MetricName.before(name)])), "\(name)")
        }
        #expect(metrics[MetricName.latencyRatio] != nil)
    }

    @Test("zeroed weights shrink only what gzip makes of the file")
    func magnitude() throws {
        let folder = try TestFolder()
        let result = try OpenVINORunnerTests.result(
            try Self.run("shufflenet_v2_x0_5", .pruneMagnitude, in: folder, options: Self.options { $0.sparsity = 0.8 })
        )
        let metrics = Self.metrics(result)
        #expect(abs(try #require(metrics["sparsity"]) - 0.8) < 1e-5)
        #expect(metrics[MetricName.sizeRatio] == 1)
        let zipped = try #require(metrics[MetricName.modelFileZipped])
        #expect(zipped < 0.5 * (try #require(metrics[MetricName.before(MetricName.modelFileZipped)])))
    }

    @Test("an ONNX file is taken apart and compressed like a network of the zoo; its answers stay")
    func onnx() throws {
        let folder = try TestFolder()
        let graph = try #require(ModelZoo.architecture(named: "squeezenet1_1")).graph(input: [3, 64, 64], classes: 10)
        let file = folder.url.appendingPathComponent("given")
        try ONNXExporter.write(
            graph, weights: Weights.seeded(for: graph, seed: 3), to: file, batch: .dynamic)
        var options = Self.options()
        (options.input, options.classes) = (nil, nil)
        let compress = CompressConfiguration(
            model: .onnx(sha256: try FileDigest.of(file.path).get().hex), method: .int8Static, threads: 1,
            options: options)
        let runner = try RunnerUnderTest("runner-openvino", environment: OpenVINORunnerTests.environment)
        try runner.send(RunnerRequest.forTest(.compress(compress), modelPath: file.path, folder: folder.url.path))
        let result = try OpenVINORunnerTests.result(try runner.remainingEvents().last)
        #expect(runner.end() == 0)
        #expect(result.tags["precision_executed"] == "int8")
        #expect(try #require(Self.metrics(result)[MetricName.logitDifferenceRelative]) < 0.2)
    }

    @Test("weights of a stored file are used, and a file with another checksum is not")
    func weights() throws {
        let folder = try TestFolder()
        let graph = try #require(ModelZoo.architecture(named: "squeezenet1_1")).graph(input: [3, 64, 64], classes: 10)
        let file = folder.url.appendingPathComponent("weights.safetensors")
        try Weights.seeded(for: graph, seed: 3).writeSafetensors(to: file)
        let digest = try FileDigest.of(file.path).get().hex
        let result = try OpenVINORunnerTests.result(
            try Self.run(
                "squeezenet1_1", .fp16Weights, in: folder, weights: digest, options: Self.options(),
                files: [digest: file.path]))
        #expect(result.facts["lineage"]?["before"]?["origin"]?["weights"] == .string(digest))
        let other = String(repeating: "0", count: 64)
        let failure = try OpenVINORunnerTests.failure(
            try Self.run(
                "squeezenet1_1", .fp16Weights, in: folder, weights: other, options: Self.options(),
                files: [other: file.path]))
        #expect(failure.code == .agent)
    }

    @Test("with labelled data the accuracy of both stands there with its interval")
    func accuracy() throws {
        let folder = try TestFolder()
        let data = folder.url.appendingPathComponent("fashion-mnist")
        try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
        for (split, count) in [("train", 4), ("t10k", 6)] {
            // IDX: magic with the number of axes, then each extent in four bytes, most significant first.
            let pixels = Data([0, 0, 8, 3, 0, 0, 0, UInt8(count), 0, 0, 0, 28, 0, 0, 0, 28])
            let content = Data((0..<(count * 28 * 28)).map { UInt8(truncatingIfNeeded: $0 * 37) })
            try (pixels + content).write(to: data.appendingPathComponent("\(split)-images-idx3-ubyte"))
            let labels = Data([0, 0, 8, 1, 0, 0, 0, UInt8(count)]) + Data((0..<count).map { UInt8($0) })
            try labels.write(to: data.appendingPathComponent("\(split)-labels-idx1-ubyte"))
        }
        let options = Self.options {
            $0.input = [1, 28, 28]
            $0.data = "fashion-mnist"
            $0.evaluationImages = 100
        }
        let result = try OpenVINORunnerTests.result(
            try Self.run(
                "shufflenet_v2_x0_5", .int8Static, in: folder, options: options, datasets: folder.url.path))
        let metrics = Self.metrics(result)
        #expect(metrics[MetricName.evaluatedImages] == 6)
        for name in [MetricName.top1Accuracy, MetricName.before(MetricName.top1Accuracy)] {
            let share = try #require(metrics[name])
            #expect(abs(share * 6 - (share * 6).rounded()) < 1e-9)
            #expect(try #require(metrics[name + "_low"]) <= share && share <= (try #require(metrics[name + "_high"])))
        }
    }

    @Test("what cannot be done is refused with the reason and without a retry")
    func refusals() throws {
        let folder = try TestFolder()
        let digest = String(repeating: "0", count: 64)
        let cases: [(String, String?, CompressOptions, AttemptFailure.Code, String)] = [
            ("nonesuch", nil, Self.options(), .unsupported, "no nonesuch"),
            ("resnet18", digest, Self.options(), .agent, "the weights"),
            ("resnet18", nil, Self.options { $0.keepFP32 = ["layer9"] }, .unsupported, "keep_fp32 is layer9"),
            ("resnet18", nil, Self.options { $0.data = "nothing" }, .unsupported, "expected random or fashion-mnist"),
        ]
        for (model, weights, options, code, text) in cases {
            let failure = try OpenVINORunnerTests.failure(
                try Self.run(model, .int8Static, in: folder, weights: weights, options: options))
            #expect(failure.code == code && failure.message.contains(text), "\(failure)")
        }
    }
}

@Suite("Wilson's interval")
struct WilsonIntervalTests {
    @Test(
        "of a counted share",
        arguments: [
            // Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3.
            (81, 263, 0.3080, 0.2553, 0.3662), (15, 148, 0.1014, 0.0624, 0.1605), (0, 20, 0, 0, 0.1611),
            (1, 29, 0.0345, 0.0061, 0.1718),
        ])
    func values(successes: Int, trials: Int, share: Double, low: Double, high: Double) throws {
        let interval = try #require(WilsonInterval(successes: successes, trials: trials))
        #expect(abs(interval.share - share) < 5e-5)
        #expect(abs(interval.low - low) < 5e-5)
        #expect(abs(interval.high - high) < 5e-5)
    }

    @Test("there is none without trials") func none() { #expect(WilsonInterval(successes: 0, trials: 0) == nil) }
}
