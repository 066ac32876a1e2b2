import Compression
import FoundationEssentials
import ModelGraph
import RunnerKit
import Training
import TrainingData
import Vocabulary

extension TrainingJob {
    /// Whether images lie as N·H·W·C in memory: what oneDNN's convolutions like best.
    var usesChannelsLast: Bool { true }

    /// Writes the trained network and its curves into the scratch folder; the model is the first.
    ///
    /// - Parameter compressed: The network with its roundings, where it was trained with them: that is then the model, and the weights
    ///   are of a network with folded normalisations, which no other job takes.
    func write(
        _ graph: ModelGraph, _ weights: Weights, _ compressed: CompressedModel?, _ outcome: TrainingLoop.Outcome
    ) throws(AttemptFailure) -> [RunArtifact] {
        let folder = request.scratchPath
        let weightsName = compressed == nil ? "model.safetensors" : "folded.safetensors"
        do throws(ModelGraphError) {
            try weights.writeSafetensors(to: URL(filePath: "\(folder)/\(weightsName)"))
            try ONNXExporter.write(
                graph, weights: weights, to: URL(filePath: "\(folder)/model.onnx"), batch: .dynamic,
                decoration: compressed?.decoration ?? ONNXDecoration())
        } catch {
            throw AttemptFailure(code: .failed, message: "the trained network: \(error)")
        }
        try write(outcome.test.confusion.csv, "\(folder)/confusion.csv")
        let rows = outcome.position.history.map { "\($0.key),\($0.step),\($0.value),\($0.milliseconds)" }
        try write("key,step,value,timestamp_ms\n" + rows.joined(separator: "\n") + "\n", "\(folder)/curves.csv")
        return [
            try .written(name: "model.onnx", kind: .model, path: "\(folder)/model.onnx"),
            try .written(
                name: weightsName, kind: compressed == nil ? .weights : .other, path: "\(folder)/\(weightsName)"),
            try .written(name: "confusion.csv", kind: .data, path: "\(folder)/confusion.csv"),
            try .written(name: "curves.csv", kind: .data, path: "\(folder)/curves.csv"),
        ]
    }

    private func write(_ text: String, _ path: String) throws(AttemptFailure) {
        do {
            try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw AttemptFailure(code: .failed, message: "cannot write \(path): \(error)")
        }
    }

    /// Adds the numbers of the end and what one needs to repeat the run.
    mutating func addResult(_ outcome: TrainingLoop.Outcome, _ images: TrainingImages, _ graph: ModelGraph) {
        let test = outcome.test
        builder.add(TrainingMetric.testAccuracy, test.accuracy)
        builder.add(TrainingMetric.testAccuracyLow, test.confusion.interval?.lowerBound, else: "no test images")
        builder.add(TrainingMetric.testAccuracyHigh, test.confusion.interval?.upperBound, else: "no test images")
        builder.add(TrainingMetric.testLoss, test.loss)
        builder.add(TrainingMetric.trainSeconds, outcome.position.seconds)
        builder.add(TrainingMetric.epochs, Double(outcome.position.epoch))
        builder.add(TrainingMetric.updates, Double(outcome.position.updates))
        builder.add(TrainingMetric.parameters, Double(graph.analysis(batch: 1).parameters))
        builder.add(TrainingMetric.trainableParameters, Double(outcome.learning))
        builder.add(MetricName.memoryRunning, memory.peakMiB(), else: memory.absence ?? "")
        builder.absent[MetricName.memoryPeak] = "reported by the agent, which sees the process end"
        addSpeed(outcome.progress)
        addFacts(outcome, images)
    }

    /// Says which epoch's weights these are.
    private mutating func addKept(_ outcome: TrainingLoop.Outcome) {
        let stopping = outcome.position.stopping
        builder.add(
            TrainingMetric.bestEpoch, stopping.bestEpoch.map(Double.init), else: "no validation accuracy was a number")
        let epoch = outcome.keptEpoch ?? outcome.position.epoch
        builder.tags["weights"] =
            epoch == stopping.bestEpoch
            ? "epoch \(epoch) of \(outcome.position.epoch), the best validation accuracy"
            : "epoch \(epoch), the last"
    }

    private mutating func addSpeed(_ progress: TrainingProgress) {
        let none = "this attempt made no step"
        let times = progress.allTimes.sorted()
        builder.add(TrainingMetric.stepTime, times.isEmpty ? nil : Double(times[times.count / 2]), else: none)
        let seconds = progress.totalSeconds
        builder.add(
            TrainingMetric.imagesPerSecond, seconds > 0 ? Double(progress.totalImages) / seconds : nil, else: none)
        var progress = progress
        let energy = progress.energy()
        builder.add(MetricName.energy, energy.joules, else: energy.absence)
        builder.add(
            TrainingMetric.dataWaitShare, seconds > 0 ? progress.totalWaited / seconds : nil, else: none)
    }

    private mutating func addFacts(_ outcome: TrainingLoop.Outcome, _ images: TrainingImages) {
        builder.tags["engine"] = "torch"
        builder.tags["engine_version"] = TorchLibrary.version
        builder.tags["data"] = configuration.data
        builder.tags["data_sha256"] = images.checksum
        if let stopped = outcome.stopped { builder.tags["stopped"] = stopped }
        if configuration.limits.patience != nil { addKept(outcome) }
        builder.facts["protocol"] = .integer(Int64(RunnerRequest.protocolVersion))
        builder.facts["machine"] = machine.json
        builder.facts["engine"] = [
            "name": "torch", "version": .string(TorchLibrary.version), "device": .string(device.title),
            "threads": .integer(Int64(threads)), "memory_format": usesChannelsLast ? "channels_last" : "contiguous",
            "deterministic": .bool(configuration.limits.deterministic),
        ]
        builder.facts["runner"] = ["name": "runner-torch", "version": .string(TorchRunner.version)]
        builder.facts["data"] = [
            "name": .string(configuration.data), "sha256": .string(images.checksum), "path": .string(images.path),
            "train_images": .integer(Int64(images.train.count)), "test_images": .integer(Int64(images.test.count)),
            "validation_images": .integer(Int64(images.validation?.count ?? 0)),
            "shape": .array(images.shape.map { .integer(Int64($0)) }),
            "classes": .array(images.classes.map { .string($0) }),
            "mean": .array(images.transform.mean.map { .number($0) }),
            "deviation": .array(images.transform.deviation.map { .number($0) }),
        ]
        builder.facts["seed"] = .integer(Int64(configuration.seed))
    }
}
