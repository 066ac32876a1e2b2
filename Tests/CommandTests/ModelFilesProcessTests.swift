import Foundation
import HTTPTesting
import ModelZoo
import Testing
import Vocabulary

@Suite("Files of weights and of networks, as a process")
struct ModelFilesProcessTests {
    private static func exported(_ folder: TemporaryFolder, _ arguments: [String] = ["--seed", "3"]) throws -> String {
        let path = "\(folder.path)/\(UUID().uuidString).onnx"
        let outcome = try Program.run(["models", "export", "squeezenet1_1", "--onnx", path] + arguments)
        try #require(outcome.code == 0, "\(outcome.error)")
        return path
    }

    @Test("weights convert keeps every bit: the same network is exported from what it wrote")
    func converted() throws {
        let folder = try TemporaryFolder()
        let first = try Self.exported(folder)
        let weights = folder.path + "/w.safetensors"
        let outcome = try Program.run(["weights", "convert", first, weights, "--model", "squeezenet1_1"])
        #expect(outcome.code == 0, "\(outcome.error)")
        // 26 convolutions with weight and bias; 1,235,496 Float32.
        #expect(outcome.error.contains("52 tensors, 4,941,984 bytes"), "\(outcome.error)")
        let second = try Self.exported(folder, ["--weights", weights])
        let bytes = try [first, second].map { try Data(contentsOf: URL(filePath: $0)) }
        #expect(bytes[0] == bytes[1])
        let shown = try Program.run(["weights", "show", weights, "--format", "json"])
        guard case .array(let rows) = try JSONValue(parsing: Data(shown.output.utf8)) else {
            Issue.record("no list")
            return
        }
        #expect(rows.count == 52)
    }

    @Test("weights convert refuses another network's weights and what is no weights, says why, and writes nothing")
    func refused() throws {
        let folder = try TemporaryFolder()
        let onnx = try Self.exported(folder)
        let text = folder.path + "/text.pth"
        try Data("not a pickle".utf8).write(to: URL(filePath: text))
        let output = folder.path + "/w.safetensors"
        let cases: [(String, [String], Int32, String)] = [
            (onnx, ["--model", "resnet18"], 1, "missing"), (text, ["--model", "squeezenet1_1"], 1, "text.pth"),
            (folder.path + "/none.pth", ["--model", "squeezenet1_1"], 1, "none.pth"),
            (onnx, ["--model", "nonet"], 5, "no network is called nonet"), (onnx, [], 64, "--model"),
        ]
        for (input, model, code, reason) in cases {
            let outcome = try Program.run(["weights", "convert", input, output] + model)
            #expect(outcome.code == code, "\(model): \(outcome.error)")
            #expect(outcome.error.contains(reason), "\(model): \(outcome.error)")
            #expect(!FileManager.default.fileExists(atPath: output))
        }
    }

    @Test("models analyse counts an exported network as the zoo does, layer by layer, in every format")
    func analysed() throws {
        let folder = try TemporaryFolder()
        let onnx = try Self.exported(folder)
        let json = try JSONValue(
            parsing: Data(try Program.run(["models", "analyse", onnx, "--format", "json"]).output.utf8))
        #expect(json["parameters"] == 1_235_496)
        #expect(json["macs"] == 349_151_936)  // torch.utils.flop_counter / 2
        #expect(json["weight_bytes"] == 4_941_984)
        #expect(json["is_lower_bound"] == false)
        #expect(json["uncounted"] == [])
        guard case .array(let layers)? = json["layers"] else {
            Issue.record("no layers")
            return
        }
        #expect(layers.contains { $0["shape"] == [1, 64, 111, 111] })
        let csv = try Program.run(["models", "analyse", onnx, "--format", "csv"]).output.split(
            whereSeparator: \.isNewline)
        #expect(csv.count == layers.count + 1)
        let table = try Program.run(["models", "analyze", onnx]).output
        #expect(
            table.contains("1,235,496")
                && table.contains("multiply-accumulates of convolutions and products of matrices only"))
        #expect(!table.contains("at least"))
    }

    @Test("models analyse refuses what is no ONNX file and what is not there")
    func notAnalysed() throws {
        let folder = try TemporaryFolder()
        let text = folder.path + "/text.onnx"
        try Data("not a protobuf".utf8).write(to: URL(filePath: text))
        for path in [text, folder.path + "/none.onnx"] {
            let outcome = try Program.run(["models", "analyse", path])
            #expect(outcome.code == 1)
            #expect(outcome.output.isEmpty && outcome.error.contains(path))
        }
    }

    @Test(
        "published weights say what their images look like: −1…1 for the two with transform_input, ImageNet's otherwise"
    )
    func preprocessing() throws {
        for model in ["googlenet", "inception_v3"] {
            let images = try #require(PublishedWeights.of(model)).preprocessing
            // torchvision: x·(0.229/0.5) + (0.485 − 0.5)/0.5 of (p − 0.485)/0.229 is (p − 0.5)/0.5; likewise green and blue.
            for (channel, (mean, deviation)) in [(0.485, 0.229), (0.456, 0.224), (0.406, 0.225)].enumerated() {
                for pixel in [0.0, 0.25, 1] {
                    let torch = (pixel - mean) / deviation * (deviation / 0.5) + (mean - 0.5) / 0.5
                    #expect(abs((pixel - images.mean[channel]) / images.deviation[channel] - torch) < 1e-12)
                }
            }
        }
        let resnet = try #require(PublishedWeights.of("resnet50")).preprocessing
        #expect(resnet.description.contains("crop 224, (x/255 − [0.485, 0.456, 0.406])/[0.229, 0.224, 0.225]"))
        #expect(PublishedWeights.of("inception_v3")?.preprocessing.crop == 299)
        for weights in PublishedWeights.all {
            // The crop is the zoo's own input.
            #expect(ModelZoo.architecture(named: weights.model)?.input[1] == weights.preprocessing.crop)
        }
    }
}
