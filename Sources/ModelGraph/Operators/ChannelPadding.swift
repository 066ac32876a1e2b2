/// Channels of zeros behind the input's own; `[C, H, W]` to `[C + added, H, W]`.
///
/// ENet's shortcut past a layer that widens (Paszke et al. 2016, section 3), and the shortcut without parameters of He et al.
/// 2015 (option A). In torch: `pad(x, (0, 0, 0, 0, 0, added))`.
public struct ChannelPadding: LayerOperator {
    /// The number of channels of zeros.
    public let added: Int

    /// A padding; attributes are checked when it is put into a graph.
    public init(added: Int) {
        self.added = added
    }

    /// At least one channel.
    public func validate(node: String) throws(ModelGraphError) {
        try require(added, in: AttributeLimit.channels, "added channels", node: node)
    }

    /// `[C + added, H, W]`.
    public func outputShapes(for inputs: [Shape], node: String) throws(ModelGraphError) -> [Shape] {
        let (channels, extent) = try image(inputs, node: node)
        return [try shape([channels + added, extent.height, extent.width], node: node)]
    }
}
