/// Where the network starts and what it learns from.
public struct RecipeOptions: Hashable, Sendable {
    /// The recipe.
    public enum Recipe: String, Hashable, Sendable, Codable, CaseIterable {
        /// Seeded weights, or the given ones as they are.
        case scratch
        /// Given weights with a new last layer, which alone learns.
        case transferFrozen = "transfer_frozen"
        /// Given weights with a new last layer; everything learns.
        case transferFull = "transfer_full"
        /// Given weights with a new last layer; earlier layers join in, epoch by epoch.
        case transferGradual = "transfer_gradual"
        /// From labels and from another network (Hinton, Vinyals and Dean 2015).
        case distillation
        /// Given weights, tuned while weights and activations are rounded to 8 bits (Jacob et al. 2017, section 3).
        case quantizationAware = "qat"

        /// Whether it starts from given weights and makes a new last layer.
        public var isTransfer: Bool {
            switch self {
            case .transferFrozen, .transferFull, .transferGradual: true
            case .scratch, .distillation, .quantizationAware: false
            }
        }
        /// Whether there must be weights to start from.
        public var needsWeights: Bool { isTransfer || self == .quantizationAware }
    }

    /// The recipe.
    public var recipe = Recipe.scratch
    /// Epochs after which ``Recipe/transferGradual`` lets the next group of layers learn.
    public var unfreezeEpochs = 1
    /// The network to learn from, a name of the zoo.
    public var teacher: ModelReference?
    /// SHA-256 of the teacher's stored weights.
    public var teacherWeights: String?
    /// T, which softens both outputs.
    public var temperature = 4.0
    /// α, the teacher's share of the loss.
    public var teacherShare = 0.7
    /// Whether the part of the network that ``Recipe/transferFrozen`` leaves as it is runs once over all images, not in every epoch.
    public var cachesFeatures = false
    /// Training images that the first ranges of activations are found on, for ``Recipe/quantizationAware``.
    public var calibrationImages = 300
    /// Share of the updates in which ranges of activations still move, for ``Recipe/quantizationAware``.
    public var rangeShare = 0.75
    /// The weight of a batch in the moving average of a range.
    public var rangeMomentum = 0.01
    /// Layers that stay in Float32, as `compress` takes them.
    public var keepFP32: [String] = []

    /// From scratch.
    public init() {}
}
