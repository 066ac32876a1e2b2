public import Foundation
public import Vocabulary

/// The user's own devices, and what runs have measured: the evidence of estimates.
public protocol CostLedger: Sendable {
    /// Stores a device under its name, replacing what was there.
    func put(_ device: OwnedDevice) async throws(LedgerError)
    /// Stores a device unless one of its name is there: what a new worker's machine is known by.
    func addIfNew(_ device: OwnedDevice) async throws(LedgerError)
    /// All devices by name.
    func devices() async throws(LedgerError) -> [OwnedDevice]
    /// Removes a device; whether there was one.
    func removeDevice(named name: String) async throws(LedgerError) -> Bool
    /// Finished benchmark runs in latency mode, the newest first, and the moment by the ledger's clock.
    func evidence(limit: Int) async throws(LedgerError) -> (asOf: Date, runs: [RunEvidence])
    /// Finished training runs in which every layer learned, the newest first.
    func trainings(limit: Int) async throws(LedgerError) -> [TrainingEvidence]
}

/// A measured run as evidence for estimates.
public struct RunEvidence: Hashable, Sendable {
    /// The run.
    public let run: RunID
    /// Its worker's name.
    public let worker: String
    /// Which machine the worker says it is; nil when it does not say.
    public let host: WorkerHost?
    /// The machine.
    public let machine: MachineFacts
    /// What was executed.
    public let configuration: BenchmarkConfiguration
    /// The median time of a request, in seconds.
    public let seconds: Double

    /// A measured run.
    public init(
        run: RunID, worker: String, host: WorkerHost?, machine: MachineFacts, configuration: BenchmarkConfiguration,
        seconds: Double
    ) {
        self.run = run
        self.worker = worker
        self.host = host
        self.machine = machine
        self.configuration = configuration
        self.seconds = seconds
    }

    /// The machine as estimates name it: what the worker says, else the device of the worker's name.
    public var place: WorkerHost { host ?? .device(worker) }

    /// What executed it: times of two settings are not times of one machine.
    public var setting: ExecutionSetting {
        ExecutionSetting(
            engine: configuration.engine, device: configuration.device,
            threads: configuration.threads ?? machine.usableProcessors)
    }
}

/// What executes a network on a machine.
public struct ExecutionSetting: Hashable, Sendable {
    /// The engine's name, as `openvino`.
    public let engine: String
    /// The engine's device, as `cpu`.
    public let device: String
    /// Threads of the engine.
    public let threads: Int
}

/// A training run as evidence for estimates.
public struct TrainingEvidence: Hashable, Sendable {
    /// The run.
    public let run: RunID
    /// Its worker's name.
    public let worker: String
    /// Which machine the worker says it is; nil when it does not say.
    public let host: WorkerHost?
    /// The machine.
    public let machine: MachineFacts
    /// What was trained, and how.
    public let configuration: TrainConfiguration
    /// The shape of one image as the network saw it, `[C, H, W]`.
    public let input: [Int]
    /// Seconds of a step, waiting for data included.
    public let secondsPerStep: Double

    /// A training run.
    public init(
        run: RunID, worker: String, host: WorkerHost?, machine: MachineFacts, configuration: TrainConfiguration,
        input: [Int], secondsPerStep: Double
    ) {
        self.run = run
        self.worker = worker
        self.host = host
        self.machine = machine
        self.configuration = configuration
        self.input = input
        self.secondsPerStep = secondsPerStep
    }

    /// The machine as estimates name it: what the worker says, else the device of the worker's name.
    public var place: WorkerHost { host ?? .device(worker) }
    /// Whether it ran on an accelerator of the machine.
    public var isAccelerated: Bool { configuration.device != "cpu" }
}
