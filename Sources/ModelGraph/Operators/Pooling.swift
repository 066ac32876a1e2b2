/// The largest value under a sliding window, channel by channel; `[C, H, W]` to `[C, H', W']`.
public struct MaxPool: LayerOperator {
    /// Kernel, stride, padding and dilation.
    public let window: Window
    /// ceil_mode: positions are rounded up, so the last window may hang over the edge.
    public let roundsUp: Bool

    /// A pool; attributes are checked when it is put into a graph.
    public init(window: Window, roundsUp: Bool = false) {
        self.window = window
        self.roundsUp = roundsUp
    }

    /// The window must be positive and its padding at most half of it (torch's own rule).
    public func validate(node: String) throws(ModelGraphError) {
        try window.validatePool(self, node: node)
    }

    /// `[C, H', W']`.
    public func outputShapes(for inputs: [Shape], node: String) throws(ModelGraphError) -> [Shape] {
        [try pooled(inputs, by: window, roundsUp: roundsUp, node: node)]
    }
}

/// The mean under a sliding window, channel by channel; `[C, H, W]` to `[C, H', W']`.
public struct AveragePool: LayerOperator {
    /// Kernel, stride and padding; dilation is 1.
    public let window: Window
    /// ceil_mode: positions are rounded up, so the last window may hang over the edge.
    public let roundsUp: Bool
    /// count_include_pad: padding zeros count in the mean (torch's default).
    public let countsPadding: Bool

    /// A pool; attributes are checked when it is put into a graph.
    public init(window: Window, roundsUp: Bool = false, countsPadding: Bool = true) {
        self.window = window
        self.roundsUp = roundsUp
        self.countsPadding = countsPadding
    }

    /// As ``MaxPool/validate(node:)``; no dilation.
    public func validate(node: String) throws(ModelGraphError) {
        try window.validatePool(self, node: node)
        try require(window.dilation, in: 1...1, "dilation", node: node)
    }

    /// `[C, H', W']`.
    public func outputShapes(for inputs: [Shape], node: String) throws(ModelGraphError) -> [Shape] {
        [try pooled(inputs, by: window, roundsUp: roundsUp, node: node)]
    }
}

/// The mean over windows that divide the image into a given number of parts; `[C, H, W]` to `[C, h, w]`.
///
/// Part i of n over a side of s spans ⌊i·s/n⌋ ..< ⌈(i+1)·s/n⌉ (torch.nn.AdaptiveAvgPool2d).
public struct AdaptiveAveragePool: LayerOperator {
    /// h and w; 1 gives the mean of each channel.
    public let size: Extent

    /// A pool; attributes are checked when it is put into a graph.
    public init(size: Extent) {
        self.size = size
    }

    /// The mean of each whole channel.
    public var isGlobal: Bool { size == 1 }

    /// h and w must be positive.
    public func validate(node: String) throws(ModelGraphError) {
        try require(size, in: AttributeLimit.window, "output size", node: node)
    }

    /// `[C, h, w]`.
    public func outputShapes(for inputs: [Shape], node: String) throws(ModelGraphError) -> [Shape] {
        let (channels, _) = try image(inputs, node: node)
        return [try shape([channels, size.height, size.width], node: node)]
    }

    /// The rows or columns that part `index` of `count` averages, over a side of `side` elements.
    public static func span(of index: Int, of count: Int, over side: Int) -> Range<Int> {
        (index * side / count)..<(((index + 1) * side + count - 1) / count)
    }
}

extension Window {
    func validatePool(_ owner: some LayerOperator, node: String) throws(ModelGraphError) {
        try validate(owner, node: node)
        try owner.require(padding.height, in: 0...(kernel.height / 2), "padding", node: node)
        try owner.require(padding.width, in: 0...(kernel.width / 2), "padding", node: node)
    }
}

extension LayerOperator {
    func pooled(
        _ inputs: [Shape], by window: Window, roundsUp: Bool, node: String
    ) throws(ModelGraphError) -> Shape {
        let (channels, extent) = try image(inputs, node: node)
        guard let positions = window.positions(over: extent, roundsUp: roundsUp) else {
            throw .emptyOutput(node: node, input: inputs[0].dimensions)
        }
        return try shape([channels, positions.height, positions.width], node: node)
    }
}
