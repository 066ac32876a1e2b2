import RunnerKit
import Vocabulary

extension CompressJob {
    /// Answers of both networks on the same images, accuracy where there are labels, and what the new one executed in.
    mutating func compare(
        _ core: borrowing OpenVINOCore, before: String, after: String, _ images: ImageSource
    ) throws(AttemptFailure) {
        let count = min(compress.options.evaluationImages, images.evaluationCount ?? .max)
        let reference = try answers(core, before, images, count, stage: 0.36)
        let variant = try answers(core, after, images, count, stage: 0.43)
        builder.add(MetricName.evaluatedImages, Double(count))
        let comparison = OutputComparison(variant: variant.outputs, reference: reference.outputs)
        let reason = "the outputs of the two networks have different sizes"
        builder.add(MetricName.logitDifference, comparison?.greatestDifference, else: reason)
        builder.add(
            MetricName.logitDifferenceRelative, comparison?.relativeDifference,
            else: comparison == nil ? reason : "the outputs before are all the same")
        builder.add(
            MetricName.top1Agreement, comparison?.top1Agreement,
            else: comparison == nil ? reason : "the output is not rows of classes")
        addAccuracy(reference.outputs, images, MetricName.before)
        addAccuracy(variant.outputs, images) { $0 }
        let profile = LayerProfile(variant.layers)
        builder.facts["layers"] = profile.json
        builder.facts["layers_before"] = LayerProfile(reference.layers).json
        let wanted: Precision = compress.method == .int8Static ? .int8 : .fp32
        builder.tags["precision_executed"] = profile.executed(set: wanted)
        if profile.executed(set: wanted) != wanted.rawValue {
            channel.log(.warning, "no layer ran in \(wanted.rawValue); see the run's layers")
        }
    }

    private func answers(
        _ core: borrowing OpenVINOCore, _ path: String, _ images: ImageSource, _ count: Int, stage: Double
    ) throws(AttemptFailure) -> (outputs: [Output], layers: [OpenVINORequest.Layer]) {
        let model = try RunningModel(core, path, batch: 1, threads: threads, seed: compress.seed, profiling: true)
        var outputs: [Output] = []
        for index in 0..<count {
            try model.infer(try images.evaluationImage(index))
            outputs.append(try model.output(0))
            channel.send(
                .progress(fraction: stage + 0.07 * Double(index + 1) / Double(count), stage: "comparing answers"))
        }
        return (outputs, try model.executedLayers())
    }

    private mutating func addAccuracy(_ outputs: [Output], _ images: ImageSource, _ name: (String) -> String) {
        let names = [MetricName.top1Accuracy, MetricName.top1AccuracyLow, MetricName.top1AccuracyHigh].map(name)
        if let absence = images.labelAbsence {
            for name in names { builder.absent[name] = absence }
            return
        }
        var right = 0
        for (index, output) in outputs.enumerated() {
            guard let best = output.values.indices.max(by: { output.values[$0] < output.values[$1] }) else { continue }
            if best == images.evaluationLabel(index) { right += 1 }
        }
        let interval = WilsonInterval(successes: right, trials: outputs.count)
        let values = [interval?.share, interval?.low, interval?.high]
        for (name, value) in zip(names, values) { builder.add(name, value, else: "no image was evaluated") }
    }
}
