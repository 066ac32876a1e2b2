import FoundationEssentials
public import Vocabulary

extension MachineFacts {
    /// The facts as they stand in a result's `facts.machine`.
    public var json: JSONValue {
        var members: [String: JSONValue] = [
            "architecture": .string(architecture), "flags": .array(flags.map { .string($0) }),
            "logical_processors": .integer(Int64(logicalProcessors)),
            "usable_processors": .integer(Int64(usableProcessors)), "memory_mib": .integer(Int64(memoryMiB)),
            "caches_kib": .object(cachesKiB.mapValues { .integer(Int64($0)) }),
        ]
        members["processor"] = processor.map { .string($0) }
        members["cores"] = cores.map { .integer(Int64($0)) }
        members["sockets"] = sockets.map { .integer(Int64($0)) }
        members["processor_quota"] = processorQuota.map { .number($0) }
        members["memory_limit_mib"] = memoryLimitMiB.map { .integer(Int64($0)) }
        members["virtualised"] = virtualised.map { .bool($0) }
        members["governor"] = governor.map { .string($0) }
        members["kernel"] = kernel.map { .string($0) }
        members["operating_system"] = operatingSystem.map { .string($0) }
        members["host_name"] = hostName.map { .string($0) }
        return .object(members)
    }
}
