/// How a kernel slides over an image: shared by convolutions and pools.
public struct Window: Hashable, Sendable {
    /// Extent of the kernel.
    public let kernel: Extent
    /// Step between two positions.
    public let stride: Extent
    /// Zeros (minus infinity for a maximum) put before and after each axis.
    public let padding: Extent
    /// Distance between two taps of the kernel; 1 is dense.
    public let dilation: Extent

    /// A window; torch's defaults.
    public init(kernel: Extent, stride: Extent = 1, padding: Extent = 0, dilation: Extent = 1) {
        self.kernel = kernel
        self.stride = stride
        self.padding = padding
        self.dilation = dilation
    }

    /// The number of positions along both axes, nil where the kernel does not fit once.
    ///
    /// torch.nn.Conv2d and MaxPool2d, "Shape": ⌊(n + 2p − d(k−1) − 1)/s⌋ + 1. With `roundsUp` (ceil_mode) ⌈·⌉, where
    /// the last position must still start inside the image or its leading padding.
    public func positions(over image: Extent, roundsUp: Bool = false) -> Extent? {
        guard
            let height = Self.positions(
                image.height, kernel.height, stride.height, padding.height, dilation.height, roundsUp),
            let width = Self.positions(image.width, kernel.width, stride.width, padding.width, dilation.width, roundsUp)
        else { return nil }
        return Extent(height: height, width: width)
    }

    private static func positions(
        _ size: Int, _ kernel: Int, _ stride: Int, _ padding: Int, _ dilation: Int, _ roundsUp: Bool
    ) -> Int? {
        let room = size + 2 * padding - dilation * (kernel - 1) - 1
        guard room >= 0 else { return nil }
        guard roundsUp else { return room / stride + 1 }
        let count = (room + stride - 1) / stride + 1
        return (count - 1) * stride >= size + padding ? count - 1 : count
    }

    func validate(_ owner: some LayerOperator, node: String) throws(ModelGraphError) {
        try owner.require(kernel, in: AttributeLimit.window, "kernel", node: node)
        try owner.require(stride, in: AttributeLimit.window, "stride", node: node)
        try owner.require(dilation, in: AttributeLimit.window, "dilation", node: node)
        try owner.require(padding, in: 0...AttributeLimit.window.upperBound, "padding", node: node)
    }
}
