import Vocabulary

/// A request with its inputs at hand: copies one in and runs.
///
/// `@unchecked Sendable`: the pointers and the request are used by one thread at a time, because the measuring procedure never
/// calls a slot twice at once, and different slots share nothing that changes.
@safe final class RequestSlot: @unchecked Sendable {
    private let request: OpenVINORequest
    private let inputs: [InputPool]
    private let targets: [UnsafeMutableRawBufferPointer]

    /// Makes a request of `model`.
    ///
    /// - Parameter inputs: One pool for each input of the model, in its order.
    init(_ model: borrowing OpenVINOCompiledModel, _ inputs: [InputPool]) throws(AttemptFailure) {
        do throws(OpenVINOError) {
            let request = try model.makeRequest()
            var targets = unsafe [UnsafeMutableRawBufferPointer]()
            for index in inputs.indices { unsafe targets.append(try request.input(index).bytes()) }
            unsafe self.targets = unsafe targets
            self.request = request
            self.inputs = inputs
        } catch {
            throw error.failure(.failed)
        }
        for (index, pool) in inputs.enumerated() where unsafe targets[index].count != pool.byteCount {
            let size = unsafe targets[index].count
            throw AttemptFailure(
                code: .failed,
                message: "input \(index) takes \(size) bytes, not the \(pool.byteCount) that its sizes say")
        }
    }

    /// Copies input `index` in and runs on the calling thread.
    func infer(_ index: Int) throws(AttemptFailure) {
        copy(index)
        try translating(.failed) { () throws(OpenVINOError) in try request.infer() }
    }

    /// Copies input `index` in, runs on the library's threads and waits.
    func inferInFlight(_ index: Int) throws(AttemptFailure) {
        copy(index)
        try translating(.failed) { () throws(OpenVINOError) in try request.inferInFlight() }
    }

    private func copy(_ index: Int) {
        for port in inputs.indices { unsafe inputs[port].copy(index, into: targets[port]) }
    }

    /// The first output of the last inference as Float32 values with its sizes; `nil` when it is of another type.
    func firstOutput() throws(OpenVINOError) -> Output? {
        let tensor = try request.output(0)
        guard let type = ElementType(try tensor.type()), type == .float32 else { return nil }
        let values = unsafe try Array(tensor.bytes().bindMemory(to: Float.self))
        return Output(shape: try tensor.shape(), values: values)
    }

    /// The layers that the last inference executed.
    func executedLayers() throws(OpenVINOError) -> [OpenVINORequest.Layer] { try request.executedLayers() }
}

/// Values of an output, row-major.
struct Output: Equatable {
    let shape: [Int]
    let values: [Float]
}
