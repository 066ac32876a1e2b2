extension Requirements {
    /// One thing that a worker lacks for a job.
    public enum Unmet: Hashable, Sendable, CustomStringConvertible {
        /// No runner for this kind of job.
        case kind(JobKind)
        /// No runner with this engine.
        case engine(String)
        /// The engine does not have this device there.
        case device(String)
        /// The engine cannot execute this precision there.
        case precision(Precision)
        /// The worker does not carry this label.
        case label(String)
        /// The worker gives an attempt less memory, in MiB.
        case memory(needed: Int, offered: Int)
        /// The worker gives an attempt less memory than it is estimated to need, in MiB.
        case estimatedMemory(needed: Int, offered: Int)

        /// Whether a runner that is handed such a job refuses it with the reason.
        public var isRefusedByRunners: Bool {
            switch self {
            case .precision, .estimatedMemory: true
            case .kind, .engine, .device, .label, .memory: false
            }
        }

        /// The lack in words, to stand after "worker NAME has".
        public var description: String {
            switch self {
            case .kind(let kind): "no runner for \(kind.rawValue) jobs"
            case .engine(let engine): "no runner for the engine \(engine)"
            case .device(let device): "no device \(device)"
            case .precision(let precision): "no \(precision.rawValue)"
            case .label(let label): "no label \(label)"
            case .memory(let needed, let offered): "\(offered) MiB of memory for an attempt, \(needed) MiB are needed"
            case .estimatedMemory(let needed, let offered):
                "\(offered) MiB of memory for an attempt, about \(needed) MiB are needed by estimate"
            }
        }
    }

    /// What `capability` lacks; empty when a worker that offers it can take the job.
    public func unmet(by capability: WorkerCapability) -> [Unmet] {
        var lacks = labels.filter { !capability.labels.contains($0) }.map { Unmet.label($0) }
        if let memoryMiB, capability.memoryMiB < memoryMiB {
            lacks.append(.memory(needed: memoryMiB, offered: capability.memoryMiB))
        }
        if let estimatedMemoryMiB, capability.memoryMiB < estimatedMemoryMiB {
            lacks.append(.estimatedMemory(needed: estimatedMemoryMiB, offered: capability.memoryMiB))
        }
        let ofKind = capability.runners.filter { $0.kinds.contains(kind) }
        guard !ofKind.isEmpty else { return [.kind(kind)] + lacks }
        guard let engine else { return lacks }
        let ofEngine = ofKind.filter { $0.engine == engine }
        guard !ofEngine.isEmpty else { return [.engine(engine)] + lacks }
        // Best of the runners with this engine: two versions of one engine may stand side by side.
        let ofRunners = ofEngine.map { lacksOfDevice(in: $0) }
        return (ofRunners.min { $0.count < $1.count } ?? []) + lacks
    }

    private func lacksOfDevice(in runner: RunnerDescription) -> [Unmet] {
        guard let device else { return [] }
        guard let offered = runner.devices.first(where: { $0.name == device }) else { return [.device(device)] }
        guard let precision, !offered.precisions.contains(precision) else { return [] }
        return [.precision(precision)]
    }
}
