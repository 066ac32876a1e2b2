public import Vocabulary

extension MachineFacts {
    /// What the kernel tells of the machine and of this process's limits; what cannot be read is absent.
    ///
    /// - Parameters:
    ///   - files: Where `/proc`, `/sys` and `/etc` are; a test gives a copy of another machine's.
    ///   - architecture: The machine's name for its instruction set.
    public static func read(
        _ files: SystemFiles = SystemFiles(), architecture: String = MachineFacts.builtFor
    ) -> MachineFacts {
        let processors = ProcessorTable(files)
        let group = ControlGroup(files)
        let affinity = files.field("Cpus_allowed_list", of: "/proc/self/status").flatMap { SystemFiles.listCount($0) }
        var usable = affinity ?? processors.logical
        if let quota = group.processorQuota { usable = min(usable, max(1, Int(quota.rounded(.up)))) }
        var facts = MachineFacts(
            architecture: architecture, logicalProcessors: processors.logical, usableProcessors: usable,
            memoryMiB: (files.field("MemTotal", of: "/proc/meminfo").flatMap(kibibytes) ?? 0) >> 10)
        facts.processor = processors.modelName ?? files.text("/proc/device-tree/model")
        facts.flags = processors.flags
        facts.cores = processors.cores
        facts.sockets = processors.sockets
        facts.processorQuota = group.processorQuota
        facts.cachesKiB = caches(files)
        facts.memoryLimitMiB = group.memoryLimit.map { $0 >> 20 }
        facts.virtualised = virtualised(files, processors)
        facts.governor = files.text("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")
        facts.kernel = files.text("/proc/sys/kernel/osrelease")
        facts.operatingSystem = operatingSystem(files)
        facts.hostName = files.text("/proc/sys/kernel/hostname")
        return facts
    }

    /// The architecture that this program was compiled for.
    public static var builtFor: String {
        #if arch(x86_64)
            "x86_64"
        #elseif arch(arm64)
            "aarch64"
        #elseif arch(riscv64)
            "riscv64"
        #else
            "unknown"
        #endif
    }

    /// `16384 kB` → 16384.
    static func kibibytes(_ text: String) -> Int? { text.split(separator: " ").first.flatMap { Int($0) } }

    /// Processor 0's caches as `L1d`, `L1i`, `L2`, `L3` → KiB; sizes read as `48K` or `32M`.
    private static func caches(_ files: SystemFiles) -> [String: Int] {
        var caches: [String: Int] = [:]
        for index in 0..<8 {
            let folder = "/sys/devices/system/cpu/cpu0/cache/index\(index)/"
            guard let level = files.integer(folder + "level"), let size = files.text(folder + "size"),
                let number = Int(size.filter(\.isNumber))
            else { continue }
            let kind = files.text(folder + "type") ?? "Unified"
            let suffix = kind == "Data" ? "d" : kind == "Instruction" ? "i" : ""
            caches["L\(level)\(suffix)"] = size.hasSuffix("M") ? number * 1024 : number
        }
        return caches
    }

    private static func virtualised(_ files: SystemFiles, _ processors: ProcessorTable) -> Bool? {
        if processors.hasHypervisorFlag || files.exists("/sys/hypervisor/type") { return true }
        if processors.hasX86Flags { return false }
        let maker = files.text("/sys/class/dmi/id/sys_vendor") ?? ""
        // What the common hypervisors write as the machine's maker; processors without CPUID have no flag for it.
        let hypervisors = ["QEMU", "Amazon EC2", "Google", "Microsoft Corporation", "VMware", "Xen", "Alibaba Cloud"]
        return hypervisors.contains { maker.hasPrefix($0) } ? true : nil
    }

    private static func operatingSystem(_ files: SystemFiles) -> String? {
        for line in (files.text("/etc/os-release") ?? "").split(separator: "\n") where line.hasPrefix("PRETTY_NAME=") {
            return line.dropFirst("PRETTY_NAME=".count).filter { $0 != "\"" }
        }
        return nil
    }
}
