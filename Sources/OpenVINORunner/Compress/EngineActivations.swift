import Compression
import FoundationEssentials
import ModelGraph
import RunnerKit
import Vocabulary

/// Activations for calibration, from OpenVINO: the Float32 network with the wanted values as further outputs.
struct EngineActivations: ActivationSource {
    private let graph: ModelGraph
    private let weights: Weights
    private let images: ImageSource
    private let count: Int
    private let threads: Int
    private let path: String
    private let report: (Double) -> Void
    private var passes = 0.0

    /// - Parameters:
    ///   - images: Where the images come from.
    ///   - count: How many are run.
    ///   - path: Where the network with its further outputs may be written.
    ///   - report: Gets the number of passes done, with its fraction.
    init(
        _ graph: ModelGraph, _ weights: Weights, images: ImageSource, count: Int, threads: Int, path: String,
        report: @escaping (Double) -> Void
    ) {
        self.graph = graph
        self.weights = weights
        self.images = images
        self.count = count
        self.threads = threads
        self.path = path
        self.report = report
    }

    mutating func forEachBatch(
        of values: [ValueID], _ take: (Int, Span<Float>) -> Void
    ) throws(CompressionError) {
        do throws(AttemptFailure) {
            try run(values, take)
        } catch {
            throw .source(reason: error.message)
        }
        passes += 1
    }

    private func run(_ values: [ValueID], _ take: (Int, Span<Float>) -> Void) throws(AttemptFailure) {
        let computed = values.enumerated().filter { $0.element != graph.input.id }
        let given = values.enumerated().filter { $0.element == graph.input.id }
        try translatingGraph { () throws(ModelGraphError) in
            try ONNXExporter.write(
                graph, weights: weights, to: URL(filePath: path), batch: .fixed(1),
                decoration: ONNXDecoration(outputs: computed.map(\.element)))
        }
        let core = try translating(.unsupported) { () throws(OpenVINOError) in try OpenVINOCore.open() }
        let model = try RunningModel(core, path, batch: 1, threads: threads, seed: 1)
        for index in 0..<count {
            let image = try images.calibrationImage(index)
            try model.infer(image)
            for (place, _) in given { take(place, image.span) }
            // Output 0 is the logits.
            for (output, (place, _)) in computed.enumerated() {
                try model.withOutput(output + 1) { take(place, $0) }
            }
            report(passes + Double(index + 1) / Double(count))
        }
    }
}
