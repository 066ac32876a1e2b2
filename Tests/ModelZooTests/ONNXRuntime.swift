import Foundation
import ModelGraph
import Testing

/// Files by name, checked by `onnx.checker` and, where inputs are given, run in ONNX Runtime: both in set-up's .deps/venv.
enum ONNXRuntime {
    /// Writes the network with these weights and gives its outputs for one image whose element i is ((7·i) mod 13 − 6)/6.
    static func outputs(of graph: ModelGraph, _ weights: Weights) throws -> [Double] {
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("net.onnx")
            try ONNXExporter.write(graph, weights: weights, to: url, batch: .dynamic)
            let shape = graph.inputShape.dimensions.map(String.init).joined(separator: ",")
            let printed = try python(
                """
                import json, sys, numpy, onnx, onnxruntime
                path, shape = sys.argv[1], [1] + [int(extent) for extent in sys.argv[2].split(",")]
                onnx.checker.check_model(path, full_check=True)
                image = ((7 * numpy.arange(numpy.prod(shape))) % 13 - 6).astype(numpy.float32).reshape(shape) / numpy.float32(6)
                session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
                print(json.dumps(session.run(["logits"], {"input": image})[0].flatten().tolist()))
                """, [url.path, shape])
            return try JSONDecoder().decode([Double].self, from: Data(printed.utf8))
        }
    }

    /// Names of the files that the checker, with inference of shapes, refuses.
    static func refused(_ folder: URL) throws -> String {
        try python(
            """
            import pathlib, sys, onnx
            for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
                try:
                    onnx.checker.check_model(str(path), full_check=True)
                except Exception as error:
                    print(path.name, error)
            """, [folder.path])
    }

    private static func python(_ program: String, _ arguments: [String]) throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let interpreter = root.appending(path: ".deps/venv/bin/python")
        try #require(FileManager.default.isExecutableFile(atPath: interpreter.path), "`make test` makes .deps/venv")
        let process = Process()
        process.executableURL = interpreter
        process.arguments = ["-c", program] + arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let printed = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return String(decoding: printed, as: UTF8.self)
    }
}

/// Runs `body` with a folder of its own, which is removed afterwards.
func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("model-zoo-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer {
        do {
            try FileManager.default.removeItem(at: folder)
        } catch {
            print("left behind: \(folder.path): \(error)")
        }
    }
    return try body(folder)
}
