public import ModelGraph
public import Vocabulary

/// A configuration whose time is asked for: a network with its kernels, the batch and the precision.
public struct RunTimeTask: Hashable, Sendable {
    /// The network's name, as observations carry it.
    public let model: String
    /// What an engine executes of it, for one image.
    public let kernels: [KernelWork]
    /// Images of a request.
    public let batch: Int
    /// What the layers compute in.
    public let precision: Precision
    /// What it must hold in memory.
    public let memory: MemoryNeed

    /// A configuration of a network.
    ///
    /// - Throws: ``RunTimeRefusal/batch(_:)``.
    public init(
        model: String, graph: ModelGraph, batch: Int, precision: Precision
    ) throws(RunTimeRefusal) {
        guard BenchmarkConfiguration.batchRange.contains(batch) else { throw .batch(batch) }
        self.model = model
        kernels = graph.kernels()
        self.batch = batch
        self.precision = precision
        memory = MemoryNeed(graph.analysis(batch: batch), precision: precision)
    }

    /// A configuration that ran, so that its memory is no question.
    init(model: String, kernels: [KernelWork], batch: Int, precision: Precision) {
        self.model = model
        self.kernels = kernels
        self.batch = batch
        self.precision = precision
        memory = MemoryNeed.none
    }
}
