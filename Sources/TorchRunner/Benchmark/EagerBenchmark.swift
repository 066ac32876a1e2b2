import FoundationEssentials
import ModelGraph
import ModelZoo
import RunnerKit
import Vocabulary

/// Inference of one network operator by operator, as PyTorch does it without a compiler: what the other engines are compared with.
///
/// The same weights and inputs for a seed as in the other runners, the same measuring. Normalisations are not folded, images lie as
/// N·H·W·C; bf16 is autocast over Float32 weights, as `torch.autocast` does it.
struct EagerBenchmark {
    let request: RunnerRequest
    let benchmark: BenchmarkConfiguration
    let device: TorchDevice
    let channel: EventChannel
    let settings: MeasuringSettings
    let machine = MachineFacts.read()
    var memory = PeakMemory()
    var builder = ResultBuilder()

    init(
        _ request: RunnerRequest, _ benchmark: BenchmarkConfiguration, _ device: TorchDevice, _ channel: EventChannel
    ) {
        self.request = request
        self.benchmark = benchmark
        self.device = device
        self.channel = channel
        settings = MeasuringSettings(limitSeconds: benchmark.measureSeconds)
    }

    /// Threads of the engine: what was asked for, else what agent, affinity mask and quota allow.
    private var threads: Int { benchmark.threads ?? max(1, min(request.usableProcessors, machine.usableProcessors)) }
    private var bf16: Bool { benchmark.precision == .bf16 }

    mutating func perform() throws(AttemptFailure) -> RunResult {
        guard benchmark.mode == .latency else {
            throw AttemptFailure(
                code: .unsupported, message: "torch runs one request after another: its mode is latency, not throughput"
            )
        }
        channel.send(.progress(fraction: 0, stage: "preparing the model"))
        let model = try MeasuredNetwork.load(request, benchmark)
        try refuseWhatCannotFit(model.graph)
        memory.beginPhase()
        let threads = threads
        try translating(.failed) { () throws(TorchError) in
            try TorchLibrary.setThreads(threads)
            try TorchLibrary.seed(benchmark.seed)
        }
        builder.add(MetricName.memoryBaseline, memory.peakMiB(), else: memory.absence ?? "")
        memory.beginPhase()
        let begin = MonotonicClock.nanoseconds()
        let network = try translating(.failed) { () throws(TorchError) in
            let network = try TorchNetwork.build(model.graph, device: device.name, channelsLast: true)
            try network.load(model.weights)
            return network
        }
        builder.add(MetricName.compile, MonotonicClock.seconds(since: begin) * 1000)
        builder.add(MetricName.memoryCompiled, memory.peakMiB(), else: memory.absence ?? "")
        let inputs = inputs(model.graph)
        let median = try measure(network, inputs)
        try verify(network, inputs, median: median)
        addFacts(model)
        channel.send(.progress(fraction: 1, stage: "done"))
        return builder.result()
    }

    /// The eight inputs in rotation.
    private func inputs(_ graph: ModelGraph) -> [TorchBatch] {
        let shape = graph.inputShape.dimensions
        let inputs = SeededInputs(length: graph.inputShape.elementCount * benchmark.batch, seed: benchmark.seed)
        let labels = [Int64](repeating: 0, count: benchmark.batch)
        return (0..<SeededInputs.count).map { index in
            let start = inputs.layout.offset(index)
            return TorchBatch(
                images: Array(inputs.values[start..<(start + inputs.length)]), labels: labels, shape: shape)
        }
    }

    private mutating func measure(
        _ network: borrowing TorchNetwork, _ inputs: [TorchBatch]
    ) throws(AttemptFailure) -> Double {
        memory.beginPhase()
        let begin = MonotonicClock.nanoseconds()
        _ = try predict(network, inputs[0])
        builder.add(MetricName.firstInference, MonotonicClock.seconds(since: begin) * 1000)
        var procedure = MeasuringProcedure(settings, channel: channel)
        let measurement = try procedure.singleStream { (index) throws(AttemptFailure) in
            _ = try predict(network, inputs[index % inputs.count])
        }
        builder.add(MetricName.memoryRunning, memory.peakMiB(), else: memory.absence ?? "")
        builder.add(measurement, batch: benchmark.batch, mode: .latency, settings: settings)
        return SampleStatistics(measurement.samples)?.median ?? 0
    }

    private func predict(
        _ network: borrowing TorchNetwork, _ batch: TorchBatch, bf16: Bool? = nil
    ) throws(AttemptFailure) -> [Float] {
        try translating(.failed) { () throws(TorchError) in
            try network.predict(batch, bf16: bf16 ?? self.bf16)
        }
    }

    /// Compares bf16 with fp32 on the same inputs and finds out whether bf16 reached the result.
    private mutating func verify(
        _ network: borrowing TorchNetwork, _ inputs: [TorchBatch], median: Double
    ) throws(AttemptFailure) {
        guard bf16 else {
            builder.tags["precision_executed"] = Precision.fp32.rawValue
            return
        }
        channel.send(.progress(fraction: 0.97, stage: "comparing with fp32"))
        // Slow models are compared on fewer inputs: four seconds' worth, at least one.
        let count = max(1, min(inputs.count, Int(4000 / max(median, 1))))
        let shape = [benchmark.batch] + network.graph.outputShape.dimensions
        var variant: [Output] = []
        var reference: [Output] = []
        for input in inputs.prefix(count) {
            variant.append(Output(shape: shape, values: try predict(network, input)))
            reference.append(Output(shape: shape, values: try predict(network, input, bf16: false)))
        }
        // A number that went through bf16 last has no bits below its upper half.
        let isRounded = variant.allSatisfy { $0.values.allSatisfy { $0.bitPattern & 0xFFFF == 0 } }
        if isRounded {
            builder.tags["precision_executed"] = Precision.bf16.rawValue
        } else {
            builder.absent["precision_executed"] = "the logits have more bits than bf16 has: the last layer ran in fp32"
        }
        builder.facts["compared_inputs"] = .integer(Int64(count))
        let comparison = OutputComparison(variant: variant, reference: reference)
        builder.add(MetricName.logitDifference, comparison?.greatestDifference, else: "nothing was compared")
        builder.add(
            MetricName.logitDifferenceRelative, comparison?.relativeDifference,
            else: "fp32's outputs are all the same")
        builder.add(
            MetricName.top1Agreement, comparison?.top1Agreement, else: "the output is not rows of classes")
    }

    private mutating func addFacts(_ model: MeasuredNetwork) {
        builder.add(
            MetricName.modelFile, model.fileByteCount.map { Double($0) / 1_048_576 },
            else: "the network is built in memory, without a file")
        builder.absent[MetricName.memoryPeak] = "reported by the agent, which sees the process end"
        builder.absent[MetricName.read] = "counted with compile_ms: building the network in libtorch's memory"
        builder.tags["engine"] = "torch"
        builder.tags["engine_version"] = TorchLibrary.version
        builder.facts["protocol"] = .integer(Int64(RunnerRequest.protocolVersion))
        builder.facts["machine"] = machine.json
        builder.facts["engine"] = [
            "name": "torch", "version": .string(TorchLibrary.version), "device": .string(device.title),
            "threads": .integer(Int64(threads)), "memory_format": "channels_last", "execution": "eager",
            "autocast": .bool(bf16),
        ]
        builder.facts["runner"] = ["name": "runner-torch", "version": .string(TorchRunner.version)]
        builder.facts["model"] = model.facts
        builder.facts["seed"] = .integer(Int64(benchmark.seed))
        builder.facts["inputs"] = [
            "shapes": [
                .array(([benchmark.batch] + model.graph.inputShape.dimensions).map { .integer(Int64($0)) })
            ], "count": .integer(Int64(SeededInputs.count)), "distribution": "irwin-hall-4, mean 0, variance 1",
        ]
    }

    /// Weights, activations at the worst moment and the inputs are the least.
    private func refuseWhatCannotFit(_ graph: ModelGraph) throws(AttemptFailure) {
        let analysis = graph.analysis(batch: benchmark.batch)
        let least = (analysis.weightByteCount + analysis.peakLiveByteCount) >> 20
        let limits = [request.memoryMiB, machine.memoryLimitMiB, machine.memoryMiB].compactMap { $0 }.filter { $0 > 0 }
        guard !device.isCUDA, let limit = limits.min(), least > limit else { return }
        throw AttemptFailure(
            code: .outOfMemory, message: "needs at least \(least) MiB and may take \(limit) MiB; nothing was tried")
    }
}
