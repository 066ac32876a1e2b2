import Foundation

/// A graph in ONNX's own terms, without the weights' bytes.
struct ONNXGraph {
    var nodes: [Node] = []
    /// Parameters of the network, streamed from ``Weights`` by name.
    var parameters: [Parameter] = []
    /// Small constants that lowering needs: split sizes, target shapes, bounds.
    var constants: [Constant] = []
    /// What the file gives beside the logits.
    var furtherOutputs: [(name: String, shape: Shape)] = []

    struct Node {
        let type: String
        let name: String
        let inputs: [String]
        let outputs: [String]
        let attributes: [(name: String, value: Attribute)]
    }

    enum Attribute {
        case integer(Int)
        case integers([Int])
        case float(Float)
    }

    struct Constant {
        let name: String
        let dimensions: [Int]
        let type: DataType
        let bytes: Data
    }

    /// TensorProto.DataType.
    enum DataType: Int {
        case float = 1
        case uint8 = 2
        case int8 = 3
        case int32 = 6
        case int64 = 7
        case float16 = 10
        case bfloat16 = 16
    }

    mutating func constant(_ name: String, integers: [Int]) -> String {
        let bytes = integers.map { Int64($0).littleEndian }.withUnsafeBytes { Data($0) }
        constants.append(Constant(name: name, dimensions: [integers.count], type: .int64, bytes: bytes))
        return name
    }

    mutating func constant(_ name: String, floats: [Float], dimensions: [Int]) -> String {
        let bytes = floats.map(\.bitPattern.littleEndian).withUnsafeBytes { Data($0) }
        constants.append(Constant(name: name, dimensions: dimensions, type: .float, bytes: bytes))
        return name
    }

    mutating func node(
        _ type: String, _ name: String, _ inputs: [String], _ outputs: [String],
        _ attributes: [(name: String, value: Attribute)] = []
    ) {
        nodes.append(Node(type: type, name: name, inputs: inputs, outputs: outputs, attributes: attributes))
    }
}
