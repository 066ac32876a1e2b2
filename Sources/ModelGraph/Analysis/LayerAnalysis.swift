/// What one layer needs for a batch, derived from shapes alone: nothing here is measured.
public struct LayerAnalysis: Hashable, Sendable {
    /// The node's name.
    public let name: String
    /// The operator's word, such as `depthwise_convolution`.
    public let kind: String
    /// Shape of the (first) output with the batch in front, `[N, C, H, W]` or `[N, F]`.
    public let outputShape: [Int]
    /// Trained parameters; buffers not counted.
    public let parameters: Int
    /// Multiply-accumulates for the whole batch; see ``ModelAnalysis/counting``.
    public let macs: Int
    /// Operations for the whole batch in the manner of Canziani et al.; see ``ModelAnalysis/canzianiCounting``.
    public let canzianiOperations: Int
    /// Bytes of parameters and buffers, Float32 (and one Int64 for each batch normalisation).
    public let weightByteCount: Int
    /// Bytes of new activations, Float32, for the whole batch; 0 for an alias (flatten, dropout, identity).
    public let activationByteCount: Int
    /// Bytes that must cross memory once at inference: inputs, outputs and weights, Float32, without any cache or fusion.
    public let movedByteCount: Int

    /// Arithmetic intensity: floating-point operations, 2 for each multiply-accumulate, for each byte moved: the x axis of a
    /// roofline. 0 for layers that the count of multiply-accumulates leaves out.
    public var arithmeticIntensity: Double {
        movedByteCount == 0 ? 0 : 2 * Double(macs) / Double(movedByteCount)
    }
}
