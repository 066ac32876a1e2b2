import FoundationEssentials
import ModelGraph
import ModelZoo
import RunnerKit
import Vocabulary

/// The network that is to be made smaller, as a graph with weights and as a file.
struct OriginalModel {
    let graph: ModelGraph
    let weights: Weights
    /// The ONNX file that stands for it in the comparison.
    let path: String
    /// Where graph and weights came from, as facts.
    let origin: JSONValue
    /// What published weights expect of their images; nil for others.
    var preprocessing: Preprocessing?

    /// Builds it from the zoo, with seeded weights or those of a stored file, or reads it from an ONNX file.
    ///
    /// - Throws: `unsupported` for a name that the zoo lacks or an ONNX file with operators that a graph cannot say, `invalid_model`
    ///   for weights that do not fit, `agent` when the request lacks a file.
    static func load(
        _ request: RunnerRequest, _ compress: CompressConfiguration
    ) throws(AttemptFailure) -> OriginalModel {
        switch compress.model {
        case .zoo(let name): return try zoo(name, request, compress)
        case .onnx(let sha256): return try onnx(sha256, request, compress)
        case .run:
            throw AttemptFailure(
                code: .agent, message: "the model is still run:…, which submitting should have replaced")
        }
    }

    private static func zoo(
        _ name: String, _ request: RunnerRequest, _ compress: CompressConfiguration
    ) throws(AttemptFailure) -> OriginalModel {
        guard let architecture = ModelZoo.architecture(named: name) else {
            let names = ModelZoo.all.map(\.name).joined(separator: ", ")
            throw AttemptFailure(code: .unsupported, message: "this runner's zoo has no \(name); it has \(names)")
        }
        let options = compress.options
        let graph = try translatingGraph { () throws(ModelGraphError) in
            try architecture.graph(input: options.input, classes: options.classes)
        }
        var weights = Weights.seeded(for: graph, seed: compress.seed)
        var origin: [String: JSONValue] = ["zoo": .string(name)]
        var recipe: PublishedWeights?
        if let sha256 = compress.weights {
            recipe = PublishedWeights.of(name).flatMap { sha256.hasPrefix($0.checksumPrefix) ? $0 : nil }
            weights = try stored(sha256, graph, request, dropping: recipe?.trainingOnly ?? [])
            origin["weights"] = .string(sha256)
            origin["weights_recipe"] = recipe.map { .string("torchvision \($0.recipe), \($0.file)") }
            origin["preprocessing"] = recipe.map { .string($0.preprocessing.description) }
        } else {
            origin["weights"] = .string("seed \(compress.seed)")
        }
        let path = request.scratchPath + "/before.onnx"
        try translatingGraph { () throws(ModelGraphError) in
            try ONNXExporter.write(graph, weights: weights, to: URL(filePath: path), batch: .dynamic)
        }
        return OriginalModel(
            graph: graph, weights: weights, path: path, origin: .object(origin), preprocessing: recipe?.preprocessing)
    }

    /// A stored file: its graph is taken apart, and the file itself is what the new one is compared with.
    private static func onnx(
        _ sha256: String, _ request: RunnerRequest, _ compress: CompressConfiguration
    ) throws(AttemptFailure) -> OriginalModel {
        if compress.weights != nil {
            throw AttemptFailure(
                code: .unsupported, message: "an ONNX file has its own weights; weights must be absent")
        }
        let file = try ModelFile.stored(sha256, request, as: "before.onnx")
        let (graph, weights) = try translatingGraph { () throws(ModelGraphError) in
            try ONNXImporter.graph(ofModelAt: file.path)
        }
        return OriginalModel(graph: graph, weights: weights, path: file.path, origin: ["onnx": .string(sha256)])
    }

    private static func stored(
        _ sha256: String, _ graph: ModelGraph, _ request: RunnerRequest, dropping: [String]
    ) throws(AttemptFailure) -> Weights {
        guard let path = request.filePaths[sha256] else {
            throw AttemptFailure(code: .agent, message: "the request's files have no \(sha256), the weights")
        }
        let digest = try ModelFile.digest(path)
        guard digest.hex == sha256 else {
            throw AttemptFailure(code: .agent, message: "the weights have the SHA-256 \(digest.hex), not \(sha256)")
        }
        return try translatingGraph { () throws(ModelGraphError) in
            try Weights.load(from: URL(filePath: path), for: graph, dropping: dropping)
        }
    }
}

/// Does something with a graph and makes an attempt's failure of the graph's error.
func translatingGraph<Value>(_ body: () throws(ModelGraphError) -> Value) throws(AttemptFailure) -> Value {
    do throws(ModelGraphError) { return try body() } catch {
        let code: AttemptFailure.Code =
            switch error {
            case .file: .failed
            case .weightsMismatch, .notSafetensors, .notWeights, .notONNX: .invalidModel
            default: .unsupported
            }
        throw AttemptFailure(code: code, message: "\(error)")
    }
}
