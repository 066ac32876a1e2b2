import Compression
import ModelZoo
import RunnerKit
import Vocabulary

/// Images for calibration and for comparing answers: seeded random ones, or a labelled data set's.
struct ImageSource {
    /// Why there are no labels; nil where there are.
    let labelAbsence: String?
    /// How many evaluation images there are; nil without end.
    let evaluationCount: Int?
    /// Where the images come from, as facts.
    let facts: JSONValue
    private let shape: [Int]
    private let seed: UInt64
    private let training: LabelledImages?
    private let test: LabelledImages?

    /// - Parameters:
    ///   - shape: Of one image, `[C, H, W]`.
    ///   - expected: What the network's weights expect; counts where the options do not say.
    /// - Throws: `unsupported` for data that this worker does not have or that do not fit the network's input.
    init(
        _ options: CompressOptions, shape: [Int], seed: UInt64, expected: Preprocessing?
    ) throws(AttemptFailure) {
        self.shape = shape
        self.seed = seed
        switch options.data {
        case "random":
            (training, test, evaluationCount) = (nil, nil, nil)
            labelAbsence = "no labelled data: the images are random"
            facts = [
                "name": "random", "distribution": "irwin-hall-4, mean 0, variance 1", "seed": .integer(Int64(seed)),
            ]
        case "fashion-mnist":
            let folder = try FashionMNIST.folder()
            let normalization = try Normalization(options, expected: expected, channels: shape.first ?? 0)
            let first = try FashionMNIST.images(folder, "train", shape: shape, normalization)
            let second = try FashionMNIST.images(folder, "t10k", shape: shape, normalization)
            (training, test, evaluationCount) = (first, second, second.count)
            labelAbsence = nil
            facts = [
                "name": "fashion-mnist", "calibration": "training split", "evaluation": "test split",
                "mean": .array(normalization.mean.map { .number($0) }),
                "deviation": .array(normalization.deviation.map { .number($0) }),
                "normalization": .string(normalization.source),
            ]
        default:
            throw AttemptFailure(
                code: .unsupported, message: "data is \(options.data), expected random or fashion-mnist")
        }
    }

    /// Image `index` of calibration, row-major `[C, H, W]`.
    func calibrationImage(_ index: Int) throws(AttemptFailure) -> [Float] {
        guard let training else { return random(index) }
        return training.image(CalibrationOrder(count: training.count)[index])
    }

    /// Image `index` of evaluation; none of them is one of calibration.
    func evaluationImage(_ index: Int) throws(AttemptFailure) -> [Float] {
        guard let test else { return random(index + (1 << 20)) }
        return test.image(index % test.count)
    }

    /// The class of image `index` of evaluation, where it is known.
    func evaluationLabel(_ index: Int) -> Int? { test.map { $0.label(index % $0.count) } }

    /// Drawn as the inputs of a benchmark are.
    private func random(_ index: Int) -> [Float] {
        let block = UInt64(index / SeededInputs.count)
        let inputs = SeededInputs(length: shape.reduce(1, *), seed: seed &+ block &* 0x9E37_79B9)
        let start = inputs.layout.offset(index)
        return Array(inputs.values[start..<(start + inputs.length)])
    }
}
