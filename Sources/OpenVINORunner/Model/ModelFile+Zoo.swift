import FoundationEssentials
import Glibc
import ModelGraph
import ModelZoo
import RunnerKit
import Vocabulary

extension ModelFile {
    /// Goes into the names of exported files, so that a file of an older exporter is not taken for one of this.
    static let exporterVersion = 1

    /// A network of the zoo with seeded weights: taken from the cache, or exported into it.
    ///
    /// Two runners may do this at once: each writes a file of its own and renames it, the contents are the same.
    static func zoo(
        _ name: String, _ request: RunnerRequest, _ benchmark: BenchmarkConfiguration, _ channel: EventChannel
    ) throws(AttemptFailure) -> ModelFile {
        let (facts, graph) = try network(name, benchmark)
        let analysis = graph.analysis(batch: 1)
        let demand: @Sendable (Int, Int) -> MemoryDemand = { graph.memoryDemand(batch: $0, inputs: $1) }
        // Before anything is written: a network can be asked for that no disk holds.
        let image = facts.input.reduce(1, *)
        let values = SeededInputs.totalCount(length: image * benchmark.batch)
        try MemoryLimit(request).check(demand(benchmark.batch, 4 * values))
        let size = benchmark.inputSize.map { "-i\($0)" } ?? ""
        let file =
            "\(name)-s\(benchmark.seed)\(size)-c\(facts.classes)-o\(ONNXExporter.opset)v\(exporterVersion).onnx"
        let path = request.cachePath + "/" + file
        let digest: FileDigest
        if let known = knownDigest(path) {
            digest = known
        } else {
            channel.log(.info, "exporting \(name) with seed \(benchmark.seed)")
            digest = try export(graph, seed: benchmark.seed, to: path)
        }
        return ModelFile(
            path: path, byteCount: digest.byteCount, sha256: digest.hex,
            demand: demand,
            origin: [
                "zoo": .string(name), "file": .string(file),
                "input": .array(facts.input.map { .integer(Int64($0)) }), "classes": .integer(Int64(facts.classes)),
                "parameters": .integer(Int64(analysis.parameters)),
                "macs": .integer(Int64(analysis.macs)), "weight_bytes": .integer(Int64(analysis.weightByteCount)),
                "peak_live_bytes_per_image": .integer(Int64(analysis.peakLiveByteCount)),
            ])
    }

    private static func network(
        _ name: String, _ benchmark: BenchmarkConfiguration
    ) throws(AttemptFailure) -> (facts: ModelFacts, graph: ModelGraph) {
        do throws(InvalidInput) {
            if let network = try ModelZoo.network(name, inputSize: benchmark.inputSize, classes: benchmark.classes) {
                return network
            }
        } catch {
            throw AttemptFailure(code: .unsupported, message: error.description)
        }
        let names = ModelZoo.every.map(\.name).joined(separator: ", ")
        throw AttemptFailure(code: .unsupported, message: "this runner's zoo has no \(name); it has \(names)")
    }

    private static func export(
        _ graph: ModelGraph, seed: UInt64, to path: String
    ) throws(AttemptFailure) -> FileDigest {
        let weights = Weights.seeded(for: graph, seed: seed)
        try building { () throws(ModelGraphError) in
            try ONNXExporter.write(graph, weights: weights, to: URL(filePath: path), batch: .dynamic)
        }
        let digest = try digest(path)
        do {
            let text = "\(digest.hex) \(digest.byteCount)\n"
            try Data(text.utf8).write(to: URL(filePath: path + ".sha256"), options: .atomic)
        } catch {
            throw AttemptFailure(code: .agent, message: "cache_path cannot be written to: \(error)")
        }
        return digest
    }

    /// The digest that was noted when the file was exported; `nil` when there is none or the file has another size.
    private static func knownDigest(_ path: String) -> FileDigest? {
        guard let text = SystemFiles().text(path + ".sha256") else { return nil }
        let words = text.split(separator: " ")
        guard words.count == 2, words[0].utf8.count == 64, let byteCount = Int(words[1]) else { return nil }
        var status = stat()
        guard unsafe stat(path, &status) == 0, status.st_size == byteCount else { return nil }
        return FileDigest(byteCount: byteCount, hex: String(words[0]))
    }

    private static func building<Value>(
        _ body: () throws(ModelGraphError) -> Value
    ) throws(AttemptFailure) -> Value {
        do throws(ModelGraphError) {
            return try body()
        } catch {
            throw AttemptFailure(code: error.canRetryHelp ? .failed : .unsupported, message: "the zoo: \(error)")
        }
    }
}
