import Compression
import FoundationEssentials
import ModelGraph
import RunnerKit
import Vocabulary

/// One compression from the request to its result: transform, write, compare, measure both in turns.
struct CompressJob {
    let request: RunnerRequest
    let compress: CompressConfiguration
    let channel: EventChannel
    let settings: MeasuringSettings
    let machine: MachineFacts
    var builder = ResultBuilder()

    init(_ request: RunnerRequest, _ compress: CompressConfiguration, _ channel: EventChannel) {
        self.request = request
        self.compress = compress
        self.channel = channel
        settings = MeasuringSettings(limitSeconds: compress.options.measureSeconds)
        machine = MachineFacts.read()
    }

    /// Threads of the engine: what was asked for, else what agent, affinity mask and quota allow.
    var threads: Int { compress.threads ?? max(1, min(request.usableProcessors, machine.usableProcessors)) }

    /// The name of the made file in the run, and its path below the scratch folder.
    static let artifactName = "model.onnx"

    mutating func perform() throws(AttemptFailure) -> RunResult {
        channel.send(.progress(fraction: 0, stage: "loading the model"))
        let original = try OriginalModel.load(request, compress)
        try refuseWhatCannotFit(original.graph)
        let images = try ImageSource(
            compress.options, shape: original.graph.inputShape.dimensions, seed: compress.seed,
            expected: original.preprocessing)
        let compressed = try transform(original, images)
        let path = request.scratchPath + "/" + Self.artifactName
        try translatingGraph { () throws(ModelGraphError) in
            try ONNXExporter.write(
                compressed.graph, weights: compressed.weights, to: URL(filePath: path), batch: .dynamic,
                decoration: compressed.decoration)
        }
        let core = try translating(.unsupported) { () throws(OpenVINOError) in try OpenVINOCore.open() }
        let device = try translating(.unsupported) { () throws(OpenVINOError) in try ProcessorDevice(core) }
        try addStatics(original, compressed, after: path)
        try compare(core, before: original.path, after: path, images)
        try measure(core, before: original.path, after: path)
        try addFacts(original, compressed, images, device, path)
        do throws(InvalidInput) {
            builder.artifacts = [try RunArtifact(name: Self.artifactName, kind: .model, path: Self.artifactName)]
        } catch {
            throw AttemptFailure(code: .failed, message: "the model's file cannot be named: \(error)")
        }
        channel.send(.progress(fraction: 1, stage: "done"))
        return builder.result()
    }

    /// Both networks in turns, on the same inputs.
    private mutating func measure(
        _ core: borrowing OpenVINOCore, before: String, after: String
    ) throws(AttemptFailure) {
        let batch = compress.options.batch
        let models = [
            try RunningModel(core, before, batch: batch, threads: threads, seed: compress.seed),
            try RunningModel(core, after, batch: batch, threads: threads, seed: compress.seed),
        ]
        var procedure = MeasuringProcedure(settings, channel: channel)
        let pair = try procedure.paired { (side, index) throws(AttemptFailure) in try models[side].slot.infer(index) }
        builder.add(pair, batch: batch, settings: settings)
    }

    /// Original, transformed weights and both compiled networks are in memory together.
    private func refuseWhatCannotFit(_ graph: ModelGraph) throws(AttemptFailure) {
        let analysis = graph.analysis(batch: compress.options.batch)
        let least = (4 * analysis.weightByteCount + 2 * analysis.peakLiveByteCount) >> 20
        let limits = [request.memoryMiB, machine.memoryLimitMiB, machine.memoryMiB].compactMap { $0 }.filter { $0 > 0 }
        guard let limit = limits.min(), least > limit else { return }
        throw AttemptFailure(
            code: .outOfMemory,
            message:
                "needs at least \(least) MiB (weights of both networks twice, activations of both) and may take \(limit) MiB; "
                + "nothing was tried")
    }
}
