/// A machine that can be rented, as its provider describes it.
public struct InstanceType: Hashable, Sendable, Codable {
    /// The provider, as `aws`.
    public let provider: String
    /// The provider's name of it, as `g4dn.xlarge`.
    public let name: String
    /// Virtual processors: hardware threads on x86.
    public let processors: Int
    /// Memory in GiB.
    public let memoryGiB: Double
    /// The processors' architecture: `x86_64` or `arm64`.
    public let architecture: String
    /// The accelerator's name as in the device facts, or nil for none.
    public let accelerator: String?
    /// How many accelerators; 0 for none.
    public let acceleratorCount: Int
    /// Memory of each accelerator in GiB.
    public let acceleratorMemoryGiB: Double?

    /// Describes a machine.
    public init(
        provider: String, name: String, processors: Int, memoryGiB: Double, architecture: String,
        accelerator: String? = nil, acceleratorCount: Int = 0, acceleratorMemoryGiB: Double? = nil
    ) {
        self.provider = provider
        self.name = name
        self.processors = processors
        self.memoryGiB = memoryGiB
        self.architecture = architecture
        self.accelerator = accelerator
        self.acceleratorCount = acceleratorCount
        self.acceleratorMemoryGiB = acceleratorMemoryGiB
    }

    enum CodingKeys: String, CodingKey {
        case provider, name, processors, architecture, accelerator
        case memoryGiB = "memory_gib"
        case acceleratorCount = "accelerator_count"
        case acceleratorMemoryGiB = "accelerator_memory_gib"
    }
}
