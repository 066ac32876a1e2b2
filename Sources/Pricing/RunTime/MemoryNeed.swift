public import ModelGraph
public import Vocabulary

/// What some work must hold in memory at once, bytes: the peak of a process where a formula was fitted to its engine, otherwise the sum of the parts.
public struct MemoryNeed: Hashable, Sendable, CustomStringConvertible {
    /// Parameters and buffers in the format of the computation.
    public let parameters: Int
    /// Activations alive at once; in training all that the backward pass reads again.
    public let activations: Int
    /// Gradients and the optimizer's state, 0 for inference.
    public let training: Int
    /// Reordered weights and scratch of kernels: one more copy of the largest layer's input, output and weights. 0 with a ``process``.
    public let workspace: Int
    /// The inputs that a benchmark holds ready; 0 without a ``process``.
    public let inputs: Int
    /// The estimated peak of the whole process, engine included, which takes the place of the sum; nil where no formula was fitted.
    public let process: EnginePeak?

    /// An estimated peak with the formula's source.
    public struct EnginePeak: Hashable, Sendable {
        /// Bytes.
        public let byteCount: Int
        /// Engine, machine and date that the formula was fitted on.
        public let source: String
    }

    /// The peak of the process, or the sum of the parts.
    public var total: Int {
        if let process { return process.byteCount }
        return [parameters, activations, training, workspace, inputs].reduce(0) { sum, part in
            let (value, overflow) = sum.addingReportingOverflow(part)
            return overflow ? .max : value
        }
    }

    /// The parts in MiB.
    public var description: String {
        let parts = [
            ("parameters", parameters), ("activations", activations), ("training", training), ("workspace", workspace),
            ("inputs", inputs),
        ]
        let named = parts.filter { $0.1 > 0 }.map { "\($0.0) \($0.1 / 1_048_576)" }
        guard let process else { return named.joined(separator: " + ") }
        return "the process, estimated from \(named.joined(separator: ", ")); \(process.source)"
    }

    /// The need of a network where no formula was fitted, as on accelerators: the sum of its parts.
    ///
    /// - Parameters:
    ///   - analysis: Its analysis for the batch.
    ///   - precision: What the layers compute in.
    ///   - optimizerStates: Numbers that the optimizer keeps for each parameter (SGD 0, momentum 1, Adam 2); nil for inference.
    public init(_ analysis: ModelAnalysis, precision: Precision, optimizerStates: Int? = nil) {
        let width = precision.byteCount
        let scaled = { (bytes: Int) in bytes / 4 * width }
        let largest = analysis.layers.map(\.movedByteCount).max() ?? 0
        workspace = scaled(largest)
        (inputs, process) = (0, nil)
        guard let optimizerStates else {
            parameters = scaled(analysis.weightByteCount)
            activations = scaled(analysis.peakLiveByteCount)
            training = 0
            return
        }
        // Mixed precision keeps its parameters, gradients and states in fp32 (Micikevicius et al. 2018, section 3.1).
        parameters = analysis.weightByteCount
        activations = scaled(analysis.activationByteCount)
        training = analysis.parameters.multipliedReportingOverflow(by: 4 * (1 + optimizerStates)).partialValue
    }

    /// The need of a benchmark in an engine whose processes were measured: ``EngineMemory/peakByteCount(_:)``, which the runner refuses by.
    public init(_ demand: MemoryDemand, in engine: EngineMemory) {
        self.init(
            parameters: demand.weights, activations: demand.live, inputs: demand.inputs,
            process: EnginePeak(byteCount: engine.peakByteCount(demand), source: engine.source))
    }

    static let none = MemoryNeed(parameters: 0, activations: 0, inputs: 0, process: nil)

    private init(parameters: Int, activations: Int, inputs: Int, process: EnginePeak?) {
        self.parameters = parameters
        self.activations = activations
        self.inputs = inputs
        self.process = process
        (training, workspace) = (0, 0)
    }

    /// Whether the work fits a share of the memory.
    ///
    /// - Throws: ``RunTimeRefusal/doesNotFit(need:have:part:)`` when the need exceeds 0.9 of `memoryBytes`.
    public func fit(in memoryBytes: Int) throws(RunTimeRefusal) {
        if Double(total) > Self.usableShare * Double(memoryBytes) {
            throw .doesNotFit(need: total, have: memoryBytes, part: self)
        }
    }

    /// The rest is the system's; a worker gives its attempts as much of its machine.
    public static let usableShare = 0.9
}

extension Precision {
    /// Bytes of a number.
    public var byteCount: Int {
        switch self {
        case .fp32: 4
        case .fp16, .bf16: 2
        case .int8: 1
        }
    }
}
