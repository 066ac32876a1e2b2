import Foundation
import ModelGraph
import ModelZoo
import RunnerUnderTest
import Testing

/// What torchvision computed (benchmarks/zoo-verify/golden.json, made by golden.py beside it) with weights that a formula decides.
private struct Golden: Decodable {
    let logits: [Double]
    /// Names and shapes are Python's to read.
    struct File: Decodable {
        let input: [Int]
        let classes: Int
        let networks: [String: Golden]
    }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "benchmarks/zoo-verify")
    static let python = folder.appending(path: "../../.deps/venv/bin/python")

    static func file() throws -> File {
        try JSONDecoder().decode(File.self, from: Data(contentsOf: folder.appending(path: "golden.json")))
    }

    /// The .pth file is written by torch itself, which `make setup` installs where libtorch is wanted.
    static var hasTorch: Bool {
        do {
            _ = try run(python, ["-c", "import torch"])
            return true
        } catch {
            return false
        }
    }

    /// Standard output of a program that ends with 0.
    static func run(_ program: URL, _ arguments: [String], input: Data = Data()) throws -> Data {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        let (inward, outward) = (Pipe(), Pipe())
        process.standardInput = inward
        process.standardOutput = outward
        process.standardError = FileHandle.nullDevice
        try process.run()
        try inward.fileHandleForWriting.write(contentsOf: input)
        try inward.fileHandleForWriting.close()
        let output = try outward.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(program.lastPathComponent) \(arguments)")
        return output
    }
}

@Suite("Weights that torch saved give torchvision's logits", .serialized)
struct TorchvisionTests {
    /// Float32 of ((7·i) mod 13 − 6)/6, as seeded.py's `image`.
    private static func image(_ count: Int) -> Data {
        (0..<count).reduce(into: Data()) { data, index in
            let value = Float((7 * index) % 13 - 6) / 6
            withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
        }
    }

    private static func floats(_ data: Data) -> [Double] {
        stride(from: 0, to: data.count - data.count % 4, by: 4).map { start in
            let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(data[data.startIndex + start + $1]) << (8 * $1) }
            return Double(Float(bitPattern: bits))
        }
    }

    private static let runtime = """
        import sys, numpy, onnxruntime
        image = numpy.frombuffer(sys.stdin.buffer.read(), dtype=numpy.float32).reshape(1, 3, 64, 64)
        session = onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
        sys.stdout.buffer.write(session.run(["logits"], {"input": image})[0].tobytes())
        """

    @Test(
        "from a .pth file of either format through ONNX in ONNX Runtime and in the OpenVINO runner, to 1e-4 of their spread",
        .enabled(if: Golden.hasTorch, "needs torch in .deps/venv"),
        arguments: [
            ("squeezenet1_1", "zip"), ("mobilenet_v3_small", "zip"), ("mobilenet_v3_small", "legacy"),
            ("shufflenet_v2_x0_5", "legacy"),
        ])
    func logits(name: String, format: String) throws {
        let folder = try TestFolder()
        let file = try Golden.file()
        let expected = try #require(file.networks[name]).logits
        let pth = folder.url.appending(path: "weights.pth")
        _ = try Golden.run(
            Golden.python,
            [
                Golden.folder.appending(path: "seeded.py").path, Golden.folder.appending(path: "golden.json").path,
                name,
                pth.path, format,
            ])
        let graph = try #require(ModelZoo.architecture(named: name)).graph(input: file.input, classes: file.classes)
        let weights = try Weights.load(from: pth, for: graph)
        let onnx = folder.url.appending(path: "net.onnx")
        try ONNXExporter.write(graph, weights: weights, to: onnx, batch: .dynamic)

        let image = Self.image(file.input.reduce(1, *))
        let runner = RunnerUnderTest.buildFolder.appending(path: "runner-openvino")
        let answers = [
            "ONNX Runtime": try Golden.run(Golden.python, ["-c", Self.runtime, onnx.path], input: image),
            "OpenVINO": try Golden.run(runner, ["infer", onnx.path], input: image),
        ]
        let spread = try #require(expected.max()) - #require(expected.min())
        for (engine, answer) in answers {
            let found = Self.floats(answer)
            #expect(found.count == expected.count)
            let difference = zip(found, expected).map { abs($0 - $1) }.max() ?? .infinity
            #expect(difference <= 1e-4 * spread, "\(engine): \(found)")
        }
    }

    @Test(
        "infer refuses another command line, input of another length and a file that is no network, each with its code")
    func infer() throws {
        let folder = try TestFolder()
        let path = try TinyModel.linear.write(to: folder.url)
        let link = folder.url.appendingPathComponent("linear.onnx").path
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
        let cases: [([String], Int, Int32)] = [
            (["infer"], 0, 64), (["infer", link, "0"], 0, 64), (["infer", link, "2"], 3, 65),
            (["infer", link, "2"], 5, 65), (["infer", "/nonexistent.onnx"], 0, 1), (["infer", link, "2"], 4, 0),
        ]
        for (arguments, numbers, code) in cases {
            let runner = try RunnerUnderTest("runner-openvino", arguments: arguments)
            try runner.send(String(repeating: "\0\0\0\0", count: numbers))
            try runner.closeInput()
            #expect(runner.end() == code, "\(arguments) with \(numbers) numbers")
        }
    }
}
