import RunnerKit
import Vocabulary

/// A request with its eight inputs at hand, as tensors that are filled already.
///
/// `@unchecked Sendable`: the request is used by one thread at a time, because the measuring procedure never calls a slot twice
/// at once; the inputs' memory is only read; nothing else is shared between slots.
final class RequestSlot: @unchecked Sendable {
    private let request: OpenVINORequest
    /// Kept alive: the tensors read from their memory.
    private let pools: [InputPool]
    /// Tensors by input, then by port.
    private let tensors: [[FilledTensor]]

    /// A class, because handles that are freed once cannot lie in arrays.
    private final class FilledTensor {
        let tensor: OpenVINOTensor
        init(_ tensor: consuming OpenVINOTensor) { self.tensor = tensor }
    }

    /// Makes a request of `model`.
    ///
    /// - Parameter pools: One for each input of the model, in its order.
    init(_ model: borrowing OpenVINOCompiledModel, _ pools: [InputPool]) throws(AttemptFailure) {
        self.pools = pools
        request = try translating(.failed) { () throws(OpenVINOError) in try model.makeRequest() }
        tensors = try translating(.failed) { () throws(OpenVINOError) in
            var tensors: [[FilledTensor]] = []
            for index in 0..<SeededInputs.count {
                var ports: [FilledTensor] = []
                for pool in pools {
                    ports.append(
                        FilledTensor(
                            unsafe try OpenVINOTensor.over(
                                pool.bytes(index), type: pool.input.type, shape: pool.input.shape)))
                }
                tensors.append(ports)
            }
            return tensors
        }
    }

    /// Runs on the calling thread with input `index`, round and round.
    func infer(_ index: Int) throws(AttemptFailure) {
        try translating(.failed) { () throws(OpenVINOError) in
            try setInput(index)
            try request.infer()
        }
    }

    /// Runs on the library's threads and waits.
    func inferInFlight(_ index: Int) throws(AttemptFailure) {
        try translating(.failed) { () throws(OpenVINOError) in
            try setInput(index)
            try request.inferInFlight()
        }
    }

    private func setInput(_ index: Int) throws(OpenVINOError) {
        let ports = tensors[index % tensors.count]
        for port in ports.indices { try request.setInput(port, ports[port].tensor) }
    }

    /// Median time of copying an input into other memory of its size, as a program does whose images lie elsewhere, milliseconds.
    func copyMilliseconds() -> Double {
        let sizes = pools.map { unsafe $0.bytes(0).count }
        let targets = unsafe sizes.map { UnsafeMutableRawBufferPointer.allocate(byteCount: $0, alignment: 64) }
        defer { for index in unsafe targets.indices { unsafe targets[index].deallocate() } }
        var times: [Double] = []
        let start = MonotonicClock.nanoseconds()
        while times.count < 3 || (times.count < 64 && MonotonicClock.seconds(since: start) < 0.2) {
            let begin = MonotonicClock.nanoseconds()
            for port in pools.indices {
                unsafe targets[port].copyMemory(from: UnsafeRawBufferPointer(pools[port].bytes(times.count)))
            }
            times.append(Double(MonotonicClock.nanoseconds() - begin) / 1e6)
        }
        return SampleStatistics(times)?.median ?? 0
    }

    /// The first output of the last inference as Float32 values with its sizes; `nil` when it is of another type.
    func firstOutput() throws(OpenVINOError) -> Output? {
        let tensor = try request.output(0)
        guard ElementType(try tensor.type()) == .float32 else { return nil }
        let values = unsafe try Array(tensor.bytes().bindMemory(to: Float.self))
        return Output(shape: try tensor.shape(), values: values)
    }

    /// The layers that the last inference executed.
    func executedLayers() throws(OpenVINOError) -> [OpenVINORequest.Layer] { try request.executedLayers() }
}
