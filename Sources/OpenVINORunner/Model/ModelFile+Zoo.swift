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
        guard let architecture = ModelZoo.architecture(named: name) else {
            let names = ModelZoo.every.map(\.name).joined(separator: ", ")
            throw AttemptFailure(code: .unsupported, message: "this runner's zoo has no \(name); it has \(names)")
        }
        let graph = try building { () throws(ModelGraphError) in try architecture.graph() }
        let analysis = graph.analysis(batch: 1)
        let file =
            "\(name)-s\(benchmark.seed)-c\(architecture.classes)-o\(ONNXExporter.opset)v\(exporterVersion).onnx"
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
            activationByteCount: analysis.peakLiveByteCount,
            origin: [
                "zoo": .string(name), "file": .string(file), "parameters": .integer(Int64(analysis.parameters)),
                "macs": .integer(Int64(analysis.macs)), "weight_bytes": .integer(Int64(analysis.weightByteCount)),
                "peak_live_bytes_per_image": .integer(Int64(analysis.peakLiveByteCount)),
            ])
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
