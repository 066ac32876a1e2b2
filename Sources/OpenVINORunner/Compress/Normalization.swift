import ModelZoo
import Vocabulary

/// What is taken off the values 0…1 of a labelled image and what they are divided by, for each channel, and who says so.
struct Normalization {
    let mean: [Double]
    let deviation: [Double]
    let source: String

    /// What the job says, else what the published weights expect, else the data set's own figures.
    ///
    /// - Throws: `unsupported` when the job states figures for another number of channels.
    init(_ options: CompressOptions, expected: Preprocessing?, channels: Int) throws(AttemptFailure) {
        let (mean, deviation): ([Double], [Double])
        if let stated = options.mean, let divisor = options.deviation {
            (mean, deviation, source) = (stated, divisor, "as the job states")
        } else if let expected, expected.mean.count == channels {
            (mean, deviation, source) = (expected.mean, expected.deviation, "as the published weights expect")
        } else {
            (mean, deviation, source) = (
                [FashionMNIST.mean], [FashionMNIST.deviation], "mean and deviation of the training images"
            )
        }
        guard [mean, deviation].allSatisfy({ $0.count == 1 || $0.count == channels }) else {
            throw AttemptFailure(
                code: .unsupported,
                message:
                    "mean and deviation have \(mean.count) and \(deviation.count) numbers, expected 1 or \(channels)")
        }
        self.mean = Self.spread(mean, channels)
        self.deviation = Self.spread(deviation, channels)
    }

    private static func spread(_ values: [Double], _ channels: Int) -> [Double] {
        values.count == channels ? values : [Double](repeating: values[0], count: channels)
    }

    /// (x/255 − mean)/deviation for each byte x.
    func table(_ channel: Int) -> [Float] {
        (0..<256).map { Float((Double($0) / 255 - mean[channel]) / deviation[channel]) }
    }
}
