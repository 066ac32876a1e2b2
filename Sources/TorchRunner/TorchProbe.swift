import CTorchShim
import FoundationEssentials
import Glibc
import ModelGraph
import ModelZoo
import RunnerKit
public import Vocabulary

/// Parts of a training by themselves, for the comparisons with PyTorch under `benchmarks/`.
public enum TorchProbe {
    /// Gradients after one batch, and weights after training on several.
    ///
    /// - Parameters:
    ///   - model: A name of the zoo.
    ///   - shape: `[C, H, W]` of an image.
    ///   - weights: A safetensors file.
    ///   - images: Float32 values `[steps, N, C, H, W]`, little-endian.
    ///   - labels: Int64 values `[steps, N]`, little-endian.
    ///   - output: The safetensors file to write: `gradient/NAME` and `value/NAME`.
    public static func parity(
        _ model: String, shape: [Int], classes: Int, weights: String, images: String, labels: String, batch: Int,
        options: OptimizationOptions, seed: UInt64, threads: Int, output: String
    ) throws {
        try TorchLibrary.setThreads(threads)
        let graph = try StartingWeights.graph(of: .zoo(model), input: shape, classes: classes)
        let stored = try Weights.safetensors(at: URL(filePath: weights), for: graph)
        let batches = try batches(images, labels, shape: shape, batch: batch)
        var tensors: [String: Tensor] = [:]
        var settings = unsafe settings(bf16: false, smoothing: options.labelSmoothing)

        try TorchLibrary.seed(seed)
        let first = try TorchNetwork.build(graph, channelsLast: false)
        try first.load(stored)
        let idle = try TorchOptimizer.make(for: first, options)
        unsafe settings.updates = false
        _ = unsafe try first.step(batches[0], idle, settings)
        for parameter in graph.parameters where parameter.role.isTrainable {
            let values = try first.values(parameter, CTS_GRADIENT)
            tensors["gradient/\(parameter.name)"] = Tensor(shape: parameter.shape, floats: values)
        }

        try TorchLibrary.seed(seed)
        let second = try TorchNetwork.build(graph, channelsLast: false)
        try second.load(stored)
        let optimizer = try TorchOptimizer.make(for: second, options)
        unsafe settings.updates = true
        for batch in batches { _ = unsafe try second.step(batch, optimizer, settings) }
        for parameter in graph.parameters where parameter.elementType == .float32 {
            tensors["value/\(parameter.name)"] = Tensor(
                shape: parameter.shape, floats: try second.values(parameter))
        }
        try Weights(tensors).writeSafetensors(to: URL(filePath: output))
    }

    /// Training steps of a network on one batch of random images: SGD with momentum, as many as each call says.
    ///
    /// - Parameter turns: The numbers of steps to make, as somebody asks for them.
    /// - Parameter report: Gets the milliseconds of each step of a turn, by the clock and of the processor.
    public static func steps(
        _ model: String, shape: [Int], classes: Int, batch: Int, bf16: Bool, threads: Int, channelsLast: Bool,
        turns: some Sequence<Int>, report: ([(wall: Double, processor: Double)]) -> Void
    ) throws {
        try TorchLibrary.setThreads(threads)
        try TorchLibrary.seed(1)
        let graph = try StartingWeights.graph(of: .zoo(model), input: shape, classes: classes)
        let network = try TorchNetwork.build(graph, channelsLast: channelsLast)
        try network.load(.seeded(for: graph, seed: 1))
        var options = OptimizationOptions()
        options.learningRate = 0.001
        let optimizer = try TorchOptimizer.make(for: network, options)
        let size = shape.reduce(1, *)
        let inputs = SeededInputs(length: size * batch, seed: 1)
        let images = Array(inputs.values.prefix(size * batch))
        let data = TorchBatch(images: images, labels: (0..<batch).map { Int64($0 % classes) }, shape: shape)
        let settings = unsafe settings(bf16: bf16, smoothing: 0)
        for count in turns {
            var times: [(wall: Double, processor: Double)] = []
            for _ in 0..<count {
                let begin = MonotonicClock.nanoseconds()
                let used = processorMilliseconds()
                _ = unsafe try network.step(data, optimizer, settings)
                times.append((MonotonicClock.seconds(since: begin) * 1000, processorMilliseconds() - used))
            }
            report(times)
        }
    }

    /// What all threads of the process have used: foreign load, which makes a step long, does not count in it.
    private static func processorMilliseconds() -> Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1e6
    }

    private static func settings(bf16: Bool, smoothing: Double) -> cts_step_settings {
        unsafe cts_step_settings(
            label_smoothing: smoothing, loss_scale: 1, updates: true, bf16: bf16, clip_norm: 0, average_decay: 0,
            teacher: nil, temperature: 1, teacher_share: 0)
    }

    private static func batches(
        _ images: String, _ labels: String, shape: [Int], batch: Int
    ) throws -> [TorchBatch] {
        let pixels = try Data(contentsOf: URL(filePath: images))
        let numbers = try Data(contentsOf: URL(filePath: labels))
        let size = shape.reduce(1, *) * batch
        let steps = numbers.count / 8 / batch
        guard pixels.count == steps * size * 4, steps > 0 else {
            throw InvalidInput(field: "images", expected: "\(steps) × \(size) Float32 values")
        }
        let floats: [Float] = read(pixels)
        let all: [Int64] = read(numbers)
        return (0..<steps).map { step in
            TorchBatch(
                images: Array(floats[(step * size)..<((step + 1) * size)]),
                labels: Array(all[(step * batch)..<((step + 1) * batch)]), shape: shape)
        }
    }

    private static func read<Value: BitwiseCopyable>(_ data: Data) -> [Value] {
        let width = MemoryLayout<Value>.size
        return unsafe data.withUnsafeBytes { bytes in
            (0..<(bytes.count / width)).map { unsafe bytes.loadUnaligned(fromByteOffset: $0 * width, as: Value.self) }
        }
    }
}
