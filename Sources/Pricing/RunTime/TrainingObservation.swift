public import ModelGraph
public import Vocabulary

/// What a training step depends on, beside the device.
public struct TrainingKey: Hashable, Sendable {
    /// The network's name.
    public let model: String
    /// The shape of one image, `[C, H, W]`: networks are trained at the size of their data.
    public let input: [Int]
    /// Images of a step.
    public let batch: Int
    /// fp32, or bf16 for mixed precision.
    public let precision: Precision
    /// Numbers that the optimizer keeps for each parameter: SGD 0, momentum 1, Adam 2.
    public let optimizerStates: Int

    /// A step.
    public init(model: String, input: [Int], batch: Int, precision: Precision, optimizerStates: Int) {
        self.model = model
        self.input = input
        self.batch = batch
        self.precision = precision
        self.optimizerStates = optimizerStates
    }
}

/// The steps of one training run in which every layer learned.
public struct TrainingObservation: Hashable, Sendable {
    /// The machine, in one text: only equal ones are the same device.
    public let device: String
    /// What a step was.
    public let key: TrainingKey
    /// Seconds of a step, waiting for data included; above 0.
    public let seconds: Double
    /// The run's identifier.
    public let reference: String

    /// A measured training run.
    ///
    /// - Throws: ``InvalidInput`` for a time or a batch that is not positive.
    public init(device: String, key: TrainingKey, seconds: Double, reference: String) throws(InvalidInput) {
        guard seconds.isFinite, seconds > 0 else {
            throw InvalidInput(field: "seconds", expected: "a number above 0", received: "\(seconds)")
        }
        guard key.batch >= 1 else {
            throw InvalidInput(field: "batch", expected: "a whole number from 1", received: String(key.batch))
        }
        self.device = device
        self.key = key
        self.seconds = seconds
        self.reference = reference
    }
}

/// A training step whose time is asked for.
public struct TrainingTask: Hashable, Sendable {
    /// What a step is.
    public let key: TrainingKey
    /// What an engine executes of the forward pass, for one image.
    public let kernels: [KernelWork]
    /// What it must hold in memory: parameters, activations, gradients and the optimizer's state.
    public let memory: MemoryNeed

    /// A step of a network.
    ///
    /// - Throws: ``RunTimeRefusal/batch(_:)``.
    public init(key: TrainingKey, graph: ModelGraph) throws(RunTimeRefusal) {
        guard BenchmarkConfiguration.batchRange.contains(key.batch) else { throw .batch(key.batch) }
        self.key = key
        kernels = graph.kernels()
        memory = MemoryNeed(
            graph.analysis(batch: key.batch), precision: key.precision, optimizerStates: key.optimizerStates)
    }
}

extension OptimizationOptions.Optimizer {
    /// Numbers kept for each parameter beside its value and its gradient.
    public func states(momentum: Double) -> Int {
        switch self {
        case .sgd: momentum > 0 ? 1 : 0
        case .adam, .adamw: 2
        case .rmsprop: momentum > 0 ? 2 : 1
        }
    }
}
