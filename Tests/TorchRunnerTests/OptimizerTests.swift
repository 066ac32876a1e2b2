import CTorchShim
import ModelGraph
import Testing
import Vocabulary

@testable import TorchRunner

/// A linear layer of two classes over two inputs, three updates on the batch [[1, 2], [3, −1]] with the labels 0 and 1. Expected
/// values are what PyTorch 2.13.0's Python gives for the same.
@Suite("Optimizers")
struct OptimizerTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var options: OptimizationOptions
        var weight: [Float]
        var bias: [Float]
        var testDescription: String { name }

        init(
            _ name: String, _ optimizer: OptimizationOptions.Optimizer, rate: Double, momentum: Double = 0,
            nesterov: Bool = false, decay: Double = 0, _ weight: [Float], _ bias: [Float]
        ) {
            self.name = name
            options = OptimizationOptions()
            options.optimizer = optimizer
            options.learningRate = rate
            options.momentum = momentum
            options.nesterov = nesterov
            options.weightDecay = decay
            options.decaysAll = true
            self.weight = weight
            self.bias = bias
        }
    }

    static let cases = [
        Case(
            "SGD", .sgd, rate: 0.1,
            [0.24888965487480164, 0.12324203550815582, 0.37611034512519836, 0.6267579197883606],
            [0.09902186691761017, -0.09902187436819077]),
        Case(
            "SGD, Nesterov, weight decay", .sgd, rate: 0.1, momentum: 0.9, nesterov: true, decay: 0.01,
            [-0.04323108121752739, 0.6597716212272644, 0.6632091403007507, 0.08420204371213913],
            [0.12746579945087433, -0.12746581435203552]),
        Case(
            "Adam", .adam, rate: 0.01, decay: 0.01,
            [0.4700113534927368, -0.22000263631343842, 0.1549886018037796, 0.9700025916099548],
            [0.07022091001272202, -0.07022091001272202]),
        Case(
            "AdamW", .adamw, rate: 0.01, decay: 0.01,
            [0.46986427903175354, -0.21993058919906616, 0.15494820475578308, 0.9697055816650391],
            [0.07019621878862381, -0.07019621878862381]),
        Case(
            "RMSprop", .rmsprop, rate: 0.01, momentum: 0.9,
            [0.07341326773166656, 0.20514880120754242, 0.5515867471694946, 0.5448513031005859],
            [0.04311767965555191, -0.04311775416135788]),
    ]

    static func network() throws -> TorchNetwork {
        let net = try GraphBuilder(name: "tiny", input: [2, 1, 1])
        let graph = try net.graph(output: try net.linear("fc", try net.flatten("flatten", net.input), 2))
        let network = try TorchNetwork.build(graph, channelsLast: false)
        try network.load(
            Weights([
                "fc.weight": try #require(Tensor(shape: [2, 2], floats: [0.5, -0.25, 0.125, 1])),
                "fc.bias": try #require(Tensor(shape: [2], floats: [0.1, -0.1])),
            ]))
        return network
    }

    static let batch = TorchBatch(images: [1, 2, 3, -1], labels: [0, 1], shape: [2, 1, 1])

    static func settings(
        updates: Bool = true, scale: Double = 1, clip: Double = 0, average: Double = 0
    ) -> cts_step_settings {
        cts_step_settings(
            label_smoothing: 0, loss_scale: scale, updates: updates, bf16: false, clip_norm: clip,
            average_decay: average, teacher: nil, temperature: 1, teacher_share: 0)
    }

    @Test("follow PyTorch to Float's precision", arguments: cases)
    func likePyTorch(_ example: Case) throws {
        let network = try Self.network()
        let optimizer = try TorchOptimizer.make(for: network, example.options)
        for _ in 1...3 { _ = try network.step(Self.batch, optimizer, Self.settings()) }
        for (parameter, expected) in zip(network.graph.parameters, [example.weight, example.bias]) {
            for (found, value) in zip(try network.values(parameter), expected) {
                #expect(abs(found - value) < 2e-6)
            }
        }
    }

    @Test("two half batches added up move the weights like one whole batch")
    func accumulation() throws {
        let whole = try Self.network()
        let parts = try Self.network()
        var options = OptimizationOptions()
        options.learningRate = 0.1
        let first = try TorchOptimizer.make(for: whole, options)
        let second = try TorchOptimizer.make(for: parts, options)
        _ = try whole.step(Self.batch, first, Self.settings())
        let one = TorchBatch(images: [1, 2], labels: [0], shape: [2, 1, 1])
        let other = TorchBatch(images: [3, -1], labels: [1], shape: [2, 1, 1])
        _ = try parts.step(one, second, Self.settings(updates: false, scale: 0.5))
        _ = try parts.step(other, second, Self.settings(scale: 0.5))
        for parameter in whole.graph.parameters {
            for (left, right) in zip(try whole.values(parameter), try parts.values(parameter)) {
                #expect(abs(left - right) < 1e-6)
            }
        }
    }

    @Test("a gradient longer than the limit is shortened to it, and its length is told")
    func clipping() throws {
        let free = try Self.network()
        let clipped = try Self.network()
        var options = OptimizationOptions()
        options.momentum = 0
        options.learningRate = 1
        let first = try TorchOptimizer.make(for: free, options)
        let second = try TorchOptimizer.make(for: clipped, options)
        let before = try free.graph.parameters.flatMap { try free.values($0) }
        _ = try free.step(Self.batch, first, Self.settings())
        let told = try clipped.step(Self.batch, second, Self.settings(clip: 0.25))
        func moved(_ network: borrowing TorchNetwork) throws -> Double {
            let after = try network.graph.parameters.flatMap { try network.values($0) }
            return zip(before, after).reduce(0) { $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1) }.squareRoot()
        }
        let length = try moved(free)
        #expect(length > 0.25)
        #expect(abs(try #require(told.gradientNorm) - length) < 1e-5)
        #expect(abs(try moved(clipped) - 0.25) < 1e-5)
    }

    @Test("a moving average follows the weights and is what it is asked for")
    func average() throws {
        let network = try Self.network()
        try network.startAverage()
        var options = OptimizationOptions()
        options.learningRate = 0.1
        let optimizer = try TorchOptimizer.make(for: network, options)
        let bias = network.graph.parameters[1]
        let start = try network.values(bias)
        _ = try network.step(Self.batch, optimizer, Self.settings(average: 0.75))
        let now = try network.values(bias)
        let average = try network.values(bias, CTS_AVERAGE)
        // 0.75 · old + 0.25 · new.
        #expect(abs(average[0] - (0.75 * start[0] + 0.25 * now[0])) < 1e-6)
        #expect(try network.predict(Self.batch, average: true) != network.predict(Self.batch))
    }

    @Test("a mistake of the caller comes back as an error with libtorch's words")
    func errors() throws {
        let network = try Self.network()
        do throws(TorchError) {
            _ = try network.predict(TorchBatch(images: [1, 2, 3], labels: [0], shape: [3, 1, 1]))
            Issue.record("took three inputs")
        } catch {
            #expect(error.reason.contains("mat1 and mat2"))
        }
    }
}
