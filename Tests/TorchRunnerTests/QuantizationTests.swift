import CTorchShim
import Compression
import Foundation
import ModelGraph
import ModelZoo
import RunnerKit
import RunnerUnderTest
import Testing
import Vocabulary

@testable import OpenVINORunner
@testable import TorchRunner

@Suite("Quantization-aware training")
struct QuantizationTests {
    /// Noise with labels in turn, the same for the same seed.
    static func noise(_ count: Int, shape: [Int], seed: UInt64, classes: Int) -> TorchBatch {
        let size = shape.reduce(1, *)
        let inputs = SeededInputs(length: size * count, seed: seed)
        return TorchBatch(
            images: Array(inputs.values.prefix(size * count)), labels: (0..<count).map { Int64($0 % classes) },
            shape: shape)
    }

    /// A network that was calibrated on noise and then made so many steps with roundings.
    static func tuned(
        _ model: String, shape: [Int], steps: Int
    ) throws -> Tuned {
        let graph = try StartingWeights.graph(of: .zoo(model), input: shape, classes: 10)
        let start = StartingWeights(
            graph: graph, weights: .seeded(for: graph, seed: 3), head: try #require(graph.node(named: "fc")))
        var recipe = RecipeOptions()
        recipe.recipe = .quantizationAware
        recipe.rangeMomentum = 0.1
        let awareness = try #require(try QuantizationAwareness(start, recipe))
        let network = try TorchNetwork.build(
            awareness.quantization.graph, channelsLast: true, rounding: RoundingPlan(awareness.quantization))
        try network.load(awareness.quantization.weights)
        try network.setRounding(CTS_ROUNDING_CALIBRATE)
        for seed in 0..<4 { _ = try network.predict(noise(8, shape: shape, seed: UInt64(seed), classes: 10)) }
        var options = OptimizationOptions()
        options.learningRate = 0.01
        let optimizer = try TorchOptimizer.make(for: network, options)
        for step in 0..<steps {
            try awareness.choose(network, update: step, of: steps)
            let batch = noise(8, shape: shape, seed: UInt64(100 + step), classes: 10)
            _ = try network.step(batch, optimizer, OptimizerTests.settings())
        }
        try awareness.fix(network)
        return Tuned(network, awareness)
    }

    /// A network with its roundings. A class, because a network cannot be copied into a tuple.
    final class Tuned {
        let network: TorchNetwork
        let awareness: QuantizationAwareness

        init(_ network: consuming TorchNetwork, _ awareness: QuantizationAwareness) {
            self.network = network
            self.awareness = awareness
        }
    }

    /// Logits of an ONNX file in OpenVINO, an image at a time.
    static func logits(_ url: URL, _ batch: TorchBatch) throws -> [Float] {
        let core = try OpenVINOCore.open()
        let model = try RunningModel(core, url.path, batch: 1, threads: 1, seed: 1)
        let size = batch.shape.reduce(1, *)
        return try (0..<batch.count).flatMap { index in
            try model.infer(Array(batch.images[(index * size)..<((index + 1) * size)]))
            return try model.output(0).values
        }
    }

    /// Rounding to nearest happens on sums of Float32 in one and of whole numbers in the other, so now and then a number falls on the
    /// other side of a step: the tolerance is a share of the logits' spread.
    @Test(
        "what was trained is what the exported file computes in int8, within 2 % of the spread of logits",
        arguments: [("shoestring_cnn", [1, 16, 16]), ("resnet18_small", [3, 16, 16])])
    func agreement(model: String, shape: [Int]) throws {
        let tuned = try Self.tuned(model, shape: shape, steps: 8)
        let batch = Self.noise(32, shape: shape, seed: 77, classes: 10)
        let simulated = try tuned.network.predict(batch)
        let made = try tuned.awareness.compressed(tuned.network, average: false)
        let place = try Workplace()
        let url = place.url.appending(path: "qat.onnx")
        try ONNXExporter.write(
            made.graph, weights: made.weights, to: url, batch: .dynamic, decoration: made.decoration)
        #expect(try ONNXModel.inspect(url).operators["QuantizeLinear"] ?? 0 > 3)
        let executed = try Self.logits(url, batch)
        let rows = [batch.count, 10]
        let comparison = try #require(
            OutputComparison(
                variant: [Output(shape: rows, values: executed)], reference: [Output(shape: rows, values: simulated)]))
        #expect(try #require(comparison.relativeDifference) < 0.02)
        // Not the same as in floating point, or nothing would have been rounded.
        try tuned.network.setRounding(CTS_ROUNDING_OFF)
        let exact = try tuned.network.predict(batch)
        #expect(exact != simulated)
    }

    @Test("the file has exactly the ranges of the training, and they move until three quarters of it")
    func ranges() throws {
        let tuned = try Self.tuned("shoestring_cnn", shape: [1, 16, 16], steps: 4)
        let awareness = tuned.awareness
        let made = try awareness.compressed(tuned.network, average: false)
        for (group, values) in awareness.quantization.groups.enumerated() {
            let range = try tuned.network.range(group, average: false)
            let grid = QuantizationGrid(low: range.low, high: range.high)
            for value in values {
                #expect(made.decoration.activations[value]?.scale == grid.scale)
                #expect(made.decoration.activations[value]?.zeroPoint == grid.zeroPoint)
            }
        }
        let before = try tuned.network.range(0, average: false)
        let batch = Self.noise(8, shape: [1, 16, 16], seed: 5, classes: 10)
        let optimizer = try TorchOptimizer.make(for: tuned.network, OptimizationOptions())
        try awareness.choose(tuned.network, update: 3, of: 4)
        _ = try tuned.network.step(batch, optimizer, OptimizerTests.settings())
        let fixed = try tuned.network.range(0, average: false)
        #expect(fixed.low == before.low && fixed.high == before.high)
        try awareness.choose(tuned.network, update: 2, of: 4)
        _ = try tuned.network.step(batch, optimizer, OptimizerTests.settings())
        let moved = try tuned.network.range(0, average: false)
        #expect(moved.low != before.low || moved.high != before.high)
    }

    @Test("a moving range goes the given share of the way to what passed")
    func momentum() throws {
        let net = try GraphBuilder(name: "tiny", input: [2, 1, 1])
        let graph = try net.graph(output: try net.linear("fc", try net.flatten("flatten", net.input), 2))
        var recipe = RecipeOptions()
        recipe.recipe = .quantizationAware
        let start = StartingWeights(graph: graph, weights: .seeded(for: graph, seed: 1), head: graph.nodes[1])
        let awareness = try #require(try QuantizationAwareness(start, recipe))
        let network = try TorchNetwork.build(graph, channelsLast: false, rounding: RoundingPlan(awareness.quantization))
        try network.load(start.weights)
        try network.setRounding(CTS_ROUNDING_CALIBRATE)
        _ = try network.predict(TorchBatch(images: [-2, 6], labels: [0], shape: [2, 1, 1]))
        let calibrated = try network.range(0, average: false)
        #expect(calibrated.low == -2 && calibrated.high == 6)
        let optimizer = try TorchOptimizer.make(for: network, OptimizationOptions())
        try network.setRounding(CTS_ROUNDING_LEARN, momentum: 0.25)
        _ = try network.step(
            TorchBatch(images: [-1, 2], labels: [0], shape: [2, 1, 1]), optimizer, OptimizerTests.settings())
        // −2 + ¼·(−1 + 2) and 6 + ¼·(2 − 6).
        let moved = try network.range(0, average: false)
        #expect(moved.low == -1.75 && moved.high == 5)
    }

    /// a gives (x₁, x₁ + x₂), b the logits (a₁ − a₂, a₂ − a₁). Calibrated with (2.55, 0), both ranges are 0…2.55 with steps of 0.01: of
    /// (2, 1) a gives (2, 3), and 3 is cut off.
    @Test("gradients pass straight through a rounding, and are 0 where a value lies outside of the range")
    func gradients() throws {
        let net = try GraphBuilder(name: "tiny", input: [2, 1, 1])
        let flat = try net.flatten("flatten", net.input)
        let graph = try net.graph(output: try net.linear("b", try net.linear("a", flat, 2), 2))
        var recipe = RecipeOptions()
        recipe.recipe = .quantizationAware
        let tensors = [
            "a.weight": Tensor(shape: [2, 2], floats: [1, 0, 1, 1]), "a.bias": Tensor(shape: [2], floats: [0, 0]),
            "b.weight": Tensor(shape: [2, 2], floats: [1, -1, -1, 1]), "b.bias": Tensor(shape: [2], floats: [0, 0]),
        ]
        let weights = Weights(tensors.compactMapValues { $0 })
        let start = StartingWeights(graph: graph, weights: weights, head: try #require(graph.node(named: "b")))
        let awareness = try #require(try QuantizationAwareness(start, recipe))
        let network = try TorchNetwork.build(graph, channelsLast: false, rounding: RoundingPlan(awareness.quantization))
        try network.load(weights)
        try network.setRounding(CTS_ROUNDING_CALIBRATE)
        _ = try network.predict(TorchBatch(images: [2.55, 0], labels: [0], shape: [2, 1, 1]))
        try network.setRounding(CTS_ROUNDING_FIXED)
        let optimizer = try TorchOptimizer.make(for: network, OptimizationOptions())
        var settings = OptimizerTests.settings()
        settings.updates = false
        _ = try network.step(TorchBatch(images: [2, 1], labels: [0], shape: [2, 1, 1]), optimizer, settings)
        // Logits of (2, 2.55): ∓0.55, so their gradient is (−d, d) with d = 1 − σ(−1.1); a's results get (−2d, 2d), of which the
        // second is cut off; a layer's rows get what its results get times what it read.
        let d = Float(1 / (1 + exp(-1.1)))
        func close(_ found: [Float], _ expected: [Float]) -> Bool {
            zip(found, expected).allSatisfy { abs($0 - $1) < 1e-5 }
        }
        let (first, second) = (graph.nodes[1].parameters[0], graph.nodes[2].parameters[0])
        #expect(close(try network.values(second, CTS_GRADIENT), [-2 * d, -2.55 * d, 2 * d, 2.55 * d]))
        #expect(close(try network.values(first, CTS_GRADIENT), [-4 * d, -2 * d, 0, 0]))
    }

    /// Weights from a training from scratch, kept beside the scratch folder under some digest.
    private func trained(_ place: Workplace) throws -> (digest: String, path: String, accuracy: Double) {
        let result = try place.result(place.request(try place.configuration(["epochs": 6])))
        let kept = place.url.appending(path: "weights.safetensors").path
        try FileManager.default.moveItem(
            atPath: place.scratch.appending(path: "model.safetensors").path, toPath: kept)
        return (String(repeating: "a", count: 64), kept, try #require(result.value("test_accuracy")))
    }

    @Test("gives the table fp32, rounded after training, rounded in training, and an int8 file")
    func table() throws {
        let place = try Workplace()
        let (digest, path, accuracy) = try trained(place)
        let configuration = try place.configuration(["recipe": "qat", "weights": .string(digest), "epochs": 2])
        let result = try place.result(place.request(configuration, files: [digest: path]))
        #expect(result.value("before_test_accuracy") == accuracy)
        for name in ["ptq_test_accuracy", "ptq_test_accuracy_low", "test_accuracy_high", "before_test_accuracy_low"] {
            #expect(result.value(name) != nil, "\(name)")
        }
        #expect(result.value("test_accuracy") ?? 0 >= accuracy)
        #expect(result.value("evaluated_images") == 16)
        #expect(result.value("int8_layers") == 5)
        #expect(result.value("model_file_ratio") ?? 1 < 0.3)
        #expect(result.absent["latency_median_ms"] != nil)
        let url = place.scratch.appending(path: "model.onnx")
        #expect(try ONNXModel.inspect(url).operators["QuantizeLinear"] ?? 0 > 3)
        #expect(
            result.artifacts.map(\.name.description).sorted() == [
                "confusion.csv", "curves.csv", "folded.safetensors", "model.onnx",
            ])
        // Only files of kind weights are given to other jobs, and these are of a network with folded normalisations.
        #expect(result.artifacts.allSatisfy { $0.kind != .weights })
    }

    @Test(
        "stopped and continued with a patience, it ends with the same bits: ranges and best weights are in the checkpoint",
        arguments: [0, 0.5])
    func continued(averageDecay: Double) throws {
        let place = try Workplace()
        let (digest, path, _) = try trained(place)
        let configuration = try place.configuration([
            "recipe": "qat", "weights": .string(digest), "epochs": 4, "validation_share": .number(0.25), "patience": 4,
            "checkpoint_steps": 2, "range_momentum": .number(0.2), "learning_rate": .number(0.01),
            "average_decay": .number(averageDecay),
        ])
        let files = [digest: path]
        _ = try place.result(place.request(configuration, files: files))
        let model = place.scratch.appending(path: "model.onnx")
        let undisturbed = try Data(contentsOf: model)
        try FileManager.default.removeItem(at: model)
        let runner = try place.start(place.request(configuration, files: files))
        let kept = place.url.appending(path: "kept").path
        var step: Int64?
        while step == nil, let event = try runner.nextEvent() {
            guard case .artifact(let artifact) = event, let found = artifact.step, found >= 8 else { continue }
            try FileManager.default.copyItem(atPath: try #require(artifact.path), toPath: kept)
            step = found
        }
        runner.signal(SIGKILL)
        _ = runner.end()
        let checkpoint = RunnerRequest.Checkpoint(path: kept, step: try #require(step))
        _ = try place.result(place.request(configuration, checkpoint: checkpoint, files: files))
        #expect(try Data(contentsOf: model) == undisturbed)
    }

    @Test("refuses to begin without weights, and in bf16")
    func refusals() throws {
        let place = try Workplace()
        let missing = #expect(throws: InvalidInput.self) { try place.configuration(["recipe": "qat"]) }
        #expect(missing?.fields.map(\.field) == ["weights"])
        let digest = JSONValue.string(String(repeating: "a", count: 64))
        let bf16 = #expect(throws: InvalidInput.self) {
            try place.configuration(["recipe": "qat", "weights": digest, "precision": "bf16"])
        }
        #expect(bf16?.fields.map(\.field) == ["precision"])
        let foreign = #expect(throws: InvalidInput.self) { try place.configuration(["range_share": 1]) }
        #expect(foreign?.fields.first?.expected == "absent: only the recipe qat takes it")
    }
}
