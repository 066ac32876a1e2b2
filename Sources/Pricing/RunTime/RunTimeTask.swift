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
    /// What it must hold in the memory of an accelerator.
    public let memory: MemoryNeed
    /// What its process must hold on a processor, by the formula that was fitted to OpenVINO's there.
    public let processMemory: MemoryNeed

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
        let analysis = graph.analysis(batch: batch)
        memory = MemoryNeed(analysis, precision: precision)
        let inputs = BenchmarkDemand.inputByteCount(elementCount: graph.inputShape.elementCount, batch: batch)
        processMemory = MemoryNeed(MemoryDemand(analysis, inputs: inputs), in: .openVINO)
    }

    /// What it must hold where it runs.
    public func memory(on hardware: HardwareFacts.Kind) -> MemoryNeed {
        switch hardware {
        case .cpu: processMemory
        case .gpu: memory
        }
    }

    /// A configuration that ran, so that its memory is no question.
    init(model: String, kernels: [KernelWork], batch: Int, precision: Precision) {
        self.model = model
        self.kernels = kernels
        self.batch = batch
        self.precision = precision
        (memory, processMemory) = (MemoryNeed.none, MemoryNeed.none)
    }
}
