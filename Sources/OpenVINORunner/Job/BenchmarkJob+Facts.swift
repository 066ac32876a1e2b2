import FoundationEssentials
import RunnerKit
import Vocabulary

extension BenchmarkJob {
    /// Adds what one needs to know to repeat the run and to judge it.
    mutating func addFacts(_ file: ModelFile, _ device: ProcessorDevice, _ version: String) {
        builder.add(MetricName.modelFile, Double(file.byteCount) / 1_048_576)
        builder.absent[MetricName.memoryPeak] = "reported by the agent, which sees the process end"
        builder.tags["engine"] = "openvino"
        builder.tags["engine_version"] = version
        builder.facts["protocol"] = .integer(Int64(RunnerRequest.protocolVersion))
        builder.facts["machine"] = machine.json
        builder.facts["engine"] = [
            "name": "openvino", "version": .string(version), "device": .string(device.title),
            "capabilities": .array(device.capabilities.map { .string($0) }), "threads": .integer(Int64(threads)),
        ]
        builder.facts["runner"] = [
            "name": "runner-openvino", "version": .string(OpenVINORunner.version), "build": .string(Self.build),
        ]
        builder.facts["model"] = [
            "reference": .string(benchmark.model.description), "sha256": .string(file.sha256),
            "bytes": .integer(Int64(file.byteCount)), "origin": file.origin,
        ]
        builder.facts["seed"] = .integer(Int64(benchmark.seed))
        builder.facts["inputs"] = [
            "shapes": .array(inputShapes.map { .array($0.map { .integer(Int64($0)) }) }),
            "count": .integer(Int64(SeededInputs.count)), "distribution": "irwin-hall-4, mean 0, variance 1",
        ]
        builder.facts["environment"] = Self.environment()
    }

    private static var build: String {
        #if DEBUG
            "debug"
        #else
            "release"
        #endif
    }

    /// The settings of threading libraries that change what is measured.
    private static func environment() -> JSONValue {
        let prefixes = [
            "OMP_", "KMP_", "GOMP_", "TBB_", "OV_", "OPENVINO_", "ONEDNN_", "DNNL_", "MALLOC_", "GLIBC_TUNABLES",
            "LD_PRELOAD",
        ]
        let settings = ProcessInfo.processInfo.environment.filter { name, _ in
            prefixes.contains { name.hasPrefix($0) }
        }
        return .object(settings.mapValues { .string($0) })
    }
}
