public import ModelGraph
public import Pricing
import Vocabulary

/// Measured runs as predictions take them; equal machines, however rented, are the same device.
public struct MeasuredEvidence: Sendable {
    /// Benchmarks, the newest first, those of each machine in one setting: its usual one.
    public let runs: [RunEvidence]
    /// Training runs, the newest first.
    public let trainings: [TrainingEvidence]
    private let graphs: @Sendable (NetworkVariant) -> ModelGraph?
    private let sized: @Sendable (String, [Int]) -> ModelGraph?

    /// Evidence.
    ///
    /// - Parameters:
    ///   - runs: Benchmarks, the newest first, in whatever setting.
    ///   - graphs: The network at a size.
    ///   - sized: The network of a name for images of a shape `[C, H, W]`.
    public init(
        runs: [RunEvidence], trainings: [TrainingEvidence],
        graphs: @escaping @Sendable (NetworkVariant) -> ModelGraph?,
        sized: @escaping @Sendable (String, [Int]) -> ModelGraph?
    ) {
        self.runs = Self.inUsualSetting(runs)
        self.trainings = trainings
        self.graphs = graphs
        self.sized = sized
    }

    /// The network of a name at its default input.
    public func graph(_ name: String) -> ModelGraph? { graphs(NetworkVariant(name)) }

    /// What run-time prediction goes by, the newest first.
    public var observations: [RunObservation] {
        runs.compactMap { run in
            guard case .zoo = run.configuration.model else { return nil }
            do throws(InvalidInput) {
                return try RunObservation(
                    device: Self.name(Self.key(run.place)), model: run.configuration.network,
                    batch: run.configuration.batch, precision: run.configuration.precision, seconds: run.seconds,
                    reference: run.run.description)
            } catch {
                return nil  // a run without a positive time is no evidence
            }
        }
    }

    /// The kernels of every network that was measured, by the name under which ``observations`` have it.
    public var networks: [String: [KernelWork]] {
        let executed = Dictionary(
            runs.compactMap { run in NetworkVariant(run.configuration).map { (run.configuration.network, $0) } },
            uniquingKeysWith: { first, _ in first })
        return executed.compactMapValues { graphs($0)?.kernels() }
    }

    /// The machines that runs describe, each by its newest benchmark, else its newest training.
    public var sites: [String: RunTimeSite] {
        let machines = runs.map { ($0.place, $0.machine) } + trainings.map { ($0.place, $0.machine) }
        return machines.reduce(into: [:]) { sites, machine in
            let name = Self.name(Self.key(machine.0))
            if sites[name] == nil { sites[name] = RunTimeSite(device: name, machine: machine.1) }
        }
    }

    /// What the prediction of training steps goes by.
    ///
    /// Of a machine that trained on an accelerator only those runs count: that is where it would train.
    public var trainingObservations: [TrainingObservation] {
        let accelerated = Set(trainings.filter(\.isAccelerated).map(\.place))
        return trainings.filter { $0.isAccelerated || !accelerated.contains($0.place) }.compactMap { run in
            guard case .zoo(let model) = run.configuration.model else { return nil }
            let options = run.configuration.optimization
            let key = TrainingKey(
                model: model, input: run.input, batch: run.configuration.batch, precision: run.configuration.precision,
                optimizerStates: options.optimizer.states(momentum: options.momentum))
            do throws(InvalidInput) {
                return try TrainingObservation(
                    device: Self.name(Self.key(run.place)), key: key, seconds: run.secondsPerStep,
                    reference: run.run.description)
            } catch {
                return nil  // a run without a positive time is no evidence
            }
        }
    }

    /// What an engine executes of a training step's forward pass.
    public func kernels(_ key: TrainingKey) -> [KernelWork]? { sized(key.model, key.input)?.kernels() }

    /// Predictions replayed over the runs in the order in which they were made.
    public func requests() -> RequestReconciliation {
        RequestReconciliation(replaying: observations.reversed(), sites: sites, networks: networks)
    }

    /// Of each machine the runs in one setting: the default one (OpenVINO on all processors) if anything ran so, else the one with most
    /// runs. Estimates are of that setting; medians over several would be times of none.
    private static func inUsualSetting(_ runs: [RunEvidence]) -> [RunEvidence] {
        let usual = Dictionary(grouping: runs, by: { key($0.place) }).compactMapValues { runs -> ExecutionSetting? in
            if let isDefault = runs.first(where: \.isInDefaultSetting) { return isDefault.setting }
            var counts: [ExecutionSetting: Int] = [:]
            for run in runs { counts[run.setting, default: 0] += 1 }
            let most = counts.values.max()
            return runs.first { counts[$0.setting] == most }?.setting  // of equals the newest
        }
        return runs.filter { $0.setting == usual[key($0.place)] }
    }

    static func key(_ host: WorkerHost) -> HardwareKey {
        switch host {
        case .device(let name): .device(name)
        case .rented(let provider, let type, _, _, _): .instance(provider: provider, type: type)
        }
    }

    static func name(_ key: HardwareKey) -> String {
        switch key {
        case .device(let name): "device:" + name
        case .instance(let provider, let type): "\(provider)/\(type)"
        }
    }
}

extension RunEvidence {
    fileprivate var isInDefaultSetting: Bool {
        setting.engine == BenchmarkConfiguration.defaultEngine
            && setting.device == BenchmarkConfiguration.defaultDevice
            && setting.threads == machine.usableProcessors
    }
}
