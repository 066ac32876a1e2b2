/// Sets units to zero at random in training and divides the others by the chance to stay, so that the mean is kept; nothing at
/// inference.
public struct Dropout: LayerOperator {
    /// The chance of a unit to be dropped, 0 ..< 1.
    public let probability: Float
    /// What is dropped or kept as one.
    public let unit: Unit

    /// What is dropped or kept as one.
    public enum Unit: String, Hashable, Sendable, CaseIterable {
        /// Each element by itself (Srivastava et al. 2014): torch.nn.Dropout.
        case element
        /// Whole channels of a sample, "spatial dropout" (Tompson et al. 2014): torch.nn.Dropout2d.
        case channel
        /// The whole value of a sample, "stochastic depth" (Huang et al. 2016): torchvision's `StochasticDepth(mode: "row")`.
        case sample
    }

    /// A dropout; attributes are checked when it is put into a graph.
    public init(probability: Float, unit: Unit = .element) {
        self.probability = probability
        self.unit = unit
    }

    /// At inference the same memory.
    public var memory: MemoryUse { .alias }

    /// The probability must lie in 0 ..< 1.
    public func validate(node: String) throws(ModelGraphError) {
        guard probability >= 0, probability < 1 else {
            throw .invalidAttribute(
                node: node, attribute: "probability", value: String(probability), expected: "0 ..< 1")
        }
    }

    /// The input's shape.
    public func outputShapes(for inputs: [Shape], node: String) throws(ModelGraphError) -> [Shape] { inputs }
}
