import Compression
import FoundationEssentials
import ModelGraph
import RunnerKit
import Training
import Vocabulary

extension TrainingJob {
    /// Bytes of the network's file before anything is rounded.
    func fileByteCount(_ original: StartingWeights) throws(AttemptFailure) -> Int {
        let path = "\(request.scratchPath)/before.onnx"
        let url = URL(filePath: path)
        do throws(ModelGraphError) {
            try ONNXExporter.write(original.graph, weights: original.weights, to: url, batch: .dynamic)
        } catch {
            throw AttemptFailure(code: .failed, message: "the network before: \(error)")
        }
        return try Self.size(at: path)
    }

    /// Bytes of a file that was made.
    static func size(of artifact: RunArtifact) throws(AttemptFailure) -> Int { try size(at: artifact.path ?? "") }

    private static func size(at path: String) throws(AttemptFailure) -> Int {
        switch FileDigest.of(path) {
        case .success(let digest): return digest.byteCount
        case .failure(let error): throw AttemptFailure(code: .failed, message: "\(error)")
        }
    }

    /// Adds the table fp32, rounded after training, rounded in training; the last is the run's own test accuracy.
    mutating func addQuantization(_ before: QuantizationAwareness.Before, _ made: CompressedModel, _ byteCount: Int) {
        add(before.exact, MetricName.before)
        add(before.calibrated) { TrainingMetric.calibrated($0) }
        builder.add(MetricName.evaluatedImages, Double(before.exact.confusion.total))
        builder.add(MetricName.before(MetricName.modelFile), Double(before.fileByteCount) / 1_048_576)
        builder.add(MetricName.modelFile, Double(byteCount) / 1_048_576)
        builder.add(MetricName.sizeRatio, Double(byteCount) / Double(before.fileByteCount))
        for (name, value) in made.figures.sorted(by: { $0.key < $1.key }) { builder.add(name, value) }
        builder.absent[MetricName.latencyMedian] =
            "measured apart: a benchmark of this run's model with precision int8, and one of the network that it began with"
        builder.facts["quantization"] = [
            "calibration_images": .integer(Int64(before.calibrationImages)),
            "weights": "int8, symmetric, one scale an output channel",
            "activations": "uint8, asymmetric, one scale a tensor",
            "accuracies": "libtorch, rounding simulated in fp32",
        ]
        builder.facts["warnings"] = .array(made.warnings.map { .string($0) })
        for warning in made.warnings { channel.log(.warning, warning) }
    }

    private mutating func add(_ evaluation: Evaluation, _ name: (String) -> String) {
        let interval = evaluation.confusion.interval
        builder.add(name(TrainingMetric.testAccuracy), evaluation.accuracy)
        builder.add(name(TrainingMetric.testAccuracyLow), interval?.lowerBound, else: "no test images")
        builder.add(name(TrainingMetric.testAccuracyHigh), interval?.upperBound, else: "no test images")
    }
}
