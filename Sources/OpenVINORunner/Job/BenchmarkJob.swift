import FoundationEssentials
import ModelGraph
import RunnerKit
import Vocabulary

/// One benchmark from the request to its result.
struct BenchmarkJob {
    let request: RunnerRequest
    let benchmark: BenchmarkConfiguration
    let channel: EventChannel
    let settings: MeasuringSettings
    let machine: MachineFacts
    var memory = PeakMemory()
    var builder = ResultBuilder()
    /// The sizes that the inputs got, once the model is prepared.
    var inputShapes: [[Int]] = []

    init(_ request: RunnerRequest, _ benchmark: BenchmarkConfiguration, _ channel: EventChannel) {
        self.request = request
        self.benchmark = benchmark
        self.channel = channel
        settings = MeasuringSettings(limitSeconds: benchmark.measureSeconds)
        machine = MachineFacts.read()
    }

    /// Threads of the engine: what was asked for, else what agent, affinity mask and quota allow. The library knows no quotas.
    var threads: Int { benchmark.threads ?? max(1, min(request.usableProcessors, machine.usableProcessors)) }

    mutating func perform() throws(AttemptFailure) -> RunResult {
        channel.send(.progress(fraction: 0, stage: "preparing the model"))
        let file = try ModelFile.find(request, benchmark, channel)
        try refuseInt8(file)
        try MemoryLimit(request).check(fileByteCount: file.byteCount)
        memory.beginPhase()
        let core = try translating(.unsupported) { () throws(OpenVINOError) in try OpenVINOCore.open() }
        let device = try translating(.unsupported) { () throws(OpenVINOError) in try ProcessorDevice(core) }
        let version = try translating(.unsupported) { () throws(OpenVINOError) in try OpenVINOCore.version() }
        if let reason = device.absence(of: benchmark.precision) {
            throw AttemptFailure(code: .unsupportedPrecision, message: reason)
        }
        builder.add(MetricName.memoryBaseline, memory.peakMiB(), else: memory.absence ?? "")
        let median = try measure(core, file)
        try verify(core, file, median: median)
        addFacts(file, device, version)
        channel.send(.progress(fraction: 1, stage: "done"))
        return builder.result()
    }

    /// A model computes in int8 only where its file says so, with quantise and dequantise nodes; ``CompressJob`` writes such files.
    private func refuseInt8(_ file: ModelFile) throws(AttemptFailure) {
        guard benchmark.precision == .int8 else { return }
        let operators: [String: Int]
        do throws(ModelGraphError) {
            operators = try ONNXModel.inspect(URL(filePath: file.path)).operators
        } catch {
            throw AttemptFailure(code: .invalidModel, message: "\(error)")
        }
        guard operators["QuantizeLinear"] == nil else { return }
        throw AttemptFailure(
            code: .unsupported,
            message:
                "int8 needs a quantised model, and this file has no QuantizeLinear; a compress job with the method int8_static "
                + "makes one")
    }
}
