public import Vocabulary

/// A device as run-time prediction sees it: the key that its runs carry, its hardware, cache and memory.
public struct RunTimeSite: Hashable, Sendable {
    /// The key of its runs; see ``RunObservation/device``.
    public let device: String
    /// Data sheet or stated default.
    public let hardware: HardwareFacts
    /// Its caches.
    public let caches: CacheSizes
    /// Bytes of memory that work may take; nil where it is not known and nothing is refused.
    public let memoryBytes: Int?

    /// A device.
    public init(device: String, hardware: HardwareFacts, caches: CacheSizes, memoryBytes: Int?) {
        self.device = device
        self.hardware = hardware
        self.caches = caches
        self.memoryBytes = memoryBytes
    }

    /// A worker's machine: its processor, its caches, the smaller of memory and limit.
    public init(device: String, machine: MachineFacts) {
        let memory = min(machine.memoryMiB, machine.memoryLimitMiB ?? .max)
        self.init(
            device: device, hardware: HardwareCatalogue.processor(machine), caches: CacheSizes(machine),
            memoryBytes: memory > 0 ? memory << 20 : nil)
    }
}
