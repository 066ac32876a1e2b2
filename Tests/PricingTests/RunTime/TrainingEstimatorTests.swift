import Foundation
import ModelGraph
import ModelZoo
import Testing
import Vocabulary

@testable import Pricing

@Suite("The time of a training step")
struct TrainingEstimatorTests {
    private static let names = [
        "resnet18", "resnet34", "vgg19", "squeezenet1_1", "mobilenet_v2", "alexnet", "googlenet", "resnet50",
        "squeezenet1_0", "mobilenet_v1",
    ]

    private static func site(memory: Int? = nil) throws -> RunTimeSite {
        let site = try SyntheticDevice(seed: 1).site
        return RunTimeSite(device: site.device, hardware: site.hardware, caches: site.caches, memoryBytes: memory)
    }

    private static func graph(_ name: String) throws -> ModelGraph {
        try #require(ModelZoo.architecture(named: name)).graph()
    }

    private static func key(_ name: String, batch: Int = 32, states: Int = 1) -> TrainingKey {
        TrainingKey(model: name, input: [3, 224, 224], batch: batch, precision: .fp32, optimizerStates: states)
    }

    private static func task(_ name: String, batch: Int = 32, states: Int = 1) throws -> TrainingTask {
        try TrainingTask(key: key(name, batch: batch, states: states), graph: try graph(name))
    }

    /// Runs that take `factor` of the roofline.
    private static func runs(_ factors: [(String, Double)], batch: Int = 32) throws -> [TrainingObservation] {
        let roofline = try Roofline(hardware: try site().hardware, precision: .fp32)
        return try factors.map { name, factor in
            let seconds = roofline.trainingSeconds(
                try graph(name).kernels(), batch: batch, precision: .fp32, optimizerStates: 1)
            return try TrainingObservation(
                device: "synthetic", key: key(name, batch: batch), seconds: factor * seconds, reference: "run \(name)")
        }
    }

    private static func estimator(
        _ runs: [TrainingObservation], memory: Int? = nil
    ) throws -> TrainingEstimator {
        TrainingEstimator(site: try site(memory: memory), observations: runs) { key in
            do { return try graph(key.model).kernels() } catch { return nil }
        }
    }

    @Test("without a training run it is the data sheet's roofline, ×⅓ to ×3")
    func datasheet() throws {
        let task = try Self.task("resnet18")
        let estimate = try Self.estimator([]).estimate(task)
        let roofline = try Roofline(hardware: try Self.site().hardware, precision: .fp32)
        let seconds = roofline.trainingSeconds(task.kernels, batch: 32, precision: .fp32, optimizerStates: 1)
        #expect(estimate.level == .datasheet)
        #expect(abs(estimate.seconds.p50 - seconds) < 1e-12)
        #expect(abs(estimate.interval90.upperBound / seconds - 3) < 1e-3)
        #expect(estimate.provenance.summary.contains("no run was trained here"))
    }

    @Test("a run of this very step is repeated: ±10 % alone, the t-interval from three on")
    func measured() throws {
        let one = try Self.runs([("resnet18", 2)])
        let estimate = try Self.estimator(one).estimate(try Self.task("resnet18"))
        #expect(estimate.level == .measured)
        #expect(estimate.seconds.p50 == one[0].seconds)
        #expect(abs(estimate.interval90.upperBound / estimate.seconds.p50 - exp(0.1)) < 1e-9)
        let three = try Self.runs([("resnet18", 2), ("resnet18", 2.2), ("resnet18", 2.42)])
        let wide = try Self.estimator(three).estimate(try Self.task("resnet18"))
        // ln 1.1 between neighbours: s = 0.0953, t(2; 95 %) = 2.920, √(4/3): 0.3214.
        #expect(abs(log(wide.interval90.upperBound / wide.seconds.p50) - 0.3214) < 5e-4)
    }

    @Test("the same network with another batch or optimizer goes by the roofline's ratio")
    func anchored() throws {
        let estimate = try Self.estimator(try Self.runs([("resnet18", 2)])).estimate(
            try Self.task("resnet18", batch: 64, states: 2))
        let roofline = try Roofline(hardware: try Self.site().hardware, precision: .fp32)
        let seconds = roofline.trainingSeconds(
            try Self.graph("resnet18").kernels(), batch: 64, precision: .fp32, optimizerStates: 2)
        #expect(estimate.level == .calibrated)
        #expect(abs(estimate.seconds.p50 / seconds - 2) < 1e-9)
    }

    @Test("another network goes by the median factor, with the interval that networks left out earned")
    func calibrated() throws {
        // Ten networks, factors 1.5·1.02^k: the median is 1.5·1.02^4.5. Left out, the fifth (k = 4) is predicted by the median of the
        // other nine, k = 5: off by one step; the ends, k = 0 and 9, by five. ⌈0.9 · 11⌉ = 10: the largest, five steps.
        let factors = Self.names.enumerated().map { ($1, 1.5 * pow(1.02, Double($0))) }
        let estimator = try Self.estimator(try Self.runs(factors))
        let task = try Self.task("vgg16")
        let estimate = try estimator.estimate(task)
        let roofline = try Roofline(hardware: try Self.site().hardware, precision: .fp32)
        let seconds = roofline.trainingSeconds(task.kernels, batch: 32, precision: .fp32, optimizerStates: 1)
        #expect(estimate.level == .calibrated)
        #expect(abs(estimate.seconds.p50 / seconds - 1.5 * pow(1.02, 4.5)) < 1e-9)
        #expect(abs(log(estimate.interval90.upperBound / estimate.seconds.p50) - 5 * log(1.02)) < 1e-9)
        #expect(estimate.provenance.summary.contains("10 training runs of 10 networks here"))
    }

    @Test("few networks keep the data sheet's width")
    func few() throws {
        let estimate = try Self.estimator(try Self.runs([("resnet18", 2), ("vgg19", 2.1)])).estimate(
            try Self.task("resnet50"))
        #expect(estimate.level == .calibrated)
        #expect(abs(estimate.interval90.upperBound / estimate.seconds.p50 - 3) < 1e-3)
        #expect(estimate.provenance.summary.contains("not yet calibrated"))
    }

    @Test("runs of other devices do not count")
    func elsewhere() throws {
        let runs = try Self.runs([("resnet18", 2)]).map {
            try TrainingObservation(device: "other", key: $0.key, seconds: $0.seconds, reference: $0.reference)
        }
        #expect(try Self.estimator(runs).estimate(try Self.task("resnet18")).level == .datasheet)
    }

    @Test(
        "a step that does not fit with its activations, gradients and optimizer's state is refused, though inference would fit"
    )
    func memory() throws {
        // VGG-16: 138,357,544 parameters; values, gradients and momentum in fp32 are 1.66 GB, activations of 32 images more than 1 GB.
        let memory = 2 << 30
        let task = try Self.task("vgg16")
        #expect(task.memory.training == 138_357_544 * 4 * 2)
        #expect(throws: RunTimeRefusal.doesNotFit(need: task.memory.total, have: memory, part: task.memory)) {
            try Self.estimator([], memory: memory).estimate(task)
        }
        let inference = try RunTimeTask(model: "vgg16", graph: try Self.graph("vgg16"), batch: 1, precision: .fp32)
        try inference.memory.fit(in: memory)
        // Adam keeps one number more for each parameter.
        #expect(try Self.task("vgg16", states: 2).memory.total - task.memory.total == 138_357_544 * 4)
    }

    @Test(
        "an optimizer keeps as many numbers as its rule has",
        arguments: [
            (OptimizationOptions.Optimizer.sgd, 0.0, 0), (.sgd, 0.9, 1), (.adam, 0.9, 2), (.adamw, 0.0, 2),
            (.rmsprop, 0.0, 1), (.rmsprop, 0.9, 2),
        ])
    func states(optimizer: OptimizationOptions.Optimizer, momentum: Double, count: Int) {
        #expect(optimizer.states(momentum: momentum) == count)
    }
}
