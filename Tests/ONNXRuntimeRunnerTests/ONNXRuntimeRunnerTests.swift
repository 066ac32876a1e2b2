import Foundation
import ModelGraph
import RunnerUnderTest
import Testing
import Vocabulary

/// The example runner as an agent sees it. Needs onnxruntime and numpy, which set-up installs in `.deps/venv`.
@Suite("The ONNX Runtime runner, an example in Python", .serialized)
struct ONNXRuntimeRunnerTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let python = root.appending(path: ".deps/venv/bin/python").path
    private static let script = root.appending(path: "workers/onnxruntime/runner-onnxruntime").path

    private static func start(_ arguments: [String]) throws -> RunnerUnderTest {
        try RunnerUnderTest(
            executable: URL(filePath: python), arguments: [script] + arguments,
            environment: ["SHOESTRING_MEASURE_SECONDS": "0.2"])
    }

    private static func request(_ model: ModelReference, precision: Precision = .fp32, path: String?) throws
        -> RunnerRequest
    {
        let benchmark = try BenchmarkConfiguration(
            model: model, batch: 2, precision: precision, engine: "onnxruntime", measureSeconds: 1)
        return RunnerRequest.forTest(.benchmark(benchmark), modelPath: path)
    }

    /// A small network's file.
    private static func network(_ folder: URL) throws -> String {
        let net = try GraphBuilder(name: "net", input: [3, 8, 8])
        let value = try net.convolution("conv", net.input, 4, kernel: 3)
        let graph = try net.graph(output: try net.linear("fc", try net.flatten("flatten", value), 5))
        let url = folder.appending(path: "net.onnx")
        try ONNXExporter.write(graph, weights: .seeded(for: graph, seed: 1), to: url, batch: .dynamic)
        return url.path
    }

    private static let sha256 = String(repeating: "a", count: 64)

    @Test("says what it can do")
    func describe() throws {
        let runner = try Self.start(["describe"])
        let line = try #require(try runner.nextLine())
        let description = try JSONDecoder().decode(RunnerDescription.self, from: Data(line.utf8))
        #expect(description.engine == "onnxruntime")
        #expect(description.devices.map(\.precisions) == [[.fp32, .int8]])
        #expect(runner.end() == 0)
    }

    @Test("measures a file and gives every sample")
    func measures() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ort-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let runner = try Self.start(["run"])
        try runner.send(try Self.request(.onnx(sha256: Self.sha256), path: try Self.network(folder)))
        guard case .result(let result)? = try runner.remainingEvents().last else {
            Issue.record("no result: \(try runner.standardError())")
            return
        }
        #expect(result.metrics.contains { $0.key == MetricName.latencyMedian && $0.value > 0 })
        #expect(result.samples.first?.values.count ?? 0 >= 10)
        #expect(result.tags["precision_executed"] == "fp32")
        #expect(runner.end() == 0)
    }

    @Test("refuses what it cannot do with the protocol's codes")
    func refusals() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ort-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = try Self.network(folder)
        let damaged = folder.appending(path: "damaged.onnx")
        try Data("no model".utf8).write(to: damaged)
        let cases: [(RunnerRequest, AttemptFailure.Code)] = [
            (try Self.request(.zoo("resnet18"), path: nil), .unsupported),
            (try Self.request(.onnx(sha256: Self.sha256), precision: .bf16, path: path), .unsupportedPrecision),
            (try Self.request(.onnx(sha256: Self.sha256), precision: .int8, path: path), .unsupported),
            (try Self.request(.onnx(sha256: Self.sha256), path: damaged.path), .invalidModel),
        ]
        for (request, code) in cases {
            let runner = try Self.start(["run"])
            try runner.send(request)
            guard case .failure(let failure)? = try runner.remainingEvents().last else {
                Issue.record("no failure for \(code)")
                continue
            }
            #expect(failure.code == code)
            #expect(runner.end() == 1)
        }
    }

    @Test(
        "ends with 75 when the agent is gone, by SIGTERM when it is stopped, with 64 and 65 for what it does not understand"
    )
    func stopping() throws {
        let orphan = try Self.start(["run"])
        try orphan.closeInput()
        #expect([65, 75].contains(orphan.end()))
        let stopped = try Self.start(["run"])
        stopped.signal(SIGTERM)
        #expect(stopped.end() == -SIGTERM)
        #expect(try Self.start(["dance"]).end() == 64)
        let confused = try Self.start(["run"])
        try confused.send("not JSON\n")
        #expect(confused.end() == 65)
    }
}
