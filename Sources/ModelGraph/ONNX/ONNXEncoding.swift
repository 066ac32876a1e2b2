import Foundation

/// The bytes of a ModelProto around the weights: what comes before, each weight's header, what comes after.
///
/// A message announces its length before its content, so all lengths are known before the first byte is written.
struct ONNXEncoding {
    /// Model fields before the graph, the graph's header, its nodes and name.
    let prologue: Data
    /// For each parameter, in file order, everything of its TensorProto but the raw data.
    let parameters: [(parameter: Parameter, header: Data)]
    /// Constants, input and output of the graph, then the operator set.
    let epilogue: Data
    /// Size of the whole file.
    let byteCount: Int

    init(graph: ModelGraph, onnx: ONNXGraph, batch: ONNXExporter.Batch) {
        var nodes = ProtobufWriter()
        for node in onnx.nodes { nodes.message(ONNXField.Graph.node) { Self.write(node, &$0) } }
        nodes.string(ONNXField.Graph.name, graph.name)
        parameters = onnx.parameters.map { ($0, Self.header(of: $0)) }
        let weights = parameters.reduce(0) { $0 + $1.header.count + $1.parameter.byteCount }

        var rest = ProtobufWriter()
        for constant in onnx.constants { rest.message(ONNXField.Graph.initializer) { Self.write(constant, &$0) } }
        rest.message(ONNXField.Graph.input) {
            Self.writeValue(ONNXExporter.inputName, batch, graph.inputShape, &$0)
        }
        rest.message(ONNXField.Graph.output) {
            Self.writeValue(ONNXExporter.outputName, batch, graph.outputShape, &$0)
        }
        for (name, shape) in onnx.furtherOutputs {
            rest.message(ONNXField.Graph.output) { Self.writeValue(name, batch, shape, &$0) }
        }

        var model = ProtobufWriter()
        model.integer(ONNXField.Model.irVersion, ONNXExporter.irVersion)
        model.string(ONNXField.Model.producerName, "shoestring")
        model.header(ONNXField.Model.graph, byteCount: nodes.data.count + weights + rest.data.count)
        var opset = ProtobufWriter()
        opset.message(ONNXField.Model.opsetImport) {
            $0.string(ONNXField.OperatorSet.domain, "")
            $0.integer(ONNXField.OperatorSet.version, ONNXExporter.opset)
        }
        prologue = model.data + nodes.data
        epilogue = rest.data + opset.data
        byteCount = prologue.count + weights + epilogue.count
    }

    private static func write(_ node: ONNXGraph.Node, _ out: inout ProtobufWriter) {
        for input in node.inputs { out.string(ONNXField.Node.input, input) }
        for output in node.outputs { out.string(ONNXField.Node.output, output) }
        out.string(ONNXField.Node.name, node.name)
        out.string(ONNXField.Node.operatorType, node.type)
        for (name, value) in node.attributes {
            out.message(ONNXField.Node.attribute) { write(value, name: name, &$0) }
        }
    }

    /// AttributeProto.AttributeType: FLOAT 1, INT 2, INTS 7.
    private static func write(_ value: ONNXGraph.Attribute, name: String, _ out: inout ProtobufWriter) {
        out.string(ONNXField.Attribute.name, name)
        switch value {
        case .float(let number):
            out.float(ONNXField.Attribute.float, number)
            out.integer(ONNXField.Attribute.type, 1)
        case .integer(let number):
            out.integer(ONNXField.Attribute.integer, number)
            out.integer(ONNXField.Attribute.type, 2)
        case .integers(let numbers):
            for number in numbers { out.integer(ONNXField.Attribute.integers, number) }
            out.integer(ONNXField.Attribute.type, 7)
        }
    }

    private static func write(_ constant: ONNXGraph.Constant, _ out: inout ProtobufWriter) {
        for dimension in constant.dimensions { out.integer(ONNXField.Tensor.dimensions, dimension) }
        out.integer(ONNXField.Tensor.dataType, constant.type.rawValue)
        out.string(ONNXField.Tensor.name, constant.name)
        out.bytes(ONNXField.Tensor.rawData, constant.bytes)
    }

    /// A TensorProto up to and with the length of its raw data.
    private static func header(of parameter: Parameter) -> Data {
        var tensor = ProtobufWriter()
        for dimension in parameter.shape { tensor.integer(ONNXField.Tensor.dimensions, dimension) }
        tensor.integer(ONNXField.Tensor.dataType, ONNXGraph.DataType.float.rawValue)
        tensor.string(ONNXField.Tensor.name, parameter.name)
        tensor.header(ONNXField.Tensor.rawData, byteCount: parameter.byteCount)
        var outer = ProtobufWriter()
        outer.header(ONNXField.Graph.initializer, byteCount: tensor.data.count + parameter.byteCount)
        return outer.data + tensor.data
    }

    private static func writeValue(
        _ name: String, _ batch: ONNXExporter.Batch, _ shape: Shape, _ out: inout ProtobufWriter
    ) {
        out.string(ONNXField.ValueInfo.name, name)
        out.message(ONNXField.ValueInfo.type) { type in
            type.message(ONNXField.ValueType.tensor) { tensor in
                tensor.integer(ONNXField.TensorType.elementType, ONNXGraph.DataType.float.rawValue)
                tensor.message(ONNXField.TensorType.shape) { shapes in
                    shapes.message(ONNXField.TensorShape.dimension) { dimension in
                        switch batch {
                        case .fixed(let count): dimension.integer(ONNXField.Dimension.value, count)
                        case .dynamic: dimension.string(ONNXField.Dimension.parameter, "batch")
                        }
                    }
                    for extent in shape.dimensions {
                        shapes.message(ONNXField.TensorShape.dimension) {
                            $0.integer(ONNXField.Dimension.value, extent)
                        }
                    }
                }
            }
        }
    }
}
