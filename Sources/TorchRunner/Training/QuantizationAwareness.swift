import CTorchShim
import Compression
import FoundationEssentials
import ModelGraph
import RunnerKit
import Training
import TrainingData
import Vocabulary

/// The roundings of a quantization-aware training: where they are, how their ranges begin and move, and what is exported.
///
/// Batch normalisations are folded before training, so the network that learns is the one that is stored. Weights are rounded with a
/// scale for each output channel, activations with one for each group of values that the export rounds alike; gradients pass
/// straight through (Jacob et al. 2017, section 3). Biases stay exact in training; the file has them as int32.
struct QuantizationAwareness {
    /// Graph and weights with folded normalisations, and what is rounded.
    let quantization: StaticQuantization
    let recipe: RecipeOptions

    /// What is known of the network before any update.
    struct Before {
        /// Before anything is rounded.
        let exact: Evaluation
        /// With the ranges of calibration, which is what quantization after training does.
        let calibrated: Evaluation
        let calibrationImages: Int
        let fileByteCount: Int
    }

    /// Prepares the recipe `qat`; nil for any other.
    /// - Throws: `unsupported` for a layer in `keep_fp32` that is not there, or a network without layers for int8.
    init?(_ start: StartingWeights, _ recipe: RecipeOptions) throws(AttemptFailure) {
        guard recipe.recipe == .quantizationAware else { return nil }
        self.recipe = recipe
        quantization = try Self.compressing { () throws(CompressionError) in
            try StaticQuantization(
                start.graph, start.weights, calibrator: .minMax, keeping: recipe.keepFP32.map { FallbackRule($0) })
        }
    }

    /// Tests the network as it came, finds the first ranges on training images as they are (without augmentation), and tests again.
    func calibrate(
        _ network: borrowing TorchNetwork, _ images: TrainingImages, batch: Int, fileByteCount: Int
    ) throws(AttemptFailure) -> Before {
        try set(network, CTS_ROUNDING_OFF)
        let exact = try evaluate(network, images)
        try set(network, CTS_ROUNDING_CALIBRATE)
        let chosen = images.train.subset(
            CalibrationOrder(count: images.train.count).first(recipe.calibrationImages))
        let plan = BatchLoader.Plan(images: chosen, transform: images.transform, shape: images.shape, batch: batch)
        let loader = BatchLoader(plan)
        defer { loader.stop() }
        while let (batch, _) = try loader.next() {
            let prepared = TorchBatch(images: batch.images, labels: batch.labels, shape: batch.shape)
            _ = try translating(.failed) { () throws(TorchError) in try network.predict(prepared) }
        }
        try set(network, CTS_ROUNDING_FIXED)
        return Before(
            exact: exact, calibrated: try evaluate(network, images), calibrationImages: chosen.count,
            fileByteCount: fileByteCount)
    }

    /// Lets ranges move in the first part of a training and not in the last.
    func choose(_ network: borrowing TorchNetwork, update: Int, of total: Int) throws(AttemptFailure) {
        let moves = Double(update) < recipe.rangeShare * Double(total)
        try set(network, moves ? CTS_ROUNDING_LEARN : CTS_ROUNDING_FIXED)
    }

    /// Lets no range move any more.
    func fix(_ network: borrowing TorchNetwork) throws(AttemptFailure) { try set(network, CTS_ROUNDING_FIXED) }

    /// The network as it is now, with the roundings that it was trained with.
    func compressed(_ network: borrowing TorchNetwork, average: Bool) throws(AttemptFailure) -> CompressedModel {
        var grids: [QuantizationGrid] = []
        for group in quantization.groups.indices {
            let range = try translating(.failed) { () throws(TorchError) in
                try network.range(group, average: average)
            }
            grids.append(QuantizationGrid(low: range.low, high: range.high))
        }
        let weights = try translating(.failed) { () throws(TorchError) in try network.weights(average: average) }
        return try Self.compressing { () throws(CompressionError) in try quantization.quantize(weights, grids: grids) }
    }

    private func set(_ network: borrowing TorchNetwork, _ rounding: cts_rounding) throws(AttemptFailure) {
        try translating(.failed) { () throws(TorchError) in
            try network.setRounding(rounding, momentum: recipe.rangeMomentum)
        }
    }

    private func evaluate(
        _ network: borrowing TorchNetwork, _ images: TrainingImages
    ) throws(AttemptFailure) -> Evaluation {
        try Evaluation.of(network, on: images.test, images, batch: 256, average: false, bf16: false) {}
    }

    private static func compressing<Value>(
        _ body: () throws(CompressionError) -> Value
    ) throws(AttemptFailure) -> Value {
        do throws(CompressionError) {
            return try body()
        } catch {
            throw AttemptFailure(code: error.canRetryHelp ? .failed : .unsupported, message: "\(error)")
        }
    }
}
