/// What a network needs for a batch, derived from shapes alone: nothing here is measured.
///
/// All bytes are Float32. Products that leave 64 bits (a batch of 10¹²) are given as `Int.max`.
public struct ModelAnalysis: Hashable, Sendable {
    /// The batch N that ``layers`` and the byte counts are for.
    public let batch: Int
    /// Every node in order of execution.
    public let layers: [LayerAnalysis]
    /// Trained parameters, as torch counts them; buffers not included.
    public let parameters: Int
    /// Parameters of convolutions.
    public let convolutionParameters: Int
    /// Parameters of linear layers.
    public let linearParameters: Int
    /// γ and β of batch normalisations.
    public let batchNormalizationParameters: Int
    /// Elements of buffers: running figures and one batch count for each batch normalisation.
    public let bufferElementCount: Int
    /// Multiply-accumulates for one sample; see ``counting``.
    public let macs: Int
    /// Operations for one sample in the manner of Canziani et al.; see ``canzianiCounting``.
    public let canzianiOperations: Int
    /// Bytes of all parameters and buffers.
    public let weightByteCount: Int
    /// Bytes of all activations that layers write, summed over the network, for the batch; aliases write nothing.
    public let activationByteCount: Int
    /// Bytes of the largest activation, for the batch; the input is not one.
    public let largestActivationByteCount: Int
    /// Bytes of activations alive at once at the worst moment, for the batch; see ``liveness``.
    public let peakLiveByteCount: Int
    /// Elements that convolutions and linear layers write for one sample (Radosavovic et al. 2020, "activations").
    public let convolutionAndLinearOutputElementCount: Int
    /// Convolutions, depthwise ones included.
    public let convolutionCount: Int
    /// Depthwise convolutions.
    public let depthwiseConvolutionCount: Int
    /// Linear layers.
    public let linearCount: Int

    /// How multiply-accumulates are counted; shown beside every such figure.
    public static let counting = "conv + linear multiply-accumulates only; counter: shoestring"
    /// How operations are counted in the manner of Canziani et al. 2016 (apaszke/torch-opCounter, with its pools' channels); only
    /// for figures beside theirs.
    public static let canzianiCounting = """
        2 for each multiply-accumulate, 1 for each output of a convolution or linear layer and for each element of an activation, the \
        kernel's area for each output of a pool, 2 for each element of an addition; adaptive pools, normalisations, products and \
        concatenations 0
        """
    /// How bytes moved are counted.
    public static let moving = "every layer's input, weights and output once, Float32, without cache or fusion"
    /// How the live peak is counted.
    public static let liveness = """
        input included; a value is freed after its last use; element-wise layers write over a first input that nobody \
        reads later; flatten, dropout and identity copy nothing; no workspace of kernels
        """

    /// Multiply-accumulates for the whole batch.
    public var batchMACs: Int { macs.saturatingMultiplied(by: batch) }
    /// ``canzianiOperations`` for the whole batch.
    public var batchCanzianiOperations: Int { canzianiOperations.saturatingMultiplied(by: batch) }
    /// Bytes that must cross memory for the batch, layer by layer, without any cache or fusion.
    public var movedByteCount: Int { layers.reduce(0) { $0.saturatingAdded(to: $1.movedByteCount) } }
    /// Arithmetic intensity: floating-point operations, 2 for each multiply-accumulate, for each byte moved.
    public var arithmeticIntensity: Double {
        movedByteCount == 0 ? 0 : 2 * Double(batchMACs) / Double(movedByteCount)
    }
}

extension Int {
    func saturatingMultiplied(by other: Int) -> Int {
        let (value, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? .max : value
    }

    func saturatingAdded(to other: Int) -> Int {
        let (value, overflow) = addingReportingOverflow(other)
        return overflow ? .max : value
    }
}
