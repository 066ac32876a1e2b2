import Vocabulary

extension HardwareFacts {
    /// Processors of the seed table: peaks, memory, bandwidth and thermal design power with their sources, as of 21 November 2026.
    ///
    /// A source that says "recalled; confirm" was not read when the table was made: such facts have quality `recalled`.
    static let processors: [HardwareFacts] = [
        HardwareFacts(
            name: "Intel Xeon Platinum 8259CL (Cascade Lake)", kind: .cpu, peakTeraflops: [.fp32: 4.762],
            memoryGiB: nil, bandwidthGigabytes: 140.8, thermalDesignWatts: 210, cores: 24,
            foundIn: "aws m5, g4dn",
            source: "TDP: codecarbon 3.3.2 cpu_power.csv; peak computed cores x GHz x FLOP/cycle",
            note: "3.1 GHz x 64 FLOP/cycle/core; 6ch DDR4-2933; per vCPU (1 HT) divide by 48", quality: .computed),
        HardwareFacts(
            name: "Intel Xeon Platinum 8375C (Ice Lake)", kind: .cpu, peakTeraflops: [.fp32: 7.168],
            memoryGiB: nil, bandwidthGigabytes: 204.8, thermalDesignWatts: 300, cores: 32,
            foundIn: "aws c6i, m6i, r6i",
            source: "TDP: codecarbon 3.3.2 cpu_power.csv; peak computed cores x GHz x FLOP/cycle",
            note: "3.5 GHz x 64 FLOP/cycle/core; 8ch DDR4-3200; per vCPU divide by 64", quality: .computed),
        HardwareFacts(
            name: "Intel Xeon Platinum 8488C (Sapphire Rapids)", kind: .cpu,
            peakTeraflops: [.fp32: 9.83, .bf16: 255.6],
            memoryGiB: nil, bandwidthGigabytes: 307.2, thermalDesignWatts: 350, cores: 48,
            foundIn: "aws c7i, m7i",
            source: "TDP assumed from 8480 class (8488C unpublished); peak computed",
            note: "3.2 GHz x 64 FLOP/cycle/core; AMX bf16 1024 MAC/cycle/core in addition", quality: .recalled),
        HardwareFacts(
            name: "AMD EPYC 7R13 (Milan, Zen3)", kind: .cpu, peakTeraflops: [.fp32: 5.069],
            memoryGiB: nil, bandwidthGigabytes: 204.8, thermalDesignWatts: 225, cores: 48,
            foundIn: "aws c6a, m6a",
            source: "TDP: codecarbon 3.3.2 cpu_power.csv; peak computed cores x GHz x FLOP/cycle",
            note: "3.3 GHz x 32 FLOP/cycle/core; 8ch DDR4-3200", quality: .computed),
        HardwareFacts(
            name: "AMD EPYC 9R14 (Genoa, Zen4)", kind: .cpu, peakTeraflops: [.fp32: 10.752],
            memoryGiB: nil, bandwidthGigabytes: 460.8, thermalDesignWatts: 360, cores: 96,
            foundIn: "aws c7a, m7a",
            source: "TDP assumed from 9654 class; peak computed",
            note: "3.5 GHz x 32 FLOP/cycle/core; no SMT on c7a: 1 vCPU = 1 core", quality: .recalled),
        HardwareFacts(
            name: "AWS Graviton2 (Neoverse N1)", kind: .cpu, peakTeraflops: [.fp32: 2.56],
            memoryGiB: nil, bandwidthGigabytes: 204.8, thermalDesignWatts: 110, cores: 64,
            foundIn: "aws c6g, m6g, t4g",
            source: "TDP estimate (unpublished); peak computed",
            note: "2.5 GHz x 16 FLOP/cycle/core; 1 vCPU = 1 core", quality: .recalled),
        HardwareFacts(
            name: "AWS Graviton3 (Neoverse V1)", kind: .cpu, peakTeraflops: [.fp32: 5.325],
            memoryGiB: nil, bandwidthGigabytes: 307.2, thermalDesignWatts: 100, cores: 64,
            foundIn: "aws c7g, m7g",
            source: "TDP estimate (unpublished); peak computed",
            note: "2.6 GHz x 32 FLOP/cycle/core; 2x256-bit SVE; bf16 MMLA x2-4", quality: .recalled),
        HardwareFacts(
            name: "AWS Graviton4 (Neoverse V2)", kind: .cpu, peakTeraflops: [.fp32: 8.602],
            memoryGiB: nil, bandwidthGigabytes: 537.6, thermalDesignWatts: 130, cores: 96,
            foundIn: "aws c8g, m8g",
            source: "TDP estimate (unpublished); peak computed",
            note: "2.8 GHz x 32 FLOP/cycle/core; 4x128-bit SVE2", quality: .recalled),
        HardwareFacts(
            name: "Ampere Altra (Neoverse N1)", kind: .cpu, peakTeraflops: [.fp32: 3.84],
            memoryGiB: nil, bandwidthGigabytes: 204.8, thermalDesignWatts: 210, cores: 80,
            foundIn: "gcp t2a; azure Dps_v5",
            source: "vendor TDP recalled; peak computed",
            note: "3.0 GHz x 16 FLOP/cycle/core; 1 vCPU = 1 core", quality: .recalled),
        HardwareFacts(
            name: "Intel Core i7-8700", kind: .cpu, peakTeraflops: [.fp32: 0.826],
            memoryGiB: nil, bandwidthGigabytes: 41.6, thermalDesignWatts: 65, cores: 6,
            foundIn: "home",
            source: "TDP: codecarbon 3.3.2 cpu_power.csv; peak computed cores x GHz x FLOP/cycle",
            note: "4.3 GHz x 32 FLOP/cycle/core; AVX2 2 FMA; PL2 above TDP", quality: .computed),
        HardwareFacts(
            name: "Intel Core i7-12700K (8P)", kind: .cpu, peakTeraflops: [.fp32: 1.203],
            memoryGiB: nil, bandwidthGigabytes: 76.8, thermalDesignWatts: 190, cores: 8,
            foundIn: "home",
            source: "TDP: codecarbon 3.3.2 cpu_power.csv; peak computed cores x GHz x FLOP/cycle",
            note: "4.7 GHz x 32 FLOP/cycle/core; P-cores only; AVX2", quality: .computed),
        HardwareFacts(
            name: "Intel Core i5-1135G7 (laptop)", kind: .cpu, peakTeraflops: [.fp32: 0.486],
            memoryGiB: nil, bandwidthGigabytes: 68.3, thermalDesignWatts: 28, cores: 4,
            foundIn: "home",
            source: "TDP: codecarbon 3.3.2 cpu_power.csv; peak computed cores x GHz x FLOP/cycle",
            note: "3.8 GHz x 32 FLOP/cycle/core; AVX-512 1 FMA; thermally limited", quality: .computed),
        HardwareFacts(
            name: "AMD Ryzen 5 5600X", kind: .cpu, peakTeraflops: [.fp32: 0.845],
            memoryGiB: nil, bandwidthGigabytes: 51.2, thermalDesignWatts: 65, cores: 6,
            foundIn: "home",
            source: "TDP: codecarbon 3.3.2 cpu_power.csv; peak computed cores x GHz x FLOP/cycle",
            note: "4.4 GHz x 32 FLOP/cycle/core; PPT 76 W", quality: .computed),
        HardwareFacts(
            name: "AMD Ryzen 7 5800X", kind: .cpu, peakTeraflops: [.fp32: 1.152],
            memoryGiB: nil, bandwidthGigabytes: 51.2, thermalDesignWatts: 105, cores: 8,
            foundIn: "home",
            source: "TDP: codecarbon 3.3.2 cpu_power.csv; peak computed cores x GHz x FLOP/cycle",
            note: "4.5 GHz x 32 FLOP/cycle/core; PPT 142 W", quality: .computed),
        HardwareFacts(
            name: "Apple M1 (4P cores, NEON)", kind: .cpu, peakTeraflops: [.fp32: 0.41],
            memoryGiB: nil, bandwidthGigabytes: 68.3, thermalDesignWatts: 10, cores: 4,
            foundIn: "home",
            source: "TDP: codecarbon 3.3.2 cpu_power.csv; peak computed cores x GHz x FLOP/cycle (10 W table value)",
            note: "3.2 GHz x 32 FLOP/cycle/core; AMX/GPU not counted; GPU 2.6 TFLOPS fp32", quality: .computed),
        HardwareFacts(
            name: "Raspberry Pi 4 (4x Cortex-A72)", kind: .cpu, peakTeraflops: [.fp32: 0.048],
            memoryGiB: nil, bandwidthGigabytes: 12.8, thermalDesignWatts: 6, cores: 4,
            foundIn: "home",
            source: "peak computed; power recalled",
            note: "1.5 GHz x 8 FLOP/cycle/core; stream ~4-5 GB/s in practice", quality: .recalled),
        HardwareFacts(
            name: "Raspberry Pi 5 (4x Cortex-A76)", kind: .cpu, peakTeraflops: [.fp32: 0.154],
            memoryGiB: nil, bandwidthGigabytes: 17.1, thermalDesignWatts: 12, cores: 4,
            foundIn: "home",
            source: "peak computed; power recalled",
            note: "2.4 GHz x 16 FLOP/cycle/core", quality: .recalled),
    ]
}
