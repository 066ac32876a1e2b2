import COpenVINO
import RunnerKit
import Vocabulary

/// A compiled network with one Float32 input, for measuring and for images of the caller's.
final class RunningModel {
    /// A request with the eight seeded inputs, for measuring.
    let slot: RequestSlot
    /// Numbers of one request's input.
    let inputCount: Int
    /// The input's sizes.
    let shape: [Int]
    private let request: OpenVINORequest

    /// Reads and compiles a file for requests of `batch` images. Float32 unless its file says int8.
    init(
        _ core: borrowing OpenVINOCore, _ path: String, batch: Int, threads: Int, seed: UInt64,
        profiling: Bool = false
    ) throws(AttemptFailure) {
        let model = try translating(.invalidModel) { () throws(OpenVINOError) in try core.readModel(path) }
        let ports = try translating(.invalidModel) { () throws(OpenVINOError) in try model.inputs() }
        let plan = try InputPlan(ports, batch: batch)
        guard plan.inputs.count == 1, plan.inputs[0].type == .float32 else {
            throw AttemptFailure(code: .unsupported, message: "only networks with one input of Float32 are compressed")
        }
        if plan.needsReshape {
            try translating(.unsupported) { () throws(OpenVINOError) in try model.reshape(plan.inputs.map(\.shape)) }
        }
        let properties = [
            (key: "INFERENCE_PRECISION_HINT", value: "f32"), (key: "INFERENCE_NUM_THREADS", value: String(threads)),
            (key: "PERFORMANCE_HINT", value: "LATENCY"), (key: "NUM_STREAMS", value: "1"),
            (key: "PERF_COUNT", value: profiling ? "YES" : "NO"),
        ]
        let compiled = try translating(.invalidModel) { () throws(OpenVINOError) in
            try core.compile(model, for: ProcessorDevice.name, properties)
        }
        shape = plan.inputs[0].shape
        inputCount = plan.inputs[0].valueCount
        slot = try RequestSlot(compiled, plan.inputs.map { InputPool($0, seed: seed) })
        request = try translating(.failed) { () throws(OpenVINOError) in try compiled.makeRequest() }
    }

    /// Runs on these numbers, as many as ``inputCount``.
    func infer(_ numbers: [Float]) throws(AttemptFailure) {
        try translating(.failed) { () throws(OpenVINOError) in
            let input = unsafe try request.input(0).bytes().bindMemory(to: Float.self)
            for index in 0..<min(input.count, numbers.count) { unsafe input[index] = numbers[index] }
            try request.infer()
        }
    }

    /// Output `index` of the last ``infer(_:)``.
    func output(_ index: Int) throws(AttemptFailure) -> Output {
        try translating(.failed) { () throws(OpenVINOError) in
            let tensor = try request.output(index)
            return Output(
                shape: try tensor.shape(), values: unsafe try Array(tensor.bytes().bindMemory(to: Float.self)))
        }
    }

    /// Shows output `index` of the last ``infer(_:)`` without copying it.
    func withOutput(_ index: Int, _ body: (Span<Float>) -> Void) throws(AttemptFailure) {
        try translating(.failed) { () throws(OpenVINOError) in
            let tensor = try request.output(index)
            let values = unsafe UnsafeBufferPointer(try tensor.bytes().bindMemory(to: Float.self))
            body(unsafe values.span)
        }
    }

    /// The layers of the last ``infer(_:)``; only with profiling.
    func executedLayers() throws(AttemptFailure) -> [OpenVINORequest.Layer] {
        try translating(.failed) { () throws(OpenVINOError) in try request.executedLayers() }
    }
}
