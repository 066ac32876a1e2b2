public import Vocabulary
public import Wire

/// How a worker is set up.
public struct AgentSettings: Sendable {
    /// Its name, unique among the coordinator's workers.
    public var name: String
    /// Runners at once. One, unless throughput of the queue matters more than undisturbed measurements.
    public var slots: Int
    /// Memory for one attempt, in MiB, where the job does not say.
    public var memoryMiB: Int
    /// Labels that jobs can ask for.
    public var labels: [String]
    /// Where scratch and cache folders are made; absolute.
    public var dataPath: String
    /// The machine.
    public var machine: MachineFacts
    /// The runners that answered.
    public var runners: [InstalledRunner]
    /// How long a claim waits for work, in seconds.
    public var claimSeconds: Double
    /// The agent's version.
    public var version: String
    /// Which machine it is, for its price.
    public var host: WorkerHost?

    /// Settings.
    public init(
        name: String, slots: Int, memoryMiB: Int, labels: [String], dataPath: String, machine: MachineFacts,
        runners: [InstalledRunner], claimSeconds: Double = 20, version: String,
        host: WorkerHost? = nil
    ) {
        self.name = name
        self.slots = slots
        self.memoryMiB = memoryMiB
        self.labels = labels
        self.dataPath = dataPath
        self.machine = machine
        self.runners = runners
        self.claimSeconds = claimSeconds
        self.version = version
        self.host = host
    }

    /// What is announced to the coordinator.
    public var introduction: RegisterWorkerBody {
        RegisterWorkerBody(
            name: name,
            capability: WorkerCapability(
                runners: runners.map(\.description), labels: labels, memoryMiB: memoryMiB, slots: slots),
            machine: machine, agentVersion: version, host: host?.description)
    }

    /// Processors for one runner: an even share, at least one.
    public var processorsForRunner: Int { max(1, machine.usableProcessors / max(1, slots)) }
}
