import Pricing
import Testing
import Vocabulary

@Suite("Device facts")
struct HardwareTests {
    @Test("the table has 24 accelerators and 17 processors, each with a source and figures above 0")
    func table() {
        #expect(HardwareCatalogue.all.count == 41)
        #expect(HardwareCatalogue.all.filter { $0.kind == .gpu }.count == 24)
        for facts in HardwareCatalogue.all {
            #expect(
                !facts.source.isEmpty && facts.peakFlops(.fp32) > 0 && facts.bandwidthGigabytes > 0, "\(facts.name)")
        }
    }

    @Test(
        "a title of the system finds its entry",
        arguments: [
            ("NVIDIA T4", "NVIDIA T4"), ("AMD EPYC 7R13", "AMD EPYC 7R13 (Milan, Zen3)"),
            ("Intel(R) Xeon(R) Platinum 8488C", "Intel Xeon Platinum 8488C (Sapphire Rapids)"),
            ("Intel(R) Core(TM) i7-8700 CPU @ 3.20GHz", "Intel Core i7-8700"),
            ("AMD EPYC 9575F", nil), ("AMD EPYC", nil), ("", nil),
        ] as [(String, String?)])
    func find(title: String, name: String?) {
        #expect(HardwareCatalogue.find(title)?.name == name)
    }

    @Test("a figure from memory says so in its evidence")
    func recalled() throws {
        let facts = try #require(HardwareCatalogue.find("NVIDIA L40S"))
        #expect(facts.quality == .recalled)
        #expect(facts.provenance.summary.contains("recalled"))
        #expect(HardwareCatalogue.find("GeForce RTX 3060 12GB")?.quality == .computed)
    }

    /// 2 cores · 3 GHz · 64 FLOP/cycle = 0.384 TFLOP/s.
    @Test("a processor that nobody described gets a stated default, never a silent one")
    func fallback() {
        var machine = MachineFacts(architecture: "x86_64", logicalProcessors: 2, usableProcessors: 2, memoryMiB: 1000)
        machine.processor = "AMD EPYC"
        machine.flags = ["avx2", "avx512f", "avx512_bf16"]
        let facts = HardwareCatalogue.processor(machine)
        #expect(facts.quality == .assumed)
        #expect(abs(facts.peakFlops(.fp32) - 0.384e12) < 1)
        #expect(abs(facts.peakFlops(.bf16) - 0.768e12) < 1)
        #expect(facts.note.contains("assumed"))
        #expect(facts.thermalDesignWatts == nil)
    }

    /// 5.069 TFLOP/s of 48 cores, 4 of them: 0.4224.
    @Test("an instance has the peaks of its share of the cores")
    func share() throws {
        var machine = MachineFacts(architecture: "x86_64", logicalProcessors: 8, usableProcessors: 4, memoryMiB: 1000)
        machine.processor = "AMD EPYC 7R13 Processor"
        machine.cores = 4
        let facts = HardwareCatalogue.processor(machine)
        #expect(abs(facts.peakFlops(.fp32) / 1e12 - 0.42242) < 0.0001)
        #expect(facts.note.contains("4 of 48 cores"))
    }
}
