import Compression
import ModelGraph
import RunnerKit
import Vocabulary

extension CompressJob {
    /// Does what the method says.
    mutating func transform(
        _ original: OriginalModel, _ images: ImageSource
    ) throws(AttemptFailure) -> CompressedModel {
        channel.send(.progress(fraction: 0.02, stage: compress.method.rawValue))
        let options = compress.options
        let (graph, weights) = (original.graph, original.weights)
        let result: CompressedModel
        do throws(CompressionError) {
            switch compress.method {
            case .foldBatchNormalization: result = try BatchNormalizationFolding.fold(graph, weights)
            case .int8Weights: result = try WeightStorage.int8.apply(graph, weights)
            case .fp16Weights: result = try WeightStorage.fp16.apply(graph, weights)
            case .bf16Weights: result = try WeightStorage.bf16.apply(graph, weights)
            case .pruneMagnitude:
                result = try MagnitudePruning.prune(
                    graph, weights, sparsity: options.sparsity, scope: options.scope == .global ? .global : .layer)
            case .pruneChannels:
                result = try ChannelPruning.prune(
                    graph, weights,
                    .init(
                        ratio: options.ratio, importance: options.importance == .l1 ? .l1 : .geometricMedian,
                        multiple: options.channelMultiple))
            case .int8Static: result = try quantize(original, images)
            }
        } catch {
            throw Self.failure(error)
        }
        for warning in result.warnings { channel.log(.warning, warning) }
        for (name, value) in result.figures.sorted(by: { $0.key < $1.key }) { builder.add(name, value) }
        return result
    }

    private mutating func quantize(
        _ original: OriginalModel, _ images: ImageSource
    ) throws(CompressionError) -> CompressedModel {
        let options = compress.options
        let calibrator: Calibrator =
            switch options.calibrator {
            case .minMax: .minMax
            case .percentile: .percentile(options.percentile)
            case .entropy: .entropy
            }
        let recipe = try StaticQuantization(
            original.graph, original.weights, calibrator: calibrator,
            keeping: options.keepFP32.map { FallbackRule($0) })
        let channel = self.channel
        let passes = calibrator == .minMax ? 1.0 : 2.0
        var source = EngineActivations(
            recipe.graph, recipe.weights, images: images, count: options.calibrationImages, threads: threads,
            path: request.scratchPath + "/calibration.onnx"
        ) { done in channel.send(.progress(fraction: 0.05 + 0.3 * done / passes, stage: "calibrating")) }
        let start = MonotonicClock.nanoseconds()
        let result = try recipe.quantize(&source)
        builder.add(MetricName.calibrationSeconds, MonotonicClock.seconds(since: start))
        return result
    }

    private static func failure(_ error: CompressionError) -> AttemptFailure {
        switch error {
        case .source: AttemptFailure(code: .failed, message: "\(error)")
        case .notPossible, .invalidSetting: AttemptFailure(code: .unsupported, message: "\(error)")
        case .graph(let inner):
            AttemptFailure(code: inner.canRetryHelp ? .failed : .unsupported, message: "\(error)")
        }
    }
}
