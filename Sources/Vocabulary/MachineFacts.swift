/// What is known of the machine that a worker runs on; what could not be read is absent.
public struct MachineFacts: Hashable, Sendable, Codable {
    /// `x86_64` or `aarch64`.
    public var architecture: String
    /// The processor's model name.
    public var processor: String?
    /// The instruction-set flags that matter for networks: avx2, avx512f, avx512_vnni, avx512_bf16, amx_bf16, neon, sve…
    public var flags: [String]
    /// Logical processors that the machine has.
    public var logicalProcessors: Int
    /// Physical cores, where the system says.
    public var cores: Int?
    /// Sockets, where the system says.
    public var sockets: Int?
    /// Processors that this process may use: the smaller of affinity mask and cgroup quota, rounded up.
    public var usableProcessors: Int
    /// The cgroup's processor quota, in processors; absent without one.
    public var processorQuota: Double?
    /// Cache sizes by level, in KiB, as `L2` → 1024.
    public var cachesKiB: [String: Int]
    /// Memory, in MiB.
    public var memoryMiB: Int
    /// The cgroup's memory limit, in MiB; absent without one.
    public var memoryLimitMiB: Int?
    /// Whether a hypervisor is there.
    public var virtualised: Bool?
    /// The frequency governor, where readable.
    public var governor: String?
    /// The kernel's release.
    public var kernel: String?
    /// The operating system's pretty name.
    public var operatingSystem: String?
    /// The host's name.
    public var hostName: String?

    /// Facts with the parts that every machine has.
    public init(architecture: String, logicalProcessors: Int, usableProcessors: Int, memoryMiB: Int) {
        self.architecture = architecture
        self.logicalProcessors = logicalProcessors
        self.usableProcessors = usableProcessors
        self.memoryMiB = memoryMiB
        flags = []
        cachesKiB = [:]
    }

    enum CodingKeys: String, CodingKey {
        case architecture, processor, flags, cores, sockets, virtualised, governor, kernel
        case logicalProcessors = "logical_processors"
        case usableProcessors = "usable_processors"
        case processorQuota = "processor_quota"
        case cachesKiB = "caches_kib"
        case memoryMiB = "memory_mib"
        case memoryLimitMiB = "memory_limit_mib"
        case operatingSystem = "operating_system"
        case hostName = "host_name"
    }
}
