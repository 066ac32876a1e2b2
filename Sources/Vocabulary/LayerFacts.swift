/// What is known of a layer without running it: from shapes alone, for one image, in fp32.
public struct LayerFacts: Hashable, Sendable, Codable {
    /// The node's name, which an ONNX file of the network has too.
    public let name: String
    /// The operator's word, as `depthwise_convolution`.
    public let kind: String
    /// The output for one image, `[1, C, H, W]` or `[1, F]`.
    public let output: [Int]
    /// Trained parameters.
    public let parameters: Int
    /// Multiply-accumulates; 0 for everything but convolutions and linear layers. Counter: Shoestring's own sum.
    public let macs: Int
    /// Bytes of parameters and buffers.
    public let weightBytes: Int
    /// Bytes of the output; 0 for an alias.
    public let activationBytes: Int
    /// Bytes that must cross memory: input, weights and output once, without cache or fusion.
    public let movedBytes: Int

    /// A layer.
    public init(
        name: String, kind: String, output: [Int], parameters: Int, macs: Int, weightBytes: Int, activationBytes: Int,
        movedBytes: Int
    ) {
        self.name = name
        self.kind = kind
        self.output = output
        self.parameters = parameters
        self.macs = macs
        self.weightBytes = weightBytes
        self.activationBytes = activationBytes
        self.movedBytes = movedBytes
    }

    enum CodingKeys: String, CodingKey {
        case name, kind, output, parameters, macs
        case weightBytes = "weight_bytes"
        case activationBytes = "activation_bytes"
        case movedBytes = "moved_bytes"
    }
}
