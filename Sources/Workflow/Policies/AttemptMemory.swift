import ModelGraph
import Pricing
import Vocabulary

/// The memory that attempts are estimated to need, from the shapes of their networks; nothing where no formula was fitted to the engine and
/// where the network is a stored file, which only its runner reads.
struct AttemptMemory {
    let catalogue: ModelCatalogue

    /// What a worker must offer; a submitter who states a memory keeps his own.
    func requirements(_ configuration: RunConfiguration, _ options: SubmitOptions) -> Requirements {
        Requirements(
            of: configuration, labels: options.labels, memoryMiB: options.memoryMiB,
            estimatedMemoryMiB: options.memoryMiB == nil ? estimateMiB(configuration) : nil,
            waitsForPrecision: options.waitsForPrecision)
    }

    /// The estimated peak of the runner's process, coarse.
    func estimateMiB(_ configuration: RunConfiguration) -> Int? {
        guard let engine = Self.formula(configuration), case .benchmark(let benchmark) = configuration,
            let network = NetworkVariant(benchmark), let demand = catalogue.demand(network)
        else { return nil }
        return Self.coarse(engine.peakByteCount(demand.of(batch: benchmark.batch)) >> 20)
    }

    /// The formula that was fitted to what executes a configuration.
    static func formula(_ configuration: RunConfiguration) -> EngineMemory? {
        guard case .benchmark(let benchmark) = configuration else { return nil }
        return EngineMemory.fitted(engine: benchmark.engine, device: benchmark.device)
    }

    /// Rounded up to the next eighth of a power of two, by at most 12.5 %: each value makes a requirement class, and claims look
    /// into each class. The zoo at batches 1 to 64 makes some 35, and what the estimate may be out by is more.
    static func coarse(_ mebibytes: Int) -> Int {
        guard mebibytes > 8 else { return mebibytes }
        let step = 1 << (Int.bitWidth - 1 - mebibytes.leadingZeroBitCount - 3)
        return (mebibytes + step - 1) / step * step
    }
}

/// A job that no registered worker has the memory for, though some would do otherwise, or that some of them are too small for.
struct MemoryShortage {
    /// What it needs by estimate, MiB.
    let neededMiB: Int
    /// What the estimate rests on.
    let source: String
    /// Workers that lack nothing but memory, those with most first.
    let short: [Worker]
    /// Whether some registered worker, alive or not, could take it.
    let isAnyAble: Bool
    private let waits: Bool

    /// Nil where memory is estimated for no attempt and where no worker lacks just that.
    init?(_ configuration: RunConfiguration, _ requirements: Requirements, workers: [Worker]) {
        guard let needed = requirements.estimatedMemoryMiB, let formula = AttemptMemory.formula(configuration) else {
            return nil
        }
        let lacks = workers.map { (worker: $0, unmet: requirements.unmet(by: $0.capability)) }
        let short = lacks.filter { lack in
            if lack.unmet.count == 1, case .estimatedMemory = lack.unmet[0] { true } else { false }
        }
        if short.isEmpty { return nil }
        neededMiB = needed
        source = formula.source
        self.short = short.map(\.worker).sorted {
            ($1.capability.memoryMiB, $0.name) < ($0.capability.memoryMiB, $1.name)
        }
        isAnyAble = lacks.contains { $0.unmet.isEmpty }
        waits = requirements.waitsForPrecision
    }

    /// To stand after a sentence on who could take the job.
    ///
    /// - Parameter isNamed: Whether that sentence says what is needed and what the workers have.
    func explanation(isNamed: Bool) -> String {
        let need =
            isNamed
            ? "The estimate is that of \(source)."
            : "It needs about \(neededMiB) MiB by estimate (\(source)), and \(offers)."
        return isAnyAble
            ? need
            : need
                + " No registered worker has as much: "
                + (waits
                    ? "it waits for one."
                    : "while none with as much is alive, another takes it and its runner refuses it.")
                + " A memory_mib of your own replaces the estimate."
    }

    /// The workers with what they offer an attempt.
    var offers: String {
        let named = short.prefix(3).map { "\($0.name) has \($0.capability.memoryMiB) MiB" }.joined(separator: ", ")
        return short.count > 3 ? named + ", \(short.count - 3) more have less or as much" : named
    }
}
