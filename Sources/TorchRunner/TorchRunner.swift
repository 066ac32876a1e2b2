import Glibc
public import RunnerKit
public import Vocabulary

/// Trains networks of the zoo with libtorch, on the processor and, where there is one, on a CUDA device.
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
            engine: "torch", engineVersion: TorchLibrary.version, kinds: [.train], devices: devices)
    }

    /// Trains one network.
    ///
    /// - Throws: `unsupported` for another kind of job, another engine, a device that is not there, data or weights that do not fit;
    ///   `unsupported_precision` where bf16 would be emulated; `out_of_memory`; `invalid_model` for a damaged weights file.
    public func perform(
        _ request: RunnerRequest, reporting channel: EventChannel
    ) throws(AttemptFailure) -> RunResult {
        guard case .train(let configuration) = request.configuration else {
            throw AttemptFailure(
                code: .unsupported, message: "this runner takes trainings, not \(request.configuration.kind.rawValue)")
        }
        guard configuration.engine == "torch" else {
            throw AttemptFailure(code: .unsupported, message: "this runner is torch, not \(configuration.engine)")
        }
        let device = try TorchDevice.find(configuration.device, precision: configuration.precision)
        var job = TrainingJob(request, configuration, device, channel)
        return try job.perform()
    }
}
