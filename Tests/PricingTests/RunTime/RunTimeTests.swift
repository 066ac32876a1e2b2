import Foundation
import ModelGraph
import ModelZoo
import Testing
import Vocabulary

@testable import Pricing

@Suite("Run time")
struct RunTimeTests {
    static let few: Set = ["alexnet", "resnet18", "squeezenet1_1", "mobilenet_v2", "shufflenet_v2_x1_0", "vgg16"]

    static func task(_ name: String, batch: Int = 1, _ precision: Precision = .fp32) throws -> RunTimeTask {
        let architecture = try #require(ModelZoo.architecture(named: name))
        return try RunTimeTask(model: name, graph: architecture.graph(), batch: batch, precision: precision)
    }

    /// 20 convolutions (the three of the shortcuts too), max pool, global pool, linear: normalisations, activations and additions are fused.
    @Test("an engine fuses normalisation, activation and addition: ResNet-18 is 23 kernels")
    func fusion() throws {
        let graph = try #require(ModelZoo.architecture(named: "resnet18")).graph()
        let kernels = graph.kernels()
        #expect(kernels.count == 23)
        #expect(kernels.reduce(0) { $0 + $1.macs } == 1_814_073_344)
    }

    @Test("a gate's product is a kernel of its own, not a part of the gate's last layer")
    func gate() throws {
        let kernels = try #require(ModelZoo.architecture(named: "efficientnet_b0")).graph().kernels()
        #expect(kernels.filter { $0.kind == .elementwise }.count == 16)
    }

    @Test("measured beats calibrated beats the data sheet, and each says what it is")
    func precedence() throws {
        var device = try SyntheticDevice(seed: 7)
        let networks = try SyntheticDevice.zoo(Self.few)
        let runs = try device.runs(networks, noise: 0.02)
        let estimator = RunTimeEstimator(site: device.site, observations: runs, networks: networks)
        #expect(try estimator.estimate(Self.task("resnet18")).level == .measured)
        let other = try estimator.estimate(Self.task("resnet18", batch: 4))
        #expect(other.level == .calibrated)
        #expect(other.provenance.summary.contains("T(b) = a + c·b"))
        let unseen = try estimator.estimate(Self.task("resnet50"))
        #expect(unseen.level == .calibrated)
        #expect(unseen.provenance.summary.contains("12 runs of 6 networks"))
        let bare = RunTimeEstimator(site: device.site, observations: [], networks: networks)
        let sheet = try bare.estimate(Self.task("resnet50"))
        #expect(sheet.level == .datasheet)
        #expect(sheet.interval90.upperBound / sheet.interval90.lowerBound > 8.9)
        #expect(sheet.provenance.summary.contains("assumed"))
    }

    @Test("a precision that never ran here is carried over from the one that did")
    func precision() throws {
        var device = try SyntheticDevice(seed: 7)
        let networks = try SyntheticDevice.zoo(Self.few)
        let runs = try device.runs(networks, noise: 0.02)
        let estimator = RunTimeEstimator(site: device.site, observations: runs, networks: networks)
        let estimate = try estimator.estimate(Self.task("resnet18", .bf16))
        #expect(estimate.level == .calibrated)
        #expect(estimate.provenance.summary.contains("another precision"))
        #expect(estimate.seconds.p50 < (try estimator.estimate(Self.task("resnet18"))).seconds.p50)
    }

    @Test("more images never take less time, at every level")
    func monotone() throws {
        var device = try SyntheticDevice(seed: 3)
        let networks = try SyntheticDevice.zoo(Self.few)
        let runs = try device.runs(networks, noise: 0.02)
        let estimator = RunTimeEstimator(site: device.site, observations: runs, networks: networks)
        for name in ["mobilenet_v1", "squeezenet1_0", "resnet50"] {
            var last = (0.0, 0.0)
            for batch in [1, 2, 4, 16, 64, 256] {
                let task = try Self.task(name, batch: batch)
                let now = (
                    try #require(estimator.calibrated(task)).seconds.p50, try estimator.datasheet(task).seconds.p50
                )
                #expect(now.0 > last.0 && now.1 > last.1, "\(name) \(batch)")
                last = now
            }
        }
    }

    @Test("work that does not fit is refused with what it needs and what there is")
    func memory() throws {
        var device = try SyntheticDevice(seed: 3)
        let networks = try SyntheticDevice.zoo(Self.few)
        let estimator = RunTimeEstimator(
            site: device.site, observations: try device.runs(networks, noise: 0.02), networks: networks)
        let task = try Self.task("vgg16", batch: 4096)
        // 0.73 of 25.69 MB of live activations for an image, 4096 of them: 76.8 GB; 16 GiB are there.
        let error = #expect(throws: RunTimeRefusal.self) { try estimator.estimate(task) }
        guard case .doesNotFit(let need, let have, _)? = error else {
            Issue.record("another refusal: \(String(describing: error))")
            return
        }
        #expect(need > 76_800_000_000)
        #expect(have == 17_179_869_184)
    }

    @Test("on a processor the need is the estimated peak of OpenVINO's process, on an accelerator the sum of the parts")
    func memoryByHardware() throws {
        let task = try Self.task("vgg16")
        // 84 + 1.98 · 527.79 (weights) + 0.73 · 24.50 (live) + 1.6 · 4.59 MiB (eight inputs of 3·224·224); measured were 1165.06.
        #expect(task.memory(on: .cpu).total >> 20 == 1154)
        // 527.79 + 24.50 + 392.15, what the first linear layer reads and writes: 25,088 · 4096 weights.
        #expect(task.memory(on: .gpu).total >> 20 == 944)
        let memory = 1200 << 20
        let processor = try SyntheticDevice(seed: 1).site
        let machine = RunTimeSite(
            device: "small", hardware: processor.hardware, caches: processor.caches, memoryBytes: memory)
        // 0.9 · 1200 = 1080.
        let refusal = RunTimeRefusal.doesNotFit(
            need: task.processMemory.total, have: memory, part: task.processMemory)
        #expect(throws: refusal) {
            try RunTimeEstimator(site: machine, observations: [], networks: [:]).estimate(task)
        }
        #expect(
            "\(refusal)".hasPrefix(
                "needs 1154 MiB (the process, estimated from parameters 527, activations 24, inputs 4; "))
        let card = RunTimeSite(
            device: "card", hardware: try #require(HardwareCatalogue.find("NVIDIA V100 SXM2 16GB")),
            caches: processor.caches, memoryBytes: memory)
        #expect(
            try RunTimeEstimator(site: card, observations: [], networks: [:]).estimate(task).level == .datasheet)
    }

    @Test("no formula is taken for an engine or a device that it was not fitted to")
    func fitted() {
        #expect(EngineMemory.fitted(engine: "openvino", device: "cpu") == .openVINO)
        #expect(EngineMemory.fitted(engine: "openvino", device: "gpu") == nil)
        #expect(EngineMemory.fitted(engine: "torch", device: "cpu") == nil)
    }

    @Test("a transfer with fewer than three shared networks is refused; with three it carries the ratio over")
    func transfer() throws {
        var fast = try SyntheticDevice("fast", seed: 1)
        let networks = try SyntheticDevice.zoo(Self.few)
        let there = try fast.runs(networks, batches: [1], noise: 0)
        let here = try there.prefix(3).map {
            try RunObservation(
                device: "here", model: $0.model, batch: 1, precision: .fp32, seconds: 2 * $0.seconds, reference: "t")
        }
        let site = RunTimeSite(
            device: "here", hardware: fast.site.hardware, caches: fast.site.caches, memoryBytes: nil)
        let task = try Self.task("vgg16")
        let refused = RunTimeEstimator(site: site, observations: there + here.prefix(2), networks: networks)
        #expect(
            refused.transferred(task).refusals == [.tooFewSharedModels(shared: 2, needed: 3, source: "fast")])
        let allowed = RunTimeEstimator(site: site, observations: there + here, networks: networks)
        let estimate = try #require(allowed.transferred(task).estimate)
        let source = try #require(there.first { $0.model == "vgg16" })
        #expect(abs(estimate.seconds.p50 / source.seconds - 2) < 1e-9)
    }

    @Test("training takes about three times as long as inference, and the optimizer's state is added")
    func training() throws {
        let facts = try #require(HardwareCatalogue.find("NVIDIA V100 SXM2 16GB"))
        let roofline = try Roofline(hardware: facts, precision: .fp32)
        let kernels = try SyntheticDevice.zoo(["vgg16"])["vgg16"] ?? []
        let forward = roofline.seconds(kernels, batch: 64, precision: .fp32)
        let plain = roofline.trainingSeconds(kernels, batch: 64, precision: .fp32, optimizerStates: 0)
        let adam = roofline.trainingSeconds(kernels, batch: 64, precision: .fp32, optimizerStates: 2)
        #expect(plain / forward > 3 && plain / forward < 3.2)
        // Two states, read and written: 4 · 4 bytes · 138,357,544 parameters at 0.2 · 900 GB/s = 12.3 ms.
        #expect(abs(adam - plain - 0.0123) < 0.0001)
        #expect(
            roofline.trainingSeconds(
                kernels, batch: 64, precision: .fp32, optimizerStates: 0, inputSeconds: 100) == 100)
    }
}
