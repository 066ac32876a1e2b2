import Foundation
import RunnerKit
import RunnerUnderTest
import Testing
import Vocabulary

@testable import OpenVINORunner

/// A folder for one test, removed with the value.
final class TestFolder {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("openvino-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(at: url) }
}

@Suite("The library behind its handles")
struct OpenVINOLibraryTests {
    @Test("computes y = x·W + b for a batch that the file leaves open")
    func linear() throws {
        let folder = try TestFolder()
        let file = try TinyModel.linear.write(to: folder.url)
        let link = folder.url.appendingPathComponent("linear.onnx").path
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
        let core = try OpenVINOCore.open()
        let model = try core.readModel(link)
        #expect(try model.inputs().map(\.shape) == [[nil, 2]])
        try model.reshape([[2, 2]])
        let compiled = try core.compile(model, for: "CPU", [("INFERENCE_PRECISION_HINT", "f32")])
        #expect(try compiled.property("INFERENCE_PRECISION_HINT") == "f32")
        let request = try compiled.makeRequest()
        let input = unsafe try request.input(0).bytes().bindMemory(to: Float.self)
        for (index, value) in [Float(1), 2, 3, 4].enumerated() { unsafe input[index] = value }
        try request.infer()
        let output = try request.output(0)
        #expect(try output.shape() == [2, 3])
        // [1, 2]·W = [1, 2, 0]; [3, 4]·W = [3, 4, 2]; plus b.
        let values = unsafe try Array(output.bytes().bindMemory(to: Float.self))
        #expect(values == [11, 22, 30, 13, 24, 32])
    }

    @Test("an error carries the status and the library's reason")
    func error() throws {
        let core = try OpenVINOCore.open()
        do throws(OpenVINOError) {
            _ = try core.readModel("/nonexistent/model.onnx")
            Issue.record("read a file that is not there")
        } catch {
            #expect(error.function == "ov_core_read_model")
            #expect(error.status < 0)
            #expect(error.reason.contains("/nonexistent/model.onnx"))
        }
    }
}

@Suite("The OpenVINO runner as a process")
struct OpenVINORunnerTests {
    /// Short measurings: these tests are about what is reported, not about how well.
    static let environment = ["SHOESTRING_QUIET_WAIT_SECONDS": "0", "SHOESTRING_MEASURE_SECONDS": "0.05"]

    /// Runs a file and gives the last event and the exit code.
    static func run(
        _ path: String, in folder: TestFolder, batch: Int = 1, precision: Precision = .fp32,
        mode: MeasuringMode = .latency, memoryMiB: Int? = nil
    ) throws -> (RunnerEvent?, Int32) {
        let digest = try FileDigest.of(path).get()
        let benchmark = try BenchmarkConfiguration(
            model: .onnx(sha256: digest.hex), batch: batch, precision: precision, mode: mode, measureSeconds: 1)
        let runner = try RunnerUnderTest("runner-openvino", environment: environment)
        try runner.send(
            RunnerRequest.forTest(
                .benchmark(benchmark), modelPath: path, memoryMiB: memoryMiB, folder: folder.url.path))
        let last = try runner.remainingEvents().last
        return (last, runner.end())
    }

    static func failure(_ event: RunnerEvent?) throws -> AttemptFailure {
        guard case .failure(let failure)? = event else {
            throw AttemptFailure(code: .failed, message: "no failure: \(String(describing: event))")
        }
        return failure
    }

    static func result(_ event: RunnerEvent?) throws -> RunResult {
        guard case .result(let result)? = event else {
            throw AttemptFailure(code: .failed, message: "no result: \(String(describing: event))")
        }
        return result
    }

    @Test("describes the processor, which always has fp32")
    func describe() throws {
        let runner = try RunnerUnderTest("runner-openvino", arguments: ["describe"])
        let line = try #require(try runner.nextLine())
        let description = try JSONDecoder().decode(RunnerDescription.self, from: Data(line.utf8))
        #expect(description.engine == "openvino")
        #expect(description.engineVersion.hasPrefix("20"))
        #expect(description.kinds == [.benchmark, .compress])
        #expect(description.devices.map(\.name) == ["cpu"])
        #expect(description.devices[0].precisions.contains(.fp32))
        #expect(runner.end() == 0)
    }

    @Test(
        "measures a batch that the file leaves open or fixes, whole numbers, and two inputs",
        arguments: [TinyModel.linear, .fixed, .table, .sumOfTwo])
    func latency(model: TinyModel) throws {
        let folder = try TestFolder()
        let (event, code) = try Self.run(try model.write(to: folder.url), in: folder, batch: 4)
        let result = try Self.result(event)
        let metrics = Dictionary(uniqueKeysWithValues: result.metrics.map { ($0.key, $0.value) })
        #expect(code == 0)
        let median = try #require(metrics[MetricName.latencyMedian])
        #expect(median > 0)
        #expect(abs(try #require(metrics[MetricName.imagesPerSecond]) - 4000 / median) < 1e-6 * 4000 / median)
        #expect(try #require(metrics[MetricName.latencyMedianLow]) <= median)
        #expect(try #require(metrics[MetricName.latencyMedianHigh]) >= median)
        #expect(try #require(metrics[MetricName.compile]) > 0)
        #expect(try #require(metrics[MetricName.firstInference]) > 0)
        #expect(result.samples.map(\.name) == ["latency"])
        #expect(Double(result.samples[0].values.count) == metrics[MetricName.sampleCount])
        #expect(result.tags["precision_executed"] == "fp32" || model == .table)
        #expect(["A", "B", "C"].contains(result.tags["grade"] ?? ""))
        #expect(result.facts["inputs"]?["shapes"] != nil)
        #expect(result.facts["machine"]?["logical_processors"] != nil)
    }

    @Test("every metric of the protocol is there or absent with a reason")
    func complete() throws {
        let folder = try TestFolder()
        let result = try Self.result(try Self.run(try TinyModel.linear.write(to: folder.url), in: folder).0)
        let present = Set(result.metrics.map(\.key))
        let names = [
            MetricName.latencyMedian, MetricName.latencyMedianLow, MetricName.latencyMedianHigh, MetricName.latencyP90,
            MetricName.latencyP99, MetricName.latencyMinimum, MetricName.latencyMean, MetricName.latencyDeviation,
            MetricName.latencyMAD, MetricName.latencySpread, MetricName.imagesPerSecond, MetricName.sampleCount,
            MetricName.measuredSeconds, MetricName.read, MetricName.compile, MetricName.firstInference,
            MetricName.warmUpCount, MetricName.warmUpSettled, MetricName.memoryBaseline, MetricName.memoryCompiled,
            MetricName.memoryRunning, MetricName.memoryPeak, MetricName.modelFile, MetricName.foreignShare,
            MetricName.stealShare, MetricName.involuntarySwitches, MetricName.pressure, MetricName.canaryRatio,
            MetricName.streams, MetricName.energy, MetricName.energyPerImage, MetricName.idlePower,
        ]
        for name in names {
            #expect(present.contains(name) != (result.absent[name] != nil), "\(name)")
            #expect(result.absent[name] != "", "\(name)")
        }
    }

    @Test("throughput keeps the engine's number of requests in flight")
    func throughput() throws {
        let folder = try TestFolder()
        let (event, _) = try Self.run(
            try TinyModel.linear.write(to: folder.url), in: folder, batch: 2, mode: .throughput)
        let result = try Self.result(event)
        let metrics = Dictionary(uniqueKeysWithValues: result.metrics.map { ($0.key, $0.value) })
        let images = 2 * (try #require(metrics[MetricName.sampleCount]))
        let expected = images / (try #require(metrics[MetricName.measuredSeconds]))
        #expect(abs(try #require(metrics[MetricName.imagesPerSecond]) - expected) < 1e-6 * expected)
        #expect(try #require(metrics[MetricName.streams]) >= 1)
        #expect(result.tags["mode"] == "throughput")
    }

    @Test("a file that is not a model ends with invalid_model and the library's reason", arguments: ["", "garbage"])
    func garbage(content: String) throws {
        let folder = try TestFolder()
        let file = folder.url.appendingPathComponent("file")
        try Data(content.utf8).write(to: file)
        let (event, code) = try Self.run(file.path, in: folder)
        let failure = try Self.failure(event)
        #expect(failure.code == .invalidModel)
        #expect(failure.message.contains("OpenVINO"))
        #expect(code == 1)
    }

    @Test("a model cut off in the middle ends with invalid_model")
    func cut() throws {
        let folder = try TestFolder()
        let whole = try Data(contentsOf: URL(fileURLWithPath: try TinyModel.linear.write(to: folder.url)))
        let file = folder.url.appendingPathComponent("cut")
        try whole.prefix(whole.count / 2).write(to: file)
        #expect(try Self.failure(try Self.run(file.path, in: folder).0).code == .invalidModel)
    }

    @Test("an open size that is not the batch is refused by its name")
    func openSize() throws {
        let folder = try TestFolder()
        let failure = try Self.failure(try Self.run(try TinyModel.openSizes.write(to: folder.url), in: folder).0)
        #expect(failure.code == .unsupported)
        #expect(failure.message.contains("x is [?, ?]"))
    }

    @Test("a model that takes no other batch says so, and runs with its own")
    func stuck() throws {
        let folder = try TestFolder()
        let path = try TinyModel.stuck.write(to: folder.url)
        #expect(try Self.failure(try Self.run(path, in: folder, batch: 3).0).code == .unsupported)
        try FileManager.default.removeItem(at: folder.url.appendingPathComponent("model.onnx"))
        #expect(try Self.run(path, in: folder, batch: 1).1 == 0)
    }

    @Test(
        "int8 is refused for a file that is not quantised, and a precision that the processor lacks as unsupported_precision"
    )
    func precisions() throws {
        let folder = try TestFolder()
        let path = try TinyModel.linear.write(to: folder.url)
        #expect(try Self.failure(try Self.run(path, in: folder, precision: .int8).0).code == .unsupported)
        let native = try ProcessorDevice(try OpenVINOCore.open()).precisions
        for precision in [Precision.bf16, .fp16] {
            try? FileManager.default.removeItem(at: folder.url.appendingPathComponent("model.onnx"))
            let (event, _) = try Self.run(path, in: folder, precision: precision)
            guard native.contains(precision) else {
                #expect(try Self.failure(event).code == .unsupportedPrecision)
                continue
            }
            let result = try Self.result(event)
            let names = Set(result.metrics.map(\.key))
            #expect(names.isSuperset(of: [MetricName.logitDifference, MetricName.top1Agreement]))
        }
    }

    @Test("what clearly does not fit is refused before it is tried")
    func memory() throws {
        let folder = try TestFolder()
        let path = try TinyModel.linear.write(to: folder.url)
        let big = folder.url.appendingPathComponent("big").path
        try Data(count: 3 << 20).write(to: URL(fileURLWithPath: big))
        let failure = try Self.failure(try Self.run(big, in: folder, memoryMiB: 2).0)
        #expect(failure.code == .outOfMemory)
        #expect(failure.message.contains("at least the 3 MiB of its file"))
        let link = folder.url.appendingPathComponent("model.onnx")
        try FileManager.default.removeItem(at: link)
        // The library alone takes some 80 MiB, so that even a network of nine numbers does not fit 60.
        let tight = try Self.failure(try Self.run(path, in: folder, memoryMiB: 60).0)
        #expect(tight.code == .outOfMemory && tight.message.contains("and may take 60 MiB; nothing was tried"))
        try FileManager.default.removeItem(at: link)
        #expect(try Self.run(path, in: folder, memoryMiB: 512).1 == 0)
    }

    @Test("a file with another checksum than the one asked for is not measured")
    func checksum() throws {
        let folder = try TestFolder()
        let path = try TinyModel.linear.write(to: folder.url)
        let other = ModelReference.onnx(sha256: String(repeating: "0", count: 64))
        let runner = try RunnerUnderTest("runner-openvino", environment: Self.environment)
        try runner.send(
            RunnerRequest.forTest(
                .benchmark(try BenchmarkConfiguration(model: other)), modelPath: path, folder: folder.url.path))
        #expect(try Self.failure(try runner.remainingEvents().last).code == .agent)
        #expect(runner.end() == 1)
    }

    @Test("SIGTERM in the middle of the measuring ends it within a second, without a last event")
    func cancel() throws {
        let folder = try TestFolder()
        let path = try TinyModel.linear.write(to: folder.url)
        let benchmark = try BenchmarkConfiguration(model: .onnx(sha256: try FileDigest.of(path).get().hex))
        let runner = try RunnerUnderTest("runner-openvino", environment: ["SHOESTRING_QUIET_WAIT_SECONDS": "0"])
        try runner.send(RunnerRequest.forTest(.benchmark(benchmark), modelPath: path, folder: folder.url.path))
        while let event = try runner.nextEvent() {
            if case .progress(_, "warm-up") = event { break }
        }
        let start = ContinuousClock.now
        runner.signal(SIGTERM)
        #expect(runner.end() == -SIGTERM)
        #expect(ContinuousClock.now - start < .seconds(1))
        #expect(try runner.remainingEvents().contains(where: \.isLast) == false)
    }

    @Test("a network of the zoo is exported once and found again; one that is not there is refused with the names")
    func zoo() throws {
        let folder = try TestFolder()
        var checksums: [JSONValue?] = []
        for name in ["squeezenet1_1", "squeezenet1_1", "nonesuch"] {
            let runner = try RunnerUnderTest("runner-openvino", environment: Self.environment)
            let benchmark = try BenchmarkConfiguration(model: .zoo(name), measureSeconds: 1)
            try runner.send(RunnerRequest.forTest(.benchmark(benchmark), folder: folder.url.path))
            let events = try runner.remainingEvents()
            let exported = events.contains { event in
                if case .log(_, let message) = event { message.hasPrefix("exporting") } else { false }
            }
            if name == "nonesuch" {
                let failure = try Self.failure(events.last)
                #expect(failure.code == .unsupported)
                #expect(failure.message.contains("squeezenet1_1"))
            } else {
                #expect(exported == checksums.isEmpty)
                checksums.append(try Self.result(events.last).facts["model"]?["sha256"])
            }
        }
        #expect(checksums.count == 2 && checksums[0] == checksums[1])
    }
}
