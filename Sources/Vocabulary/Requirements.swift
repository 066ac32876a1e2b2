/// What a worker must offer to be handed a job.
///
/// Jobs with equal requirements form a class: a handful of classes describe millions of jobs, so that matching is done once a class.
public struct Requirements: Hashable, Sendable, Codable {
    /// The kind of job that a runner must know.
    public let kind: JobKind
    /// The engine, where the kind has one.
    public let engine: String?
    /// The engine's device.
    public let device: String?
    /// The precision; see ``waitsForPrecision``.
    public let precision: Precision?
    /// Labels that the worker must carry, as `gpu` or `room=attic`; sorted.
    public let labels: [String]
    /// Memory that an attempt may need, in MiB; a worker with less for one attempt is not asked.
    public let memoryMiB: Int?
    /// Memory that an attempt is estimated to need, in MiB, coarse enough for few classes; absent where nobody can tell, and beside
    /// ``memoryMiB``, which is the submitter's own word.
    public let estimatedMemoryMiB: Int?
    /// Whether the job waits for a worker that has the precision, and the memory by estimate. Otherwise, while no live worker has them, one that
    /// has the engine takes the job and its runner refuses it with the reason, so that a sweep ends instead of waiting for ever.
    public let waitsForPrecision: Bool

    /// States requirements; the labels are sorted and made unique.
    public init(
        kind: JobKind, engine: String? = nil, device: String? = nil, precision: Precision? = nil, labels: [String] = [],
        memoryMiB: Int? = nil, estimatedMemoryMiB: Int? = nil, waitsForPrecision: Bool = false
    ) {
        self.kind = kind
        self.engine = engine
        self.device = device
        self.precision = precision
        self.labels = Set(labels).sorted()
        self.memoryMiB = memoryMiB
        self.estimatedMemoryMiB = memoryMiB == nil ? estimatedMemoryMiB : nil
        self.waitsForPrecision = waitsForPrecision
    }

    /// What a configuration needs, with what its submitter asks for on top.
    public init(
        of configuration: RunConfiguration, labels: [String] = [], memoryMiB: Int? = nil,
        estimatedMemoryMiB: Int? = nil, waitsForPrecision: Bool = false
    ) {
        switch configuration {
        case .benchmark(let benchmark):
            self.init(
                kind: .benchmark, engine: benchmark.engine, device: benchmark.device, precision: benchmark.precision,
                labels: labels, memoryMiB: memoryMiB, estimatedMemoryMiB: estimatedMemoryMiB,
                waitsForPrecision: waitsForPrecision)
        case .compress(let compress):
            self.init(
                kind: .compress, engine: compress.engine, device: compress.device, labels: labels,
                memoryMiB: memoryMiB, estimatedMemoryMiB: estimatedMemoryMiB)
        case .train(let train):
            self.init(
                kind: .train, engine: train.engine, device: train.device, precision: train.precision, labels: labels,
                memoryMiB: memoryMiB, estimatedMemoryMiB: estimatedMemoryMiB, waitsForPrecision: waitsForPrecision)
        case .selftest:
            self.init(
                kind: .selftest, labels: labels, memoryMiB: memoryMiB, estimatedMemoryMiB: estimatedMemoryMiB)
        }
    }

    enum CodingKeys: String, CodingKey {
        case kind, engine, device, precision, labels
        case memoryMiB = "memory_mib"
        case estimatedMemoryMiB = "estimated_memory_mib"
        case waitsForPrecision = "waits_for_precision"
    }
}
