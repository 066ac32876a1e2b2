/// A function of each element without parameters; any shape to the same shape.
public enum Activation: String, LayerOperator, CaseIterable {
    /// max(x, 0) (Nair and Hinton 2010).
    case relu
    /// min(max(x, 0), 6) (Howard et al. 2017; used by MobileNetV2).
    case relu6

    /// Element by element.
    public var memory: MemoryUse { .inPlace }

    /// The input's shape.
    public func outputShapes(for inputs: [Shape], node: String) throws(ModelGraphError) -> [Shape] { inputs }
}
