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
        /// Everything that only moves or combines elements.
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
}
