import FoundationEssentials
import RunnerKit
import Vocabulary

extension BenchmarkJob {
    /// Finds out which precision really ran, from a second compilation with the library's profile switched on, and compares
    /// a variant's outputs with those of fp32 on the same inputs. Runs after the measuring, with the measured model gone.
    mutating func verify(
        _ core: borrowing OpenVINOCore, _ file: ModelFile, median: Double
    ) throws(AttemptFailure) {
        channel.send(.progress(fraction: 0.96, stage: "checking the precision"))
        // Slow models are compared on fewer inputs: four seconds' worth, at least one.
        let inputs = max(1, min(SeededInputs.count, Int(4000 / max(median, 1))))
        let variant = try outputs(core, file, benchmark.precision, inputs: inputs, profiling: true)
        let profile = LayerProfile(variant.layers.last ?? [])
        try store(LayerTimes(variant.layers))
        builder.facts["layers"] = profile.json
        builder.tags["precision_executed"] = profile.executed(set: benchmark.precision)
        if profile.executed(set: benchmark.precision) != benchmark.precision.rawValue {
            channel.log(.warning, "no layer ran in \(benchmark.precision.rawValue); see the run's layers")
        }
        guard benchmark.precision != .fp32 else { return }
        guard benchmark.precision != .int8 else {
            let reason = "the file holds the int8 network alone; the run that made it compared it with fp32"
            for name in [MetricName.logitDifference, MetricName.logitDifferenceRelative, MetricName.top1Agreement] {
                builder.absent[name] = reason
            }
            return
        }
        channel.send(.progress(fraction: 0.98, stage: "comparing with fp32"))
        let reference = try outputs(core, file, .fp32, inputs: inputs, profiling: false)
        builder.facts["compared_inputs"] = .integer(Int64(inputs))
        let reason = "the first output is not made of fp32 numbers"
        let comparison = OutputComparison(variant: variant.outputs, reference: reference.outputs)
        builder.add(MetricName.logitDifference, comparison?.greatestDifference, else: reason)
        builder.add(
            MetricName.logitDifferenceRelative, comparison?.relativeDifference,
            else: comparison == nil ? reason : "fp32's outputs are all the same")
        builder.add(
            MetricName.top1Agreement, comparison?.top1Agreement,
            else: comparison == nil ? reason : "the first output is not rows of classes")
    }

    private func outputs(
        _ core: borrowing OpenVINOCore, _ file: ModelFile, _ precision: Precision, inputs: Int, profiling: Bool
    ) throws(AttemptFailure) -> (outputs: [Output], layers: [[OpenVINORequest.Layer]]) {
        let model = try prepare(core, file, precision, profiling: profiling)
        let seed = benchmark.seed
        let pools = model.plan.inputs.enumerated().map { InputPool($1, seed: seed &+ UInt64($0)) }
        let slot = try RequestSlot(model.compiled, pools)
        var outputs: [Output] = []
        var layers: [[OpenVINORequest.Layer]] = []
        for index in 0..<inputs {
            try slot.infer(index)
            if let output = try translating(.failed, { () throws(OpenVINOError) in try slot.firstOutput() }) {
                outputs.append(output)
            }
            if profiling {
                layers.append(try translating(.failed) { () throws(OpenVINOError) in try slot.executedLayers() })
            }
        }
        return (outputs, layers)
    }

    /// Hands the layers' times over as `layers.csv`: a table beside the samples, which they never touch.
    private mutating func store(_ times: LayerTimes) throws(AttemptFailure) {
        let path = request.scratchPath + "/layers.csv"
        do {
            try Data(times.csv.utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw AttemptFailure(code: .failed, message: "cannot write \(path): \(error)")
        }
        builder.artifacts.append(try .written(name: "layers.csv", kind: .data, path: path))
    }
}
