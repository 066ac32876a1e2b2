/// What is known of a network without running it.
public struct ModelFacts: Hashable, Sendable, Codable {
    /// The name that configurations use, as `resnet18`.
    public let name: String
    /// The family, as `ResNet`.
    public let family: String
    /// The year of the paper.
    public let year: Int
    /// The paper's title and where it appeared.
    public let paper: String
    /// The default input `[C, H, W]`.
    public let input: [Int]
    /// Classes that it tells apart.
    public let classes: Int
    /// Trainable parameters.
    public let parameters: Int
    /// Multiply-accumulates of convolutions and linear layers for one image; counter: Shoestring's own per-layer sum.
    public let macs: Int
    /// Bytes of the weights in fp32.
    public let weightBytes: Int
    /// Bytes of all layers' outputs in fp32 for one image.
    public let activationBytes: Int
    /// Bytes of the outputs that are alive at once in fp32 for one image, at most.
    public let peakLiveBytes: Int
    /// Bytes that must cross memory for one image in fp32: every layer's input, weights and output once, without cache or fusion. Nil
    /// where a coordinator does not say, as the next two.
    public let movedBytes: Int?
    /// Arithmetic intensity: floating-point operations, 2 for each multiply-accumulate, for each of ``movedBytes``.
    public let flopsPerByte: Double?
    /// Operations for one image as Canziani et al. 2016 count them (2 for each multiply-accumulate, and biases, activations, pools and
    /// additions): only for figures beside theirs.
    public let canzianiOperations: Int?
    /// Published top-1 accuracy in percent: published, not measured here.
    public let publishedTop1: Double?
    /// Published top-5 accuracy in percent: published, not measured here.
    public let publishedTop5: Double?
    /// Where the published accuracy stands and how it was taken.
    public let publishedSource: String?

    /// States what is known.
    public init(
        name: String, family: String, year: Int, paper: String, input: [Int], classes: Int, parameters: Int, macs: Int,
        weightBytes: Int, activationBytes: Int, peakLiveBytes: Int, publishedTop1: Double?, publishedTop5: Double?,
        publishedSource: String?, movedBytes: Int? = nil, flopsPerByte: Double? = nil, canzianiOperations: Int? = nil
    ) {
        self.name = name
        self.family = family
        self.year = year
        self.paper = paper
        self.input = input
        self.classes = classes
        self.parameters = parameters
        self.macs = macs
        self.weightBytes = weightBytes
        self.activationBytes = activationBytes
        self.peakLiveBytes = peakLiveBytes
        self.movedBytes = movedBytes
        self.flopsPerByte = flopsPerByte
        self.canzianiOperations = canzianiOperations
        self.publishedTop1 = publishedTop1
        self.publishedTop5 = publishedTop5
        self.publishedSource = publishedSource
    }

    enum CodingKeys: String, CodingKey {
        case name, family, year, paper, input, classes, parameters, macs
        case weightBytes = "weight_bytes"
        case activationBytes = "activation_bytes"
        case peakLiveBytes = "peak_live_bytes"
        case movedBytes = "moved_bytes"
        case flopsPerByte = "flops_per_byte"
        case canzianiOperations = "ops_canziani_style"
        case publishedTop1 = "published_top1_percent"
        case publishedTop5 = "published_top5_percent"
        case publishedSource = "published_source"
    }
}
