import Glibc
public import RunnerKit
public import Vocabulary

/// Trains networks of the zoo with libtorch and measures their inference, on the processor and, where there is one, on a CUDA device.
public struct TorchRunner: Runner {
    /// The runner's own version, in every result.
    public static let version = "1"

    /// Nothing is loaded yet.
    public init() {}

    /// The processor and every CUDA device, with the precisions that they execute by themselves.
    public func describe() throws(AttemptFailure) -> RunnerDescription {
        let machine = MachineFacts.read()
        var devices: [RunnerDescription.Device] = [
            .init(
                name: "cpu", title: machine.title,
                precisions: TorchDevice.processorHasBF16(machine.flags) ? [.fp32, .bf16] : [.fp32])
        ]
        let cuda = TorchLibrary.cudaDevices()
        for index in 0..<cuda.count {
            devices.append(.init(name: "cuda:\(index)", title: "CUDA device \(index)", precisions: [.fp32, .bf16]))
        }
        return RunnerDescription(
            engine: "torch", engineVersion: TorchLibrary.version, kinds: [.train, .benchmark], devices: devices)
    }

    /// Trains one network, or measures the inference of one.
    ///
    /// - Throws: `unsupported` for another kind of job, another engine, a device that is not there, data or weights that do not fit;
    ///   `unsupported_precision` where bf16 would be emulated, and for fp16 and int8; `out_of_memory`; `invalid_model` for a damaged
    ///   weights file.
    public func perform(
        _ request: RunnerRequest, reporting channel: EventChannel
    ) throws(AttemptFailure) -> RunResult {
        switch request.configuration {
        case .train(let train):
            let device = try device(train.engine, train.device, train.precision)
            var job = TrainingJob(request, train, device, channel)
            return try job.perform()
        case .benchmark(let benchmark):
            let device = try device(benchmark.engine, benchmark.device, benchmark.precision)
            var job = EagerBenchmark(request, benchmark, device, channel)
            return try job.perform()
        case .compress, .selftest:
            let kind = request.configuration.kind.rawValue
            throw AttemptFailure(
                code: .unsupported, message: "this runner takes trainings and benchmarks, not \(kind)")
        }
    }

    private func device(
        _ engine: String, _ name: String, _ precision: Precision
    ) throws(AttemptFailure) -> TorchDevice {
        guard engine == "torch" else {
            throw AttemptFailure(code: .unsupported, message: "this runner is torch, not \(engine)")
        }
        guard precision == .fp32 || precision == .bf16 else {
            throw AttemptFailure(
                code: .unsupportedPrecision, message: "torch runs in fp32 and bf16 here, not \(precision.rawValue)")
        }
        return try TorchDevice.find(name, precision: precision)
    }
}
