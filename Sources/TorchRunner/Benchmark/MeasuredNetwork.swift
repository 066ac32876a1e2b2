import FoundationEssentials
import ModelGraph
import ModelZoo
import RunnerKit
import Vocabulary

/// The network of a benchmark: a graph with weights.
struct MeasuredNetwork {
    let graph: ModelGraph
    let weights: Weights
    /// Bytes of its file; nil for one that is built in memory.
    let fileByteCount: Int?
    /// Where it came from.
    let facts: JSONValue

    /// Builds it from the zoo with seeded weights, or reads it from an ONNX file.
    ///
    /// - Throws: `unsupported` for a name that the zoo lacks or a file with operators that a graph cannot say, `agent` when the request
    ///   lacks the file.
    static func load(
        _ request: RunnerRequest, _ benchmark: BenchmarkConfiguration
    ) throws(AttemptFailure) -> MeasuredNetwork {
        switch benchmark.model {
        case .zoo(let name):
            let graph = try zooGraph(name, benchmark)
            let analysis = graph.analysis(batch: 1)
            return MeasuredNetwork(
                graph: graph, weights: .seeded(for: graph, seed: benchmark.seed), fileByteCount: nil,
                facts: [
                    "reference": .string(benchmark.model.description),
                    "origin": [
                        "zoo": .string(name), "input": .array(graph.inputShape.dimensions.map { .integer(Int64($0)) }),
                        "parameters": .integer(Int64(analysis.parameters)),
                        "macs": .integer(Int64(analysis.macs)),
                        "weight_bytes": .integer(Int64(analysis.weightByteCount)),
                        "peak_live_bytes_per_image": .integer(Int64(analysis.peakLiveByteCount)),
                    ],
                ])
        case .onnx(let sha256): return try stored(sha256, request, benchmark)
        case .run:
            throw AttemptFailure(
                code: .agent, message: "the model is still run:…, which submitting should have replaced")
        }
    }

    private static func zooGraph(
        _ name: String, _ benchmark: BenchmarkConfiguration
    ) throws(AttemptFailure) -> ModelGraph {
        do throws(InvalidInput) {
            if let network = try ModelZoo.network(name, inputSize: benchmark.inputSize, classes: benchmark.classes) {
                return network.graph
            }
        } catch {
            throw AttemptFailure(code: .unsupported, message: error.description)
        }
        return try StartingWeights.graph(of: benchmark.model)  // which says what the zoo has
    }

    private static func stored(
        _ sha256: String, _ request: RunnerRequest, _ benchmark: BenchmarkConfiguration
    ) throws(AttemptFailure) -> MeasuredNetwork {
        guard let path = request.modelPath else {
            throw AttemptFailure(code: .agent, message: "the request has no model_path for onnx:\(sha256)")
        }
        let digest: FileDigest
        switch FileDigest.of(path) {
        case .success(let found): digest = found
        case .failure(let error): throw AttemptFailure(code: .agent, message: "the model file: \(error)")
        }
        guard digest.hex == sha256 else {
            throw AttemptFailure(
                code: .agent, message: "the file at model_path has the SHA-256 \(digest.hex), not \(sha256)")
        }
        let (graph, weights) = try StartingWeights.building { () throws(ModelGraphError) in
            try ONNXImporter.graph(ofModelAt: path)
        }
        return MeasuredNetwork(
            graph: graph, weights: weights, fileByteCount: digest.byteCount,
            facts: [
                "reference": .string(benchmark.model.description), "sha256": .string(sha256),
                "bytes": .integer(Int64(digest.byteCount)), "origin": ["stored": .bool(true)],
            ])
    }
}
