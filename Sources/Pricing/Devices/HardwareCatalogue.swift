public import Vocabulary

/// Finds facts of hardware by its name, and says how it found them.
public enum HardwareCatalogue {
    /// Everything in the seed table.
    public static let all = HardwareFacts.accelerators + HardwareFacts.processors

    /// The entry whose name this is: equal, or the same without a parenthesis, or contained in it, in any case of letters.
    public static func find(_ title: String) -> HardwareFacts? {
        let wanted = normal(title)
        guard wanted.count >= 2 else { return nil }
        if let exact = entries.first(where: { $0.name == wanted }) { return exact.facts }
        if let same = entries.first(where: { $0.short == wanted }) { return same.facts }
        // A title such as "Intel(R) Xeon(R) Platinum 8488C CPU @ 2.40GHz" holds the entry's words; the longest entry wins.
        let words = Set(wanted.split(separator: " ").map(String.init))
        let holding = entries.filter { words.isSuperset(of: $0.words) }
        return holding.max { $0.short.count < $1.short.count }?.facts
    }

    /// The entries with their names as they are compared.
    private static let entries = all.map { facts in
        let short = normal(String(facts.name.prefix { $0 != "(" && $0 != "," }))
        return (
            facts: facts, name: normal(facts.name), short: short, words: short.split(separator: " ").map(String.init)
        )
    }

    /// Facts of the processor that a worker announced: the entry of its name for its usable cores, or a stated default that says so.
    ///
    /// The default for a processor that nobody described, as the "AMD EPYC" of virtual machines, is 3 GHz times the operations of a
    /// cycle that its flags allow, and 20 GB/s for each core up to 100: quality `assumed`, and the interval of a data sheet at least.
    public static func processor(_ machine: MachineFacts) -> HardwareFacts {
        let cores = max(1, min(machine.usableProcessors, machine.cores ?? machine.usableProcessors))
        if let title = machine.processor, let facts = find(title), facts.kind == .cpu { return facts.withCores(cores) }
        let flags = Set(machine.flags)
        let perCycle =
            flags.contains("avx512f") ? 64.0 : flags.contains("avx2") ? 32 : flags.contains("sve") ? 32 : 16
        let fp32 = Double(cores) * 3e9 * perCycle / 1e12
        var peaks: [Precision: Double] = [.fp32: fp32]
        if flags.contains("amx_bf16") {
            peaks[.bf16] = fp32 * 16
        } else if flags.contains("avx512_bf16") || flags.contains("bf16") {
            peaks[.bf16] = fp32 * 2
        }
        if flags.contains("avx512_vnni") || flags.contains("avx_vnni") { peaks[.int8] = fp32 * 4 }
        let title = machine.processor ?? "an unnamed processor"
        return HardwareFacts(
            name: title, kind: .cpu, peakTeraflops: peaks, memoryGiB: nil,
            bandwidthGigabytes: min(100, 20 * Double(cores)), thermalDesignWatts: nil, cores: cores, foundIn: "",
            source: "stated default",
            note:
                "not in the device facts: \(cores) cores at an assumed 3 GHz with \(Int(perCycle)) FLOP/cycle, "
                + "20 GB/s a core; its power is not known", quality: .assumed)
    }

    private static func normal(_ text: String) -> String {
        var plain = text.lowercased()
        for noise in ["(r)", "(tm)", "cpu", "processor", "@"] { plain = plain.replacing(noise, with: " ") }
        return plain.split { !$0.isLetter && !$0.isNumber && $0 != "." }.joined(separator: " ")
    }
}
