public import Vocabulary

extension HardwareCatalogue {
    /// The hardware that a rented machine computes on: its accelerators, or its share of the processor that its family has; for a family that
    /// nobody described a stated default, whose quality says so.
    public static func instance(_ type: InstanceType) -> HardwareFacts {
        if let accelerator = type.accelerator, type.acceleratorCount > 0 {
            let candidates = [accelerator, "NVIDIA " + accelerator, "AWS " + accelerator, "AMD " + accelerator]
            if let facts = candidates.lazy.compactMap(find).first ?? named(accelerator) { return facts }
        }
        let family = family(of: type)
        if type.accelerator == nil,
            let facts = HardwareFacts.processors.first(where: { isFound($0, provider: type.provider, family: family) })
        {
            return facts.withCores(cores(of: type, family: family))
        }
        var machine = MachineFacts(
            architecture: type.architecture, logicalProcessors: type.processors,
            usableProcessors: max(1, cores(of: type, family: family)), memoryMiB: Int(type.memoryGiB * 1024))
        machine.processor = "\(type.provider) \(type.name)"
        machine.flags = type.architecture == "arm64" ? ["sve"] : ["avx2"]
        return processor(machine)
    }

    /// Whether nothing better than the default is known of it: an accelerator that no fact describes must not be taken for its host.
    public static func isDescribed(_ type: InstanceType) -> Bool {
        type.accelerator == nil || instance(type).kind == .gpu
    }

    private static func named(_ accelerator: String) -> HardwareFacts? {
        let wanted = accelerator.lowercased().split(separator: " ")
        return HardwareFacts.accelerators.first { facts in
            let words = facts.name.lowercased().split { !$0.isLetter && !$0.isNumber }.map(Substring.init)
            return Set(words).isSuperset(of: wanted)
        }
    }

    private static func family(of type: InstanceType) -> String {
        String(type.name.prefix { $0 != "." && $0 != "-" })
    }

    private static func isFound(_ facts: HardwareFacts, provider: String, family: String) -> Bool {
        facts.foundIn.split(separator: ";").contains { place in
            var words = place.split { $0 == " " || $0 == "," }
            guard let first = words.first, first == provider else { return false }
            words.removeFirst()
            return words.contains { $0 == family }
        }
    }

    /// Physical cores: half of the hardware threads on x86, except where a virtual processor is a core (AMD's c7a and m7a, GCP's t2d).
    private static func cores(of type: InstanceType, family: String) -> Int {
        let whole: Set = ["c7a", "m7a", "r7a", "t2d"]
        if type.architecture == "arm64" || whole.contains(family) { return type.processors }
        return max(1, type.processors / 2)
    }
}
