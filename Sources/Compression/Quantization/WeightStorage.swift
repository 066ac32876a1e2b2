public import ModelGraph

/// Stores weights in fewer bits and computes in Float32 as before: the file shrinks, the time does not.
public enum WeightStorage: String, Hashable, Sendable, CaseIterable {
    /// Weights of convolutions and linear layers as int8 with a scale for each output channel; biases stay Float32.
    case int8
    /// All parameters as IEEE binary16.
    case fp16
    /// All parameters as bfloat16.
    case bf16

    /// The network with its parameters stored so.
    ///
    /// Normalisations are folded first for int8, so that their figures need no place.
    /// - Returns: The network with `stored_parameters`, and `overflowed_weights` where binary16 cannot hold a value.
    /// - Throws: ``CompressionError/graph(_:)`` when the weights do not fit.
    public func apply(_ graph: ModelGraph, _ weights: Weights) throws(CompressionError) -> CompressedModel {
        let base = try BatchNormalizationFolding.fold(graph, weights)
        var decoration = ONNXDecoration()
        var overflowed = 0
        for parameter in base.graph.parameters where parameter.elementType == .float32 {
            guard let values = base.weights[parameter.name]?.floats() else { continue }
            switch self {
            case .int8:
                guard parameter.role == .weight else { continue }
                let rows = parameter.shape[0]
                let none = [Double](repeating: 0, count: rows)
                decoration.parameters[parameter.name] = .int8(QuantizedRows(values, rows: rows, leastScales: none))
            case .fp16:
                overflowed += values.count { !Float16($0).isFinite && $0.isFinite }
                decoration.parameters[parameter.name] = .float16(values)
            case .bf16: decoration.parameters[parameter.name] = .bfloat16(values)
            }
        }
        var figures = ["stored_parameters": Double(decoration.parameters.count)]
        var warnings: [String] = []
        if self == .fp16 { figures["overflowed_weights"] = Double(overflowed) }
        if overflowed > 0 {
            warnings.append(
                "\(overflowed) weights are beyond ±65504, the range of binary16, and became infinite; bf16 holds them")
        }
        return CompressedModel(
            graph: base.graph, weights: base.weights, decoration: decoration, figures: figures, warnings: warnings)
    }
}
