import Foundation

extension ONNXGraph {
    /// Rounds a value to bytes and back.
    mutating func round(_ value: String, to result: String, scale: Float, zeroPoint: UInt8) {
        let step = constant("\(value):scale", floats: [scale], dimensions: [])
        let zero = "\(value):zero_point"
        constants.append(Constant(name: zero, dimensions: [], type: .uint8, bytes: Data([zeroPoint])))
        node("QuantizeLinear", "\(value):quantize", [value, step, zero], ["\(value):quantized"])
        node("DequantizeLinear", "\(value):dequantize", ["\(value):quantized", step, zero], [result])
    }

    /// Stores a parameter in its format and gives the name of what widens it to Float32.
    ///
    /// Symmetric integers have no zero point: it is 0 where it is absent, and 5 bytes a channel count in a file of small layers.
    mutating func widen(_ stored: ONNXDecoration.StoredParameter, of parameter: Parameter) -> String {
        let result = "\(parameter.name):wide"
        constants.append(
            Constant(
                name: parameter.name, dimensions: parameter.shape, type: Self.type(stored.format), bytes: stored.bytes))
        switch stored.format {
        case .int8, .int32:
            let scales = constant(
                "\(parameter.name):scale", floats: stored.scales, dimensions: [stored.scales.count])
            node(
                "DequantizeLinear", "\(parameter.name):dequantize", [parameter.name, scales], [result],
                [("axis", .integer(0))])
        case .float16, .bfloat16:
            node(
                "Cast", "\(parameter.name):cast", [parameter.name], [result],
                [("to", .integer(DataType.float.rawValue))])
        }
        return result
    }

    private static func type(_ format: ONNXDecoration.StoredParameter.Format) -> DataType {
        switch format {
        case .int8: .int8
        case .int32: .int32
        case .float16: .float16
        case .bfloat16: .bfloat16
        }
    }
}
