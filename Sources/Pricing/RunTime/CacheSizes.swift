public import Vocabulary

/// The caches that decide where a request's data come from.
public struct CacheSizes: Hashable, Sendable {
    /// Bytes of the cores' own second-level caches, all usable cores together.
    public let nearBytes: Int
    /// Bytes of the last-level cache.
    public let lastLevelBytes: Int

    /// Two sizes.
    public init(nearBytes: Int, lastLevelBytes: Int) {
        self.nearBytes = nearBytes
        self.lastLevelBytes = lastLevelBytes
    }

    /// A worker's caches; 1 MiB a core and 32 MiB where it does not say, as on current servers.
    public init(_ machine: MachineFacts) {
        let cores = max(1, min(machine.usableProcessors, machine.cores ?? machine.usableProcessors))
        nearBytes = (machine.cachesKiB["L2"] ?? 1024) * 1024 * cores
        lastLevelBytes = (machine.cachesKiB["L3"] ?? machine.cachesKiB["L2"] ?? 32_768) * 1024
    }
}
