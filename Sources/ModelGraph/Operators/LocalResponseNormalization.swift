/// Each element divided by a power of its neighbours across channels (Krizhevsky et al. 2012, section 3.3); `[C, H, W]` to
/// the same.
///
/// y = x / (k + α/n · Σx²)^β over the n channels around x's own, as torch.nn.LocalResponseNorm, Caffe and ONNX define it. The
/// paper's α is not divided by n: its 10⁻⁴ is 5·10⁻⁴ here.
public struct LocalResponseNormalization: LayerOperator {
    /// n, the number of neighbouring channels, odd: the element's own in the middle.
    public let size: Int
    /// α.
    public let alpha: Float
    /// β.
    public let beta: Float
    /// k.
    public let offset: Float

    /// A normalisation, with Caffe's numbers; attributes are checked when it is put into a graph.
    public init(size: Int = 5, alpha: Float = 1e-4, beta: Float = 0.75, offset: Float = 1) {
        self.size = size
        self.alpha = alpha
        self.beta = beta
        self.offset = offset
    }

    /// n must be odd (frameworks differ in the side on which an even window is longer), α, β and k positive.
    public func validate(node: String) throws(ModelGraphError) {
        try require(size, in: AttributeLimit.window, "size", node: node)
        guard !size.isMultiple(of: 2) else {
            throw .invalidAttribute(node: node, attribute: "size", value: String(size), expected: "an odd number")
        }
        for (name, value) in [("alpha", alpha), ("beta", beta), ("offset", offset)] {
            guard value > 0, value.isFinite else {
                throw .invalidAttribute(
                    node: node, attribute: name, value: String(value), expected: "a positive number")
            }
        }
    }

    /// The input's shape.
    public func outputShapes(for inputs: [Shape], node: String) throws(ModelGraphError) -> [Shape] {
        _ = try image(inputs, node: node)
        return inputs
    }
}
