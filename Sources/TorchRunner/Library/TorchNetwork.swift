import CTorchShim
import FoundationEssentials
import ModelGraph

/// A network in libtorch's memory, built from a graph: its nodes are executed in their order, autograd does the rest.
@safe struct TorchNetwork: ~Copyable {
    let handle: OpaquePointer
    /// The graph that it was built from.
    let graph: ModelGraph
    /// The part of the graph that it computes.
    let part: NetworkPart

    private init(adopting handle: OpaquePointer, graph: ModelGraph, part: NetworkPart) {
        unsafe self.handle = unsafe handle
        self.graph = graph
        self.part = part
    }

    deinit { unsafe cts_network_free(handle) }

    /// Builds a network whose parameters are zero until ``load(_:)``.
    /// - Parameters:
    ///   - device: `cpu` or `cuda:0`.
    ///   - channelsLast: Whether images lie as N·H·W·C in memory.
    ///   - part: The nodes that are wanted; nil for all.
    ///   - plan: Where values and weights can be rounded; nil for nowhere.
    static func build(
        _ graph: ModelGraph, device: String = "cpu", channelsLast: Bool, part: NetworkPart? = nil,
        rounding plan: RoundingPlan? = nil
    ) throws(TorchError) -> TorchNetwork {
        var handle: OpaquePointer?
        try check("making a network on \(device)") { unsafe cts_network_create(device, channelsLast, &handle) }
        let part = part ?? NetworkPart(whole: graph)
        let network = unsafe TorchNetwork(adopting: handle!, graph: graph, part: part)
        var numbers = ValueNumbers(graph, part, plan)
        for node in part.nodes {
            for rounding in numbers.roundings(before: node) { try network.add(rounding) }
            try network.add(node, numbers)
        }
        try check("finishing the network") {
            unsafe cts_network_finish(network.handle, numbers.count, numbers.number(of: part.output))
        }
        return network
    }

    private func add(_ node: Node, _ numbers: ValueNumbers) throws(TorchError) {
        let lowered = LoweredOperator(node)
        let inputs = node.inputs.map { numbers.number(of: $0, readBy: node) }
        let outputs = node.outputs.map { numbers.number(of: $0) }
        try check("adding \(node.name)") {
            unsafe cts_network_add(
                handle, lowered.kind, inputs, Int32(inputs.count), outputs, Int32(outputs.count),
                lowered.integers, Int32(lowered.integers.count), lowered.reals, Int32(lowered.reals.count))
        }
        for parameter in node.parameters {
            let shape = parameter.shape.map(Int64.init)
            try check("adding \(parameter.name)") {
                unsafe cts_network_add_parameter(
                    handle, parameter.name, shape, Int32(shape.count), parameter.role.isTrainable,
                    parameter.role == .weight, parameter.elementType == .int64)
            }
        }
        guard numbers.roundsWeight(of: node) else { return }
        try check("rounding the weights of \(node.name)") { unsafe cts_network_round_weights(handle) }
    }

    /// Copies weights in.
    /// - Parameter weights: Must have every tensor of the part in its shape; ``Weights/check(for:)``.
    func load(_ weights: Weights) throws(TorchError) {
        for parameter in part.parameters {
            guard let tensor = weights[parameter.name] else {
                throw TorchError(operation: "loading weights", reason: "\(parameter.name) is missing")
            }
            let bytes = tensor.bytes()
            try check("writing \(parameter.name)") {
                unsafe bytes.withUnsafeBytes { pointer in
                    unsafe cts_network_write(handle, parameter.name, pointer.baseAddress, Int64(pointer.count))
                }
            }
        }
    }

    /// Copies one parameter, its gradient or its moving average out.
    /// - Throws: ``TorchError`` when there is no gradient.
    func values(
        _ parameter: Parameter, _ which: cts_tensor_kind = CTS_VALUE
    ) throws(TorchError) -> [Float] {
        var values = [Float](repeating: 0, count: parameter.elementCount)
        try check("reading \(parameter.name)") {
            unsafe values.withUnsafeMutableBytes { pointer in
                unsafe cts_network_read(handle, parameter.name, which, pointer.baseAddress, Int64(pointer.count))
            }
        }
        return values
    }

    /// All weights of the part as they are now.
    /// - Parameter average: Whether the moving average is meant, where there is one.
    func weights(average: Bool) throws(TorchError) -> Weights {
        var tensors: [String: Tensor] = [:]
        for parameter in part.parameters where parameter.elementType == .float32 {
            let values = try values(parameter, average ? CTS_AVERAGE : CTS_VALUE)
            tensors[parameter.name] = Tensor(shape: parameter.shape, floats: values)
        }
        let counts = Weights.seeded(for: graph, seed: 0)
        for parameter in part.parameters where parameter.elementType == .int64 {
            // Inference never reads the count of batches, and a file's readers take 0 for an absent one.
            tensors[parameter.name] = counts[parameter.name]
        }
        return Weights(tensors)
    }

    /// Whether gradients reach a parameter.
    func setTrainable(_ name: String, _ isTrainable: Bool) throws(TorchError) {
        try check("freezing \(name)") { unsafe cts_network_set_trainable(handle, name, isTrainable) }
    }

    /// Starts the moving average of the weights.
    func startAverage() throws(TorchError) {
        try check("starting an average") { unsafe cts_network_start_average(handle) }
    }

    /// The part's result, row-major, as at inference: logits `[N, classes]` for a whole network.
    func predict(_ batch: TorchBatch, average: Bool = false, bf16: Bool = false) throws(TorchError) -> [Float] {
        var logits = [Float](repeating: 0, count: batch.count * graph[part.output].shape.elementCount)
        let room = Int64(logits.count)
        try unsafe batch.withCBatch { (batch: UnsafePointer<cts_batch>) throws(TorchError) in
            try check("inference") { unsafe cts_predict(handle, batch, average, bf16, &logits, room) }
        }
        return logits
    }
}
