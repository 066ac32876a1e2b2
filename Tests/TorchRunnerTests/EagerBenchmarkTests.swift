import Foundation
import ModelGraph
import ModelZoo
import RunnerKit
import RunnerUnderTest
import Testing
import Vocabulary

@testable import OpenVINORunner
@testable import TorchRunner

@Suite("Eager inference")
struct EagerBenchmarkTests {
    private static func request(
        _ benchmark: BenchmarkConfiguration, _ place: Workplace, _ modelPath: String? = nil
    ) -> RunnerRequest {
        RunnerRequest(
            attempt: AttemptID(job: JobID(7), number: 1), configuration: .benchmark(benchmark),
            scratchPath: place.scratch.path, cachePath: place.url.path, modelPath: modelPath, memoryMiB: nil,
            usableProcessors: 1)
    }

    private static func result(
        _ benchmark: BenchmarkConfiguration, _ place: Workplace, modelPath: String? = nil
    ) throws -> RunnerEvent? {
        let environment = ["SHOESTRING_QUIET_WAIT_SECONDS": "0", "SHOESTRING_MEASURE_SECONDS": "0.3"]
        let runner = try RunnerUnderTest("runner-torch", environment: environment)
        try runner.send(request(benchmark, place, modelPath))
        let last = try runner.remainingEvents().last
        _ = runner.end()
        return last
    }

    @Test("reports what the OpenVINO runner reports for the same configuration")
    func metrics() throws {
        let place = try Workplace()
        let benchmark = try BenchmarkConfiguration(
            model: .zoo("shoestring_cnn"), batch: 2, engine: "torch", threads: 1, measureSeconds: 1)
        guard case .result(let result)? = try Self.result(benchmark, place) else {
            Issue.record("no result")
            return
        }
        let names = [
            "latency_median_ms", "latency_median_low_ms", "latency_iqr_ratio", "images_per_second", "sample_count",
            "measured_seconds", "warmup_count", "memory_running_mib", "first_inference_ms", "canary_ratio",
        ]
        for name in names { #expect(result.value(name) != nil, "\(name)") }
        #expect(result.samples.first?.name == "latency")
        #expect(result.tags["engine"] == "torch")
        #expect(result.tags["precision_executed"] == "fp32")
        #expect(result.tags["grade"] != nil)
        guard case .object(let facts) = result.facts, case .object(let engine)? = facts["engine"] else {
            Issue.record("no facts")
            return
        }
        #expect(engine["threads"] == 1)
    }

    @Test(
        "has the logits of OpenVINO for the same weights and inputs",
        arguments: ["shoestring_cnn", "shufflenet_v2_x0_5"])
    func logits(model: String) throws {
        let place = try Workplace()
        let benchmark = try BenchmarkConfiguration(model: .zoo(model), engine: "torch", seed: 5)
        let measured = try MeasuredNetwork.load(Self.request(benchmark, place), benchmark)
        let network = try TorchNetwork.build(measured.graph, channelsLast: true)
        try network.load(measured.weights)
        let url = place.url.appending(path: "same.onnx")
        try ONNXExporter.write(measured.graph, weights: measured.weights, to: url, batch: .dynamic)
        let shape = measured.graph.inputShape.dimensions
        let batch = QuantizationTests.noise(2, shape: shape, seed: 5, classes: 2)
        let (eager, compiled) = (try network.predict(batch), try QuantizationTests.logits(url, batch))
        let spread = (eager.max() ?? 0) - (eager.min() ?? 0)
        try #require(spread > 0)
        // fp32 sums in another order.
        #expect(zip(eager, compiled).allSatisfy { abs($0 - $1) < 1e-4 * spread })
    }

    @Test("measures the network of the input size and classes asked for, and refuses what cannot be built")
    func variant() throws {
        let place = try Workplace()
        func graph(_ model: String, _ size: Int? = nil, _ classes: Int? = nil) throws -> ModelGraph {
            let benchmark = try BenchmarkConfiguration(
                model: .zoo(model), engine: "torch", inputSize: size, classes: classes)
            return try MeasuredNetwork.load(Self.request(benchmark, place), benchmark).graph
        }
        let (own, small) = (try graph("mobilenet_v2"), try graph("mobilenet_v2", 96, 7))
        #expect(own.inputShape.dimensions == [3, 224, 224] && small.inputShape.dimensions == [3, 96, 96])
        #expect(small.analysis(batch: 1).macs < own.analysis(batch: 1).macs / 4)
        #expect(small.analysis(batch: 1).parameters == own.analysis(batch: 1).parameters - (1000 - 7) * 1281)
        #expect(throws: AttemptFailure.self) { try graph("alexnet", 16) }
    }

    @Test("bf16 is compared with fp32, where the processor has it")
    func bf16() throws {
        guard TorchDevice.processorHasBF16(MachineFacts.read().flags) else {
            print("skipped: this processor has no instructions for bf16")
            return
        }
        let place = try Workplace()
        let benchmark = try BenchmarkConfiguration(
            model: .zoo("shoestring_cnn"), precision: .bf16, engine: "torch", threads: 1, measureSeconds: 1)
        guard case .result(let result)? = try Self.result(benchmark, place) else {
            Issue.record("no result")
            return
        }
        #expect(result.tags["precision_executed"] == "bf16")
        let difference = try #require(result.value("logit_relative_difference"))
        #expect(difference > 0 && difference < 0.05)
    }

    @Test("refuses throughput, int8 and another engine, with the reason")
    func refusals() throws {
        let place = try Workplace()
        func failure(_ benchmark: BenchmarkConfiguration) throws -> AttemptFailure? {
            if case .failure(let failure)? = try Self.result(benchmark, place) { failure } else { nil }
        }
        let model = ModelReference.zoo("shoestring_cnn")
        let throughput = try failure(try BenchmarkConfiguration(model: model, engine: "torch", mode: .throughput))
        #expect(throughput?.code == .unsupported)
        let int8 = try failure(try BenchmarkConfiguration(model: model, precision: .int8, engine: "torch"))
        #expect(int8?.code == .unsupportedPrecision)
        #expect(try failure(try BenchmarkConfiguration(model: model))?.message == "this runner is torch, not openvino")
    }
}
