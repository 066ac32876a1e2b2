/// What `/proc/cpuinfo` and the topology in `/sys` say about the processors.
struct ProcessorTable {
    let logical: Int
    let cores: Int?
    let sockets: Int?
    let modelName: String?
    /// The flags that matter for networks, in the order of ``interesting``.
    let flags: [String]
    let hasHypervisorFlag: Bool
    let hasX86Flags: Bool

    /// x86 names as in Linux's cpuinfo; `asimd` (Armv8's Advanced SIMD) is reported as `neon`.
    static let interesting = [
        "sse4_2", "avx", "f16c", "fma", "avx2", "avx_vnni", "avx512f", "avx512bw", "avx512vl", "avx512_vnni",
        "avx512_bf16", "avx512_fp16", "amx_tile", "amx_int8", "amx_bf16", "amx_fp16", "neon", "asimdhp", "asimddp",
        "bf16", "i8mm", "sve", "sve2", "svebf16", "svei8mm", "sme",
    ]

    init(_ files: SystemFiles) {
        let text = files.text("/proc/cpuinfo") ?? ""
        let blocks = text.split(separator: "\n\n").filter { SystemFiles.field("processor", in: String($0)) != nil }
        let present = files.text("/sys/devices/system/cpu/present").flatMap { SystemFiles.listCount($0) }
        logical = max(1, present ?? blocks.count)
        let places = Self.places(files, logical, blocks)
        cores = places.isEmpty ? nil : Set(places).count
        sockets = places.isEmpty ? nil : Set(places.map(\.socket)).count
        modelName = SystemFiles.field("model name", in: text) ?? Self.armName(text)
        let x86 = SystemFiles.field("flags", in: text)
        let words = Set((x86 ?? SystemFiles.field("Features", in: text) ?? "").split(separator: " ").map(String.init))
        hasX86Flags = x86 != nil
        hasHypervisorFlag = words.contains("hypervisor")
        flags = Self.interesting.filter { words.contains($0) || ($0 == "neon" && words.contains("asimd")) }
    }

    private struct Place: Hashable {
        let socket: Int
        let core: Int
    }

    /// Socket and core of each logical processor: from `/sys`, else from cpuinfo, else nothing.
    private static func places(_ files: SystemFiles, _ logical: Int, _ blocks: [Substring]) -> [Place] {
        let fromTopology = (0..<logical).compactMap { number -> Place? in
            let folder = "/sys/devices/system/cpu/cpu\(number)/topology/"
            guard let core = files.integer(folder + "core_id") else { return nil }
            // Arm machines without packages say −1.
            return Place(socket: max(0, files.integer(folder + "physical_package_id") ?? 0), core: core)
        }
        if !fromTopology.isEmpty { return fromTopology }
        return blocks.compactMap { block in
            guard let core = SystemFiles.field("core id", in: String(block)).flatMap({ Int($0) }),
                let socket = SystemFiles.field("physical id", in: String(block)).flatMap({ Int($0) })
            else { return nil }
            return Place(socket: socket, core: core)
        }
    }

    /// Arm's cpuinfo has numbers instead of a name; these are the parts of Arm Limited (implementer 0x41) in servers and boards,
    /// from the Main ID Register tables of Arm's technical reference manuals.
    private static func armName(_ text: String) -> String? {
        guard let implementer = SystemFiles.field("CPU implementer", in: text),
            let part = SystemFiles.field("CPU part", in: text)
        else { return nil }
        let names = [
            "0xd03": "Cortex-A53", "0xd05": "Cortex-A55", "0xd07": "Cortex-A57", "0xd08": "Cortex-A72",
            "0xd0b": "Cortex-A76", "0xd0c": "Neoverse N1", "0xd40": "Neoverse V1", "0xd49": "Neoverse N2",
            "0xd4f": "Neoverse V2", "0xd84": "Neoverse V3", "0xd8e": "Neoverse N3",
        ]
        if implementer == "0x41", let name = names[part] { return "Arm \(name)" }
        return "implementer \(implementer) part \(part)"
    }
}
