import Compression
import FoundationEssentials
import ModelGraph
import RunnerKit
import Vocabulary

extension CompressJob {
    /// Sizes and counts before and after, which need no running.
    mutating func addStatics(
        _ original: OriginalModel, _ compressed: CompressedModel, after: String
    ) throws(AttemptFailure) {
        let sizes = (try ModelFile.digest(original.path).byteCount, try ModelFile.digest(after).byteCount)
        builder.add(MetricName.before(MetricName.modelFile), Double(sizes.0) / 1_048_576)
        builder.add(MetricName.modelFile, Double(sizes.1) / 1_048_576)
        builder.add(MetricName.sizeRatio, Double(sizes.1) / Double(sizes.0))
        addCounts(original.graph, MetricName.before)
        addCounts(compressed.graph) { $0 }
        let memory = "both networks are in one process; measure each by a benchmark of its own"
        for name in [MetricName.memoryRunning, MetricName.before(MetricName.memoryRunning)] {
            builder.absent[name] = memory
        }
        builder.absent[MetricName.memoryPeak] = "reported by the agent, which sees the process end"
        guard compress.method == .pruneMagnitude else {
            let reason = "only measured for prune_magnitude, whose file shrinks in no other way"
            builder.absent[MetricName.modelFileZipped] = reason
            return
        }
        do throws(AttemptFailure) {
            builder.add(
                MetricName.before(MetricName.modelFileZipped), Double(try Gzip.size(of: original.path)) / 1_048_576)
            builder.add(MetricName.modelFileZipped, Double(try Gzip.size(of: after)) / 1_048_576)
        } catch {
            builder.absent[MetricName.modelFileZipped] = error.message
        }
    }

    private mutating func addCounts(_ graph: ModelGraph, _ name: (String) -> String) {
        let analysis = graph.analysis(batch: 1)
        builder.add(name(MetricName.parameters), Double(analysis.parameters))
        builder.add(name(MetricName.macs), Double(analysis.macs))
        builder.add(name(MetricName.activationPeak), Double(analysis.peakLiveByteCount) / 1_048_576)
    }

    /// What one needs to know to repeat the run and to judge it.
    mutating func addFacts(
        _ original: OriginalModel, _ compressed: CompressedModel, _ images: ImageSource, _ device: ProcessorDevice,
        _ path: String
    ) throws(AttemptFailure) {
        let version = try translating(.failed) { () throws(OpenVINOError) in try OpenVINOCore.version() }
        builder.tags["engine"] = "openvino"
        builder.tags["engine_version"] = version
        builder.tags["method"] = compress.method.rawValue
        if !compressed.warnings.isEmpty { builder.tags["known_failures"] = String(compressed.warnings.count) }
        builder.facts["protocol"] = .integer(Int64(RunnerRequest.protocolVersion))
        builder.facts["machine"] = machine.json
        builder.facts["engine"] = [
            "name": "openvino", "version": .string(version), "device": .string(device.title),
            "capabilities": .array(device.capabilities.map { .string($0) }), "threads": .integer(Int64(threads)),
        ]
        builder.facts["runner"] = ["name": "runner-openvino", "version": .string(OpenVINORunner.version)]
        builder.facts["data"] = images.facts
        builder.facts["warnings"] = .array(compressed.warnings.map { .string($0) })
        builder.facts["counting"] = .string(ModelAnalysis.counting)
        builder.facts["liveness"] = .string(ModelAnalysis.liveness)
        let before = try ModelFile.digest(original.path)
        let after = try ModelFile.digest(path)
        builder.facts["lineage"] = [
            "model": .string(compress.model.description), "method": .string(compress.method.rawValue),
            "before": [
                "sha256": .string(before.hex), "bytes": .integer(Int64(before.byteCount)), "origin": original.origin,
            ],
            "after": ["sha256": .string(after.hex), "bytes": .integer(Int64(after.byteCount))],
        ]
    }
}
