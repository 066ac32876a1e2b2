import Foundation
import TorchRunner
import Vocabulary

// One JSON object on the command line says what to do; benchmarks/torch-parity and benchmarks/torch-step write it.
struct Task: Decodable {
    var job: String
    var model: String
    var shape: [Int]
    var classes: Int
    var batch: Int
    var threads: Int
    var bf16: Bool?
    var channels_last: Bool?
    var weights: String?
    var images: String?
    var labels: String?
    var output: String?
    var seed: UInt64?
    var optimizer: String?
    var learning_rate: Double?
    var momentum: Double?
    var nesterov: Bool?
    var weight_decay: Double?
    var label_smoothing: Double?

    var options: OptimizationOptions {
        var options = OptimizationOptions()
        options.optimizer = optimizer.flatMap { OptimizationOptions.Optimizer(rawValue: $0) } ?? .sgd
        options.learningRate = learning_rate
        options.momentum = momentum ?? 0
        options.nesterov = nesterov ?? false
        options.weightDecay = weight_decay ?? 0
        options.labelSmoothing = label_smoothing ?? 0
        options.decaysAll = true
        return options
    }
}

do {
    guard CommandLine.arguments.count == 2 else { throw InvalidInput(field: "arguments", expected: "one JSON object") }
    let task = try JSONDecoder().decode(Task.self, from: Data(CommandLine.arguments[1].utf8))
    TorchMemory.keepForNextStep()
    if task.job == "parity", let weights = task.weights, let images = task.images, let labels = task.labels,
        let output = task.output
    {
        try TorchProbe.parity(
            task.model, shape: task.shape, classes: task.classes, weights: weights, images: images, labels: labels,
            batch: task.batch, options: task.options, seed: task.seed ?? 1, threads: task.threads, output: output)
    } else {
        // Each line of standard input is a number of steps; the answer is a line with their milliseconds, by the clock and of the processor.
        let turns = sequence(state: ()) { _ in readLine().flatMap { Int($0) } }
        try TorchProbe.steps(
            task.model, shape: task.shape, classes: task.classes, batch: task.batch, bf16: task.bf16 ?? false,
            threads: task.threads, channelsLast: task.channels_last ?? true, turns: turns
        ) { times in
            let line = times.map { "\($0.wall):\($0.processor)" }.joined(separator: " ") + "\n"
            FileHandle.standardOutput.write(Data(line.utf8))
        }
    }
} catch {
    FileHandle.standardError.write(Data("torch-probe: \(error)\n".utf8))
    exit(1)
}
