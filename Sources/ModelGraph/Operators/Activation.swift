/// A function of each element without parameters; any shape to the same shape.
public enum Activation: String, LayerOperator, CaseIterable {
    /// max(x, 0) (Nair and Hinton 2010).
    case relu
    /// min(max(x, 0), 6) (Howard et al. 2017; used by MobileNetV2).
    case relu6
    /// σ(x) = 1/(1 + e⁻ˣ); the gate of EfficientNet's squeeze-and-excitation.
    case sigmoid
    /// min(max(x + 3, 0), 6)/6 (Howard et al. 2019, section 5.2), the gate of MobileNetV3's squeeze-and-excitation.
    case hardSigmoid = "hard_sigmoid"
    /// x·min(max(x + 3, 0), 6)/6 (Howard et al. 2019, section 5.2).
    case hardSwish = "hard_swish"
    /// x·σ(x), also called swish (Elfwing et al. 2017; Ramachandran et al. 2017).
    case silu

    /// Element by element.
    public var memory: MemoryUse { .inPlace }

    /// The input's shape.
    public func outputShapes(for inputs: [Shape], node: String) throws(ModelGraphError) -> [Shape] { inputs }
}
