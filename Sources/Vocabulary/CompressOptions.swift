/// The numbers of a compression; which of them a method takes is ``CompressOptions/fields(of:)``.
public struct CompressOptions: Hashable, Sendable {
    /// How ranges of activations are chosen.
    public enum Calibrator: String, Hashable, Sendable, Codable, CaseIterable {
        /// Everything that was seen.
        case minMax = "min_max"
        /// All but the outermost part, see ``CompressOptions/percentile``.
        case percentile
        /// The range that loses least of the distribution.
        case entropy
    }

    /// Over what the smallest weights are sought.
    public enum Scope: String, Hashable, Sendable, Codable, CaseIterable {
        /// All layers together.
        case global
        /// Each layer by itself.
        case layer
    }

    /// What a channel is judged by.
    public enum Importance: String, Hashable, Sendable, Codable, CaseIterable {
        /// Sum of its filter's magnitudes.
        case l1
        /// Its filter's distance to the others.
        case geometricMedian = "geometric_median"
    }

    /// Where images come from: `random`, or `fashion-mnist`, which has labels.
    public var data = "random"
    /// What the network's training took off each channel of labelled images, values 0…1; one number, or one a channel. Nil for what published
    /// weights expect, or the data set's own.
    public var mean: [Double]?
    /// What it divided by; there where ``mean`` is.
    public var deviation: [Double]?
    /// Images of calibration; 1…10,000. 300 is NNCF's default.
    public var calibrationImages = 300
    /// Images that answers and, with labels, accuracy are compared on; 1…100,000.
    public var evaluationImages = 64
    /// How ranges of activations are chosen.
    public var calibrator = Calibrator.minMax
    /// What ``Calibrator/percentile`` keeps, in percent; 50…100.
    public var percentile = 99.99
    /// Layers that stay in Float32: names, or `first_convolution`, `depthwise`, `squeeze_excitation`; at most 100.
    public var keepFP32: [String] = []
    /// Share of weights that become zero; 0…0.99.
    public var sparsity = 0.5
    /// Over what the smallest weights are sought.
    public var scope = Scope.global
    /// Share of channels that go; 0.01…0.95.
    public var ratio = 0.5
    /// What a channel is judged by.
    public var importance = Importance.l1
    /// Kept channels are a multiple of this where there are enough; 1…64.
    public var channelMultiple = 8
    /// Shape of an image `[C, H, W]` for a network of the zoo; nil for its own.
    public var input: [Int]?
    /// Number of classes for a network of the zoo; nil for its own.
    public var classes: Int?
    /// Images of a measured request; 1…256.
    public var batch = 1
    /// The longest time that measuring both networks together may take, seconds; 1…3600.
    public var measureSeconds = 30

    /// The defaults.
    public init() {}

    /// The names of the fields that a method takes, beside those that every compression has.
    public static func fields(of method: CompressConfiguration.Method) -> Set<String> {
        switch method {
        case .foldBatchNormalization, .int8Weights, .fp16Weights, .bf16Weights: []
        case .int8Static: ["calibration_images", "calibrator", "percentile", "keep_fp32"]
        case .pruneMagnitude: ["sparsity", "scope"]
        case .pruneChannels: ["ratio", "importance", "channel_multiple"]
        }
    }

    /// The fields that every method takes.
    static let commonFields: Set = [
        "data", "evaluation_images", "input", "classes", "batch", "measure_seconds", "mean", "deviation",
    ]

    static let fieldNames = CompressConfiguration.Method.allCases.reduce(commonFields) { $0.union(fields(of: $1)) }
}
