import Glibc
public import RunnerKit
public import Vocabulary

/// Measures networks with OpenVINO and makes them smaller: those of the zoo and any ONNX file of static sizes.
public struct OpenVINORunner: Runner {
    /// The runner's own version, in every result.
    public static let version = "1"

    /// Nothing is loaded yet.
    public init() {}

    /// The processor, with the precisions that it executes by itself.
    public func describe() throws(AttemptFailure) -> RunnerDescription {
        do throws(OpenVINOError) {
            let core = try OpenVINOCore.open()
            let device = try ProcessorDevice(core)
            return RunnerDescription(
                engine: "openvino", engineVersion: try OpenVINOCore.version(), kinds: [.benchmark, .compress],
                devices: [.init(name: "cpu", title: device.title, precisions: device.precisions)])
        } catch {
            throw error.failure(.unsupported)
        }
    }

    /// Measures one network in one configuration, or compresses one and measures both.
    ///
    /// - Throws: `unsupported` for another kind of job, engine or device and for int8; `unsupported_precision` when the processor has no
    ///   instructions for the precision; `invalid_model` for a file that OpenVINO cannot read; `out_of_memory` when it cannot fit.
    public func perform(
        _ request: RunnerRequest, reporting channel: EventChannel
    ) throws(AttemptFailure) -> RunResult {
        switch request.configuration {
        case .benchmark(let benchmark):
            try check(engine: benchmark.engine, device: benchmark.device)
            var job = BenchmarkJob(request, benchmark, channel)
            return try job.perform()
        case .compress(let compress):
            try check(engine: compress.engine, device: compress.device)
            var job = CompressJob(request, compress, channel)
            return try job.perform()
        case .train, .selftest:
            let kind = request.configuration.kind.rawValue
            throw AttemptFailure(
                code: .unsupported, message: "this runner takes benchmarks and compressions, not \(kind)")
        }
    }

    private func check(engine: String, device: String) throws(AttemptFailure) {
        guard engine == "openvino" else {
            throw AttemptFailure(code: .unsupported, message: "this runner is openvino, not \(engine)")
        }
        guard device == "cpu" else {
            throw AttemptFailure(
                code: .unsupported, message: "this runner measures on cpu; \(device) was never tried with it")
        }
    }
}
