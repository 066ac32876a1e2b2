import Vocabulary

extension HardwareFacts {
    /// Accelerators of the seed table: peaks, memory, bandwidth and thermal design power with their sources, as of 21 November 2026.
    ///
    /// A source that says "recalled; confirm" was not read when the table was made: such facts have quality `recalled`.
    static let accelerators: [HardwareFacts] = [
        HardwareFacts(
            name: "NVIDIA K80 (one GPU of two)", kind: .gpu, peakTeraflops: [.fp32: 4.37],
            memoryGiB: 12, bandwidthGigabytes: 240, thermalDesignWatts: 150, cores: nil,
            foundIn: "aws p2; azure NC",
            source: "vendor datasheet (recalled; confirm before shipping)",
            note: "board: 8.74 TFLOPS boost, 480 GB/s, 300 W", quality: .recalled),
        HardwareFacts(
            name: "NVIDIA P4", kind: .gpu, peakTeraflops: [.fp32: 5.5, .int8: 22],
            memoryGiB: 8, bandwidthGigabytes: 192, thermalDesignWatts: 75, cores: nil,
            foundIn: "gcp P4",
            source: "NeuSight scripts/asplos/data/device_configs (MIT) (5.70 fp32 at boost, 192 GB/s); TDP "
                + "vendor datasheet (recalled; confirm before shipping)",
            note: "", quality: .recalled),
        HardwareFacts(
            name: "NVIDIA P100 PCIe 16GB", kind: .gpu, peakTeraflops: [.fp32: 9.3, .fp16: 18.7],
            memoryGiB: 16, bandwidthGigabytes: 732, thermalDesignWatts: 250, cores: nil,
            foundIn: "gcp P100",
            source: "NeuSight scripts/asplos/data/device_configs (MIT) (9.52 at 1380 MHz); vendor datasheet "
                + "(recalled; confirm before shipping)",
            note: "", quality: .recalled),
        HardwareFacts(
            name: "NVIDIA V100 SXM2 16GB", kind: .gpu, peakTeraflops: [.fp32: 15.7, .fp16: 125],
            memoryGiB: 16, bandwidthGigabytes: 900, thermalDesignWatts: 300, cores: nil,
            foundIn: "aws p3; gcp V100",
            source: "lightning-fabric 2.6.6 utilities/throughput.py _CUDA_FLOPS (cites NVIDIA datasheets); "
                + "llm-analysis 0.2.2 gpu_configs",
            note: "no bf16, no tf32", quality: .cited),
        HardwareFacts(
            name: "NVIDIA V100 PCIe 16/32GB", kind: .gpu, peakTeraflops: [.fp32: 14, .fp16: 112],
            memoryGiB: 32, bandwidthGigabytes: 900, thermalDesignWatts: 250, cores: nil,
            foundIn: "azure NCv3",
            source: "lightning-fabric 2.6.6 utilities/throughput.py _CUDA_FLOPS (cites NVIDIA datasheets); "
                + "NeuSight scripts/asplos/data/device_configs (MIT)",
            note: "azure NCv3 are PCIe", quality: .cited),
        HardwareFacts(
            name: "NVIDIA T4", kind: .gpu, peakTeraflops: [.fp32: 8.1, .fp16: 65, .int8: 130],
            memoryGiB: 16, bandwidthGigabytes: 320, thermalDesignWatts: 70, cores: nil,
            foundIn: "aws g4dn; azure NCasT4_v3; gcp T4",
            source: "lightning-fabric 2.6.6 utilities/throughput.py _CUDA_FLOPS (cites NVIDIA datasheets); "
                + "NeuSight scripts/asplos/data/device_configs (MIT)",
            note: "no bf16; power-capped at 70 W, sustained clocks below boost", quality: .cited),
        HardwareFacts(
            name: "NVIDIA T4G", kind: .gpu, peakTeraflops: [.fp32: 8.1, .fp16: 65, .int8: 130],
            memoryGiB: 16, bandwidthGigabytes: 320, thermalDesignWatts: 70, cores: nil,
            foundIn: "aws g5g (arm64 host)",
            source: "taken as T4 (datasheet-level only)",
            note: "unverified", quality: .recalled),
        HardwareFacts(
            name: "NVIDIA A10", kind: .gpu, peakTeraflops: [.fp32: 31.2, .fp16: 125, .bf16: 125, .int8: 250],
            memoryGiB: 24, bandwidthGigabytes: 600, thermalDesignWatts: 150, cores: nil,
            foundIn: "azure NVadsA10_v5",
            source: "mosaicml 0.32.1 callbacks/speed_monitor.py; lightning-fabric 2.6.6 "
                + "utilities/throughput.py _CUDA_FLOPS (cites NVIDIA datasheets)",
            note: "tf32 62.5 TFLOP/s", quality: .cited),
        HardwareFacts(
            name: "NVIDIA A10G", kind: .gpu, peakTeraflops: [.fp32: 35, .fp16: 70, .bf16: 70, .int8: 140],
            memoryGiB: 24, bandwidthGigabytes: 600, thermalDesignWatts: 300, cores: nil,
            foundIn: "aws g5",
            source: "llm-analysis 0.2.2 gpu_configs (fp16 70, int8 140, 600 GB/s)",
            note: "conflict: lightning-fabric lists A10 numbers (31.2/125) under a10g", quality: .cited),
        HardwareFacts(
            name: "NVIDIA L4", kind: .gpu, peakTeraflops: [.fp32: 30.3, .fp16: 121, .bf16: 121, .int8: 242],
            memoryGiB: 24, bandwidthGigabytes: 300, thermalDesignWatts: 72, cores: nil,
            foundIn: "aws g6; gcp g2",
            source: "lightning-fabric 2.6.6 utilities/throughput.py _CUDA_FLOPS (cites NVIDIA datasheets); "
                + "NeuSight scripts/asplos/data/device_configs (MIT)",
            note: "power-capped at 72 W; tf32 60 TFLOP/s", quality: .cited),
        HardwareFacts(
            name: "NVIDIA L40S", kind: .gpu, peakTeraflops: [.fp32: 91.6, .fp16: 362, .bf16: 362, .int8: 733],
            memoryGiB: 48, bandwidthGigabytes: 864, thermalDesignWatts: 350, cores: nil,
            foundIn: "aws g6e",
            source: "vendor datasheet (recalled; confirm before shipping)",
            note: "tf32 183 TFLOP/s", quality: .recalled),
        HardwareFacts(
            name: "NVIDIA A100 PCIe 40GB", kind: .gpu,
            peakTeraflops: [.fp32: 19.5, .fp16: 312, .bf16: 312, .int8: 624],
            memoryGiB: 40, bandwidthGigabytes: 1555, thermalDesignWatts: 250, cores: nil,
            foundIn: "",
            source: "lightning-fabric 2.6.6 utilities/throughput.py _CUDA_FLOPS (cites NVIDIA datasheets); "
                + "NeuSight scripts/asplos/data/device_configs (MIT)",
            note: "tf32 156 TFLOP/s", quality: .cited),
        HardwareFacts(
            name: "NVIDIA A100 SXM4 40GB", kind: .gpu,
            peakTeraflops: [.fp32: 19.5, .fp16: 312, .bf16: 312, .int8: 624],
            memoryGiB: 40, bandwidthGigabytes: 1555, thermalDesignWatts: 400, cores: nil,
            foundIn: "aws p4d; gcp a2-highgpu; azure ND96asr_v4",
            source: "lightning-fabric 2.6.6 utilities/throughput.py _CUDA_FLOPS (cites NVIDIA datasheets); "
                + "NeuSight scripts/asplos/data/device_configs (MIT)",
            note: "tf32 156 TFLOP/s", quality: .cited),
        HardwareFacts(
            name: "NVIDIA A100 PCIe 80GB", kind: .gpu,
            peakTeraflops: [.fp32: 19.5, .fp16: 312, .bf16: 312, .int8: 624],
            memoryGiB: 80, bandwidthGigabytes: 1935, thermalDesignWatts: 300, cores: nil,
            foundIn: "azure NC_A100_v4; runpod",
            source: "lightning-fabric 2.6.6 utilities/throughput.py _CUDA_FLOPS (cites NVIDIA datasheets); "
                + "NeuSight scripts/asplos/data/device_configs (MIT)",
            note: "tf32 156 TFLOP/s", quality: .cited),
        HardwareFacts(
            name: "NVIDIA A100 SXM4 80GB", kind: .gpu,
            peakTeraflops: [.fp32: 19.5, .fp16: 312, .bf16: 312, .int8: 624],
            memoryGiB: 80, bandwidthGigabytes: 2039, thermalDesignWatts: 400, cores: nil,
            foundIn: "aws p4de; gcp a2-ultragpu; azure ND96amsr",
            source: "lightning-fabric 2.6.6 utilities/throughput.py _CUDA_FLOPS (cites NVIDIA datasheets); "
                + "llm-analysis 0.2.2 gpu_configs",
            note: "tf32 156 TFLOP/s", quality: .cited),
        HardwareFacts(
            name: "NVIDIA H100 PCIe 80GB", kind: .gpu,
            peakTeraflops: [.fp32: 51.2, .fp16: 756, .bf16: 756, .int8: 1513],
            memoryGiB: 80, bandwidthGigabytes: 2000, thermalDesignWatts: 350, cores: nil,
            foundIn: "",
            source: "lightning-fabric 2.6.6 utilities/throughput.py _CUDA_FLOPS (cites NVIDIA datasheets); "
                + "llm-analysis 0.2.2 gpu_configs",
            note: "tf32 378 TFLOP/s", quality: .cited),
        HardwareFacts(
            name: "NVIDIA H100 SXM5 80GB", kind: .gpu,
            peakTeraflops: [.fp32: 66.9, .fp16: 989.4, .bf16: 989.4, .int8: 1978.9],
            memoryGiB: 80, bandwidthGigabytes: 3350, thermalDesignWatts: 700, cores: nil,
            foundIn: "aws p5; gcp a3; azure ND_H100_v5",
            source: "lightning-fabric 2.6.6 utilities/throughput.py _CUDA_FLOPS (cites NVIDIA datasheets); "
                + "llm-analysis 0.2.2 gpu_configs",
            note: "NeuSight uses 3430 GB/s; tf32 494.7 TFLOP/s", quality: .cited),
        HardwareFacts(
            name: "NVIDIA H100 NVL 94GB", kind: .gpu, peakTeraflops: [.fp32: 60, .fp16: 835, .bf16: 835, .int8: 1671],
            memoryGiB: 94, bandwidthGigabytes: 3900, thermalDesignWatts: 400, cores: nil,
            foundIn: "azure NCadsH100_v5",
            source: "vendor datasheet (recalled; confirm before shipping)",
            note: "lightning-fabric \"h100 nvl\" is the pair (x2); tf32 417.5 TFLOP/s", quality: .recalled),
        HardwareFacts(
            name: "NVIDIA H200 SXM 141GB", kind: .gpu,
            peakTeraflops: [.fp32: 66.9, .fp16: 989.4, .bf16: 989.4, .int8: 1978.9],
            memoryGiB: 141, bandwidthGigabytes: 4800, thermalDesignWatts: 700, cores: nil,
            foundIn: "aws p5en",
            source: "lightning-fabric 2.6.6 utilities/throughput.py _CUDA_FLOPS (cites NVIDIA datasheets) halved",
            note: "lightning-fabric lists 2.0e15 bf16 = WITH sparsity; dense is half; tf32 494.7 TFLOP/s"
                + "lightning-fabric lists 2.0e15 bf16 = WITH sparsity; dense is half; tf32 494.7 TFLOP/s",
            quality: .cited),
        HardwareFacts(
            name: "NVIDIA RTX A6000", kind: .gpu,
            peakTeraflops: [.fp32: 38.7, .fp16: 154.8, .bf16: 154.8, .int8: 309.7],
            memoryGiB: 48, bandwidthGigabytes: 768, thermalDesignWatts: 300, cores: nil,
            foundIn: "lambda",
            source: "llm-analysis 0.2.2 gpu_configs; lightning-fabric 2.6.6 utilities/throughput.py "
                + "_CUDA_FLOPS (cites NVIDIA datasheets)",
            note: "lightning lists bf16 38.7 (CUDA-core rate); tf32 77.4 TFLOP/s", quality: .cited),
        HardwareFacts(
            name: "GeForce RTX 3060 12GB", kind: .gpu,
            peakTeraflops: [.fp32: 12.74, .fp16: 51, .bf16: 25.5, .int8: 101.9],
            memoryGiB: 12, bandwidthGigabytes: 360, thermalDesignWatts: 170, cores: nil,
            foundIn: "home",
            source: "topcpu.net, hmc-tech.com spec pages (12.74 TF, 360 GB/s, 170 W)",
            note: "tensor figures derived from INT4-sparse 407.6", quality: .computed),
        HardwareFacts(
            name: "GeForce RTX 3090", kind: .gpu, peakTeraflops: [.fp32: 35.6, .fp16: 142, .bf16: 71, .int8: 284],
            memoryGiB: 24, bandwidthGigabytes: 936, thermalDesignWatts: 350, cores: nil,
            foundIn: "home",
            source: "lightning-fabric 2.6.6 utilities/throughput.py _CUDA_FLOPS (cites NVIDIA datasheets); "
                + "vendor datasheet (recalled; confirm before shipping)",
            note: "fp16 with fp16 accumulate; bf16 with fp32 accumulate", quality: .recalled),
        HardwareFacts(
            name: "GeForce RTX 4060", kind: .gpu,
            peakTeraflops: [.fp32: 15.11, .fp16: 60.4, .bf16: 30.2, .int8: 120.9],
            memoryGiB: 8, bandwidthGigabytes: 272, thermalDesignWatts: 115, cores: nil,
            foundIn: "home",
            source: "hmc-tech.com (15.11 TF, 115 W)",
            note: "hmc-tech lists 288 GB/s; NVIDIA 272", quality: .cited),
        HardwareFacts(
            name: "GeForce RTX 4090", kind: .gpu,
            peakTeraflops: [.fp32: 82.6, .fp16: 330.3, .bf16: 165.2, .int8: 660.6],
            memoryGiB: 24, bandwidthGigabytes: 1008, thermalDesignWatts: 450, cores: nil,
            foundIn: "home",
            source: "lightning-fabric 2.6.6 utilities/throughput.py _CUDA_FLOPS (cites NVIDIA datasheets); "
                + "topcpu.net (1008 GB/s, 450 W)",
            note: "lightning lists bf16 82.6 (CUDA-core rate)", quality: .cited),
    ]
}
