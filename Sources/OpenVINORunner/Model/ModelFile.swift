import FoundationEssentials
import ModelGraph
import RunnerKit
import Vocabulary

/// The ONNX file that is measured.
struct ModelFile {
    /// Where it lies; the name ends in `.onnx`, by which OpenVINO knows what it is.
    let path: String
    let byteCount: Int
    /// SHA-256 of the file, 64 lower-case hexadecimal digits.
    let sha256: String
    /// What decides how much memory it takes, for a batch and bytes of inputs; nil where its layers cannot be counted.
    let demand: (@Sendable (_ batch: Int, _ inputs: Int) -> MemoryDemand)?
    /// Where it came from, as facts.
    let origin: JSONValue

    /// Finds the file of a request, or makes it.
    static func find(
        _ request: RunnerRequest, _ benchmark: BenchmarkConfiguration, _ channel: EventChannel
    ) throws(AttemptFailure) -> ModelFile {
        switch benchmark.model {
        case .zoo(let name): return try zoo(name, request, benchmark, channel)
        case .onnx(let sha256): return try stored(sha256, request)
        case .run:
            throw AttemptFailure(
                code: .agent, message: "the model is still run:…, which submitting should have replaced")
        }
    }

    /// A stored file: its name need not say what it is, so it gets one that does; and it must be the file that was asked for.
    static func stored(
        _ sha256: String, _ request: RunnerRequest, as name: String = "model.onnx"
    ) throws(AttemptFailure) -> ModelFile {
        guard let path = request.modelPath else {
            throw AttemptFailure(code: .agent, message: "the request has no model_path for onnx:\(sha256)")
        }
        let digest = try digest(path)
        guard digest.hex == sha256 else {
            throw AttemptFailure(
                code: .agent, message: "the file at model_path has the SHA-256 \(digest.hex), not \(sha256)")
        }
        let link = request.scratchPath + "/" + name
        do {
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
        } catch {
            throw AttemptFailure(code: .agent, message: "scratch_path cannot be written to: \(error)")
        }
        let analysis = Self.analysis(of: path)
        var demand: (@Sendable (Int, Int) -> MemoryDemand)?
        if let analysis { demand = { analysis.memoryDemand(batch: $0, inputs: $1) } }
        return ModelFile(
            path: link, byteCount: digest.byteCount, sha256: sha256, demand: demand,
            origin: analysis.map(Self.facts) ?? ["stored": .bool(true)])
    }

    /// What the file needs, as far as shapes tell. One that cannot be analysed may run all the same: the engine decides that.
    private static func analysis(of path: String) -> ONNXAnalysis? {
        do throws(ModelGraphError) {
            return try ONNXAnalysis.of(URL(filePath: path))
        } catch {
            return nil
        }
    }

    /// The same names as for a network of the zoo; where something was not counted, the totals are lower bounds and it is named.
    private static func facts(_ analysis: ONNXAnalysis) -> JSONValue {
        var kinds: [String: Int64] = [:]
        for item in analysis.uncounted { kinds[item.operator, default: 0] += 1 }
        return [
            "stored": .bool(true), "parameters": .integer(Int64(analysis.parameters)),
            "macs": .integer(Int64(analysis.macs)),
            "weight_bytes": .integer(Int64(analysis.weightByteCount)),
            "peak_live_bytes_per_image": .integer(Int64(analysis.peakLiveByteCount)),
            "lower_bound": .bool(analysis.isLowerBound), "uncounted": .object(kinds.mapValues { .integer($0) }),
            "producer": .string(analysis.producer), "opset": .integer(Int64(analysis.opset)),
        ]
    }

    static func digest(_ path: String) throws(AttemptFailure) -> FileDigest {
        switch FileDigest.of(path) {
        case .success(let digest): return digest
        case .failure(let error): throw AttemptFailure(code: .agent, message: "the model file: \(error)")
        }
    }
}
