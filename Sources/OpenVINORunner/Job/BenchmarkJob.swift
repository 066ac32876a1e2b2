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
        try refuseWhatCannotFit(file, inputBytes: 0)
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

    /// Refuses beforehand what needs more than it may have: weights, one request's activations and inputs are the least.
    func refuseWhatCannotFit(_ file: ModelFile, inputBytes: Int) throws(AttemptFailure) {
        let activations = file.activationByteCount ?? 0
        let (most, overflow) = activations.multipliedReportingOverflow(by: benchmark.batch)
        let least = overflow ? Int.max : (file.byteCount >> 20) + (most >> 20) + (inputBytes >> 20)
        let limits = [request.memoryMiB, machine.memoryLimitMiB, machine.memoryMiB].compactMap { $0 }.filter { $0 > 0 }
        guard let limit = limits.min(), least > limit else { return }
        throw AttemptFailure(
            code: .outOfMemory,
            message: "needs at least \(least) MiB (weights \(file.byteCount >> 20), activations \(most >> 20), inputs "
                + "\(inputBytes >> 20)) and may take \(limit) MiB; nothing was tried")
    }
}
