import FoundationEssentials
import ModelGraph
import RunnerKit
import Training
import TrainingData
import Vocabulary

extension TrainingJob {
    /// Whether images lie as N·H·W·C in memory: what oneDNN's convolutions like best.
    var usesChannelsLast: Bool { true }

    /// Writes the trained network and its curves into the scratch folder.
    func write(
        _ network: borrowing TorchNetwork, _ outcome: TrainingLoop.Outcome, _ images: TrainingImages
    ) throws(AttemptFailure) -> [RunArtifact] {
        let weights = try translating(.failed) { () throws(TorchError) in
            try network.weights(average: usesAverage)
        }
        let folder = request.scratchPath
        let graph = network.graph
        do throws(ModelGraphError) {
            try weights.writeSafetensors(to: URL(filePath: "\(folder)/model.safetensors"))
            try ONNXExporter.write(
                graph, weights: weights, to: URL(filePath: "\(folder)/model.onnx"), batch: .dynamic)
        } catch {
            throw AttemptFailure(code: .failed, message: "the trained network: \(error)")
        }
        try write(outcome.test.confusion.csv, "\(folder)/confusion.csv")
        let rows = outcome.position.history.map { "\($0.key),\($0.step),\($0.value),\($0.milliseconds)" }
        try write("key,step,value,timestamp_ms\n" + rows.joined(separator: "\n") + "\n", "\(folder)/curves.csv")
        return [
            try .written(name: "model.onnx", kind: .model, path: "\(folder)/model.onnx"),
            try .written(name: "model.safetensors", kind: .weights, path: "\(folder)/model.safetensors"),
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
