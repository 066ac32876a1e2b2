/// What the process's control groups allow, version 1 or 2: the tightest limit on the way from its own group up to the mount.
struct ControlGroup {
    /// Processors per period, as 1.5; absent without a quota.
    let processorQuota: Double?
    /// Bytes; absent without a limit.
    let memoryLimit: Int?

    /// Reads the limits of this process's groups.
    ///
    /// A version 1 limit of memory without meaning is a number near 2^63, which is taken as none.
    init(_ files: SystemFiles) {
        let folders = Self.folders(files)
        var quotas: [Double] = []
        var limits: [Int] = []
        for folder in folders.unified {
            quotas += Self.quota(files.text(folder + "/cpu.max")).map { [$0] } ?? []
            limits += files.integer(folder + "/memory.max").map { [$0] } ?? []
        }
        for folder in folders.processor {
            if let quota = files.integer(folder + "/cpu.cfs_quota_us"), quota > 0,
                let period = files.integer(folder + "/cpu.cfs_period_us"), period > 0
            {
                quotas.append(Double(quota) / Double(period))
            }
        }
        for folder in folders.memory {
            limits += files.integer(folder + "/memory.limit_in_bytes").map { [$0] } ?? []
        }
        processorQuota = quotas.min()
        memoryLimit = limits.filter { $0 > 0 && $0 < 1 << 60 }.min()
    }

    /// How often and how long the process's groups were held back by a quota; `nil` where that is not told.
    static func throttledCount(_ files: SystemFiles) -> Int? {
        let folders = folders(files)
        let counts = (folders.unified + folders.processor).compactMap { folder in
            files.field("nr_throttled", of: folder + "/cpu.stat").flatMap { Int($0) }
        }
        return counts.isEmpty ? nil : counts.reduce(0, +)
    }

    /// `max 100000` or `150000 100000`: quota and period in microseconds.
    static func quota(_ text: String?) -> Double? {
        let parts = (text ?? "").split(separator: " ").map { Double($0) }
        guard parts.count == 2, let quota = parts[0], let period = parts[1], period > 0 else { return nil }
        return quota / period
    }

    private struct Folders {
        var unified: [String] = []
        var processor: [String] = []
        var memory: [String] = []
    }

    /// The folders of this process's groups and of every group above them, by what they control.
    private static func folders(_ files: SystemFiles) -> Folders {
        var folders = Folders()
        let mounts = (files.text("/proc/self/mountinfo") ?? "").split(separator: "\n").compactMap { Mount(line: $0) }
        for line in (files.text("/proc/self/cgroup") ?? "").split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            let group = String(parts[2])
            let controllers = parts[1].split(separator: ",")
            if parts[0] == "0", let mount = mounts.first(where: { $0.type == "cgroup2" }) {
                folders.unified = mount.folders(upFrom: group)
            }
            for (controller, path) in [("cpu", \Folders.processor), ("memory", \Folders.memory)]
            where controllers.contains(Substring(controller)) {
                let mount = mounts.first { $0.type == "cgroup" && $0.options.contains(Substring(controller)) }
                if let mount { folders[keyPath: path] = mount.folders(upFrom: group) }
            }
        }
        return folders
    }

    /// A line of `/proc/self/mountinfo` (proc(5)): `36 35 98:0 /root /point options fields - type source superoptions`.
    private struct Mount {
        let root: String
        let point: String
        let type: Substring
        let options: [Substring]

        init?(line: Substring) {
            let words = line.split(separator: " ")
            guard let dash = words.firstIndex(of: "-"), words.count > dash + 3, dash >= 6 else { return nil }
            root = String(words[3])
            point = String(words[4])
            type = words[dash + 1]
            options = words[dash + 3].split(separator: ",")
        }

        /// `group` and every group above it, as folders below the mount's point; in a container the group's path may start
        /// with the mount's own root.
        func folders(upFrom group: String) -> [String] {
            var path = group
            if root != "/", path == root || path.hasPrefix(root + "/") { path = String(path.dropFirst(root.count)) }
            var folders: [String] = []
            while !path.isEmpty, path != "/" {
                folders.append(point + path)
                path = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
            }
            return folders + [point]
        }
    }
}
