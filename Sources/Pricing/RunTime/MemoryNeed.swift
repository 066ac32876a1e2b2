public import ModelGraph
public import Vocabulary

/// What some work must hold in memory at once, bytes.
public struct MemoryNeed: Hashable, Sendable, CustomStringConvertible {
    /// Parameters and buffers in the format of the computation.
    public let parameters: Int
    /// Activations alive at once; in training all that the backward pass reads again.
    public let activations: Int
    /// Gradients and the optimizer's state, 0 for inference.
    public let training: Int
    /// Reordered weights and scratch of kernels: one more copy of the largest layer's input, output and weights.
    public let workspace: Int

    /// The sum.
    public var total: Int {
        [parameters, activations, training, workspace].reduce(0) { sum, part in
            let (value, overflow) = sum.addingReportingOverflow(part)
            return overflow ? .max : value
        }
    }

    /// The parts in MiB.
    public var description: String {
        let parts = [
            ("parameters", parameters), ("activations", activations), ("training", training), ("workspace", workspace),
        ]
        return parts.filter { $0.1 > 0 }.map { "\($0.0) \($0.1 / 1_048_576)" }.joined(separator: " + ")
    }

    /// The need of a network.
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

    static let none = MemoryNeed(parameters: 0, activations: 0, training: 0, workspace: 0)

    private init(parameters: Int, activations: Int, training: Int, workspace: Int) {
        self.parameters = parameters
        self.activations = activations
        self.training = training
        self.workspace = workspace
    }

    /// Whether the work fits a share of the memory.
    ///
    /// - Throws: ``RunTimeRefusal/doesNotFit(need:have:part:)`` when the need exceeds 0.9 of `memoryBytes`.
    public func fit(in memoryBytes: Int) throws(RunTimeRefusal) {
        if Double(total) > Self.usableShare * Double(memoryBytes) {
            throw .doesNotFit(need: total, have: memoryBytes, part: self)
        }
    }

    /// The rest is the system's and the library's.
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
