/// What a stored tensor means to its layer; initialisation, training and compression decide by it.
public enum ParameterRole: String, Hashable, Sendable, CaseIterable {
    /// Kernel `[out, in/groups, kh, kw]` of a convolution or matrix `[out, in]` of a linear layer.
    case weight
    /// Added to each output channel, `[out]`.
    case bias
    /// γ of batch normalisation (Ioffe and Szegedy 2015, algorithm 1), `[C]`.
    case scale
    /// β of batch normalisation, `[C]`.
    case shift
    /// a of a parametric ReLU (He et al. 2015, equation 1), `[C]` or `[1]`.
    case slope
    /// Running mean of batch normalisation, `[C]`: a buffer, not trained.
    case runningMean
    /// Running variance of batch normalisation, `[C]`: a buffer, not trained.
    case runningVariance
    /// Batches seen, a 64-bit scalar that torch keeps beside the running figures; inference never reads it.
    case batchCount

    /// False for buffers, which no gradient reaches and which no parameter count includes.
    public var isTrainable: Bool {
        switch self {
        case .weight, .bias, .scale, .shift, .slope: true
        case .runningMean, .runningVariance, .batchCount: false
        }
    }
}

/// The number format of a stored tensor.
public enum ElementType: String, Hashable, Sendable {
    /// IEEE 754 single precision, 4 bytes.
    case float32
    /// Two's complement, 8 bytes; only ``ParameterRole/batchCount`` has it.
    case int64

    /// Bytes of one element.
    public var byteCount: Int {
        switch self {
        case .float32: 4
        case .int64: 8
        }
    }
}

/// A tensor that a layer keeps: a trained parameter or a buffer.
public struct Parameter: Hashable, Sendable {
    /// The full name as in torchvision's state dict, such as `layer1.0.bn1.running_mean`.
    public let name: String
    /// Extents, outermost first; empty for a scalar.
    public let shape: [Int]
    /// What it means to the layer.
    public let role: ParameterRole

    /// The number format it is stored in.
    public var elementType: ElementType { role == .batchCount ? .int64 : .float32 }
    /// The number of elements.
    public let elementCount: Int
    /// Bytes in memory and in a file.
    public var byteCount: Int { elementCount * elementType.byteCount }
}
