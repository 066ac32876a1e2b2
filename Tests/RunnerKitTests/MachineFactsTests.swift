import Testing
import Vocabulary

@testable import RunnerKit

@Suite("Machine facts, read from copies of /proc and /sys")
struct MachineFactsTests {
    /// Two processors of a virtual machine, shortened.
    static let x86 = [
        "/proc/cpuinfo": """
        processor\t: 0
        model name\t: AMD EPYC 9575F 64-Core Processor
        physical id\t: 0
        core id\t\t: 0
        flags\t\t: fpu sse4_2 hypervisor avx avx2 fma avx512f avx512_bf16 avx512_vnni

        processor\t: 1
        model name\t: AMD EPYC 9575F 64-Core Processor
        physical id\t: 0
        core id\t\t: 1
        flags\t\t: fpu sse4_2 hypervisor avx avx2 fma avx512f avx512_bf16 avx512_vnni

        """,
        "/proc/meminfo": "MemTotal:       24683716 kB\nMemFree:  1 kB",
        "/proc/self/status": "Name:\tx\nCpus_allowed_list:\t0-1",
        "/proc/sys/kernel/osrelease": "6.1.0-18-amd64",
        "/proc/sys/kernel/hostname": "spare-3",
        "/etc/os-release": "NAME=\"Debian\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"",
        "/sys/devices/system/cpu/present": "0-1",
        "/sys/devices/system/cpu/cpu0/cache/index0/level": "1",
        "/sys/devices/system/cpu/cpu0/cache/index0/type": "Data",
        "/sys/devices/system/cpu/cpu0/cache/index0/size": "48K",
        "/sys/devices/system/cpu/cpu0/cache/index1/level": "3",
        "/sys/devices/system/cpu/cpu0/cache/index1/type": "Unified",
        "/sys/devices/system/cpu/cpu0/cache/index1/size": "32M",
    ]

    @Test("of an x86 virtual machine")
    func virtualMachine() throws {
        let tree = try SystemTree(Self.x86)
        let facts = MachineFacts.read(tree.files, architecture: "x86_64")
        #expect(facts.processor == "AMD EPYC 9575F 64-Core Processor")
        #expect(facts.flags == ["sse4_2", "avx", "fma", "avx2", "avx512f", "avx512_vnni", "avx512_bf16"])
        #expect(facts.logicalProcessors == 2)
        #expect(facts.cores == 2)
        #expect(facts.sockets == 1)
        #expect(facts.usableProcessors == 2)
        #expect(facts.processorQuota == nil)
        #expect(facts.memoryMiB == 24105)  // 24,683,716 KiB / 1,024
        #expect(facts.memoryLimitMiB == nil)
        #expect(facts.cachesKiB == ["L1d": 48, "L3": 32768])
        #expect(facts.virtualised == true)
        #expect(facts.governor == nil)
        #expect(facts.kernel == "6.1.0-18-amd64")
        #expect(facts.operatingSystem == "Debian GNU/Linux 12 (bookworm)")
        #expect(facts.hostName == "spare-3")
    }

    @Test("of an Arm board with big and little cores: names from part numbers, asimd is neon")
    func arm() throws {
        var blocks = ""
        for number in 0..<4 {
            blocks += """
                processor\t: \(number)
                Features\t: fp asimd evtstrm aes asimdhp asimddp
                CPU implementer\t: 0x41
                CPU part\t: 0xd0b


                """
        }
        let tree = try SystemTree([
            "/proc/cpuinfo": blocks, "/proc/meminfo": "MemTotal: 8388608 kB",
            "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor": "ondemand",
        ])
        let facts = MachineFacts.read(tree.files, architecture: "aarch64")
        #expect(facts.processor == "Arm Cortex-A76")
        #expect(facts.flags == ["neon", "asimdhp", "asimddp"])
        #expect(facts.logicalProcessors == 4)
        #expect(facts.cores == nil)
        #expect(facts.virtualised == nil)
        #expect(facts.governor == "ondemand")
    }

    @Test("in a version 2 control group: the tightest limit on the way up, a quota of 1.5 is two threads")
    func versionTwo() throws {
        var files = Self.x86
        files["/proc/self/cgroup"] = "0::/pod/container"
        files["/proc/self/mountinfo"] =
            "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate"
        files["/sys/fs/cgroup/pod/container/cpu.max"] = "max 100000"
        files["/sys/fs/cgroup/pod/cpu.max"] = "150000 100000"
        files["/sys/fs/cgroup/pod/container/memory.max"] = "1073741824"
        files["/sys/fs/cgroup/pod/memory.max"] = "max"
        files["/proc/self/status"] = "Cpus_allowed_list:\t0-1"
        let tree = try SystemTree(files)
        let facts = MachineFacts.read(tree.files)
        #expect(facts.processorQuota == 1.5)
        #expect(facts.usableProcessors == 2)
        #expect(facts.memoryLimitMiB == 1024)
    }

    @Test("in a version 1 control group seen from inside its container")
    func versionOne() throws {
        var files = Self.x86
        files["/proc/self/cgroup"] = "4:memory:/docker/abc\n3:cpu,cpuacct:/docker/abc"
        files["/proc/self/mountinfo"] = """
            30 23 0:26 /docker/abc /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
            31 23 0:27 /docker/abc /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct
            """
        files["/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us"] = "50000"
        files["/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us"] = "100000"
        files["/sys/fs/cgroup/memory/memory.limit_in_bytes"] = "9223372036854771712"
        let tree = try SystemTree(files)
        let facts = MachineFacts.read(tree.files)
        #expect(facts.processorQuota == 0.5)
        #expect(facts.usableProcessors == 1)
        #expect(facts.memoryLimitMiB == nil)
    }

    @Test("an affinity mask counts when it is smaller")
    func affinity() throws {
        var files = Self.x86
        files["/sys/devices/system/cpu/present"] = "0-63"
        files["/proc/self/status"] = "Cpus_allowed_list:\t0-3,8,10-11"
        let tree = try SystemTree(files)
        #expect(MachineFacts.read(tree.files).usableProcessors == 7)
    }

    @Test("nothing readable still gives facts")
    func empty() throws {
        let facts = MachineFacts.read(SystemFiles(root: "/nonexistent"))
        #expect(facts.logicalProcessors == 1)
        #expect(facts.usableProcessors == 1)
        #expect(facts.memoryMiB == 0)
        #expect(facts.processor == nil)
    }
}
