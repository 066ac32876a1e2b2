/// What one executed kernel does for one image: the layers that an engine fuses into it are not there any more.
public struct KernelWork: Hashable, Sendable {
    /// What kind of loop it is.
    public enum Kind: Hashable, Sendable {
        /// A convolution with all channels together.
        case convolution(kernel: Int, inputChannels: Int, outputChannels: Int, positions: Int)
        /// A convolution in groups.
        case grouped(kernel: Int, groups: Int, inputsPerGroup: Int, outputsPerGroup: Int, positions: Int)
        /// One filter for each channel.
        case depthwise(kernel: Int, stride: Int)
        /// A matrix times a vector for each image.
        case linear
        /// A window without weights.
        case pool(taps: Int)
        /// Channels put together or taken apart; free where an engine places them without copying.
        case joining
        /// Channels in another order.
        case shuffling
        /// A mean over a whole image or large parts of it.
        case reduction
        /// Everything else that only moves or combines elements.
        case elementwise
    }

    /// The last fused layer's name.
    public let name: String
    /// What kind of loop it is.
    public let kind: Kind
    /// Multiply-accumulates for an image.
    public let macs: Int
    /// Elements of weights.
    public let weights: Int
    /// Elements read for an image, a fused addition's second input included.
    public var inputs: Int
    /// Elements written for an image.
    public let outputs: Int
    /// Elements that a fused sigmoid, SiLU or hard variant of them is computed for.
    public var functions: Int = 0
}
