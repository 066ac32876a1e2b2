/// Collects an ``ONNXModel`` from the fields of a ModelProto.
struct ONNXInspection {
    private var irVersion = 0
    private var producer = ""
    private var opsets: [String: Int] = [:]
    private var hasGraph = false
    private var inputs: [ONNXModel.Port] = []
    private var outputs: [ONNXModel.Port] = []
    private var operators: [String: Int] = [:]
    private var initializers: Set<String> = []
    private var initializerCount = 0
    private var hasExternalData = false

    static func inspect(path: String) throws(ModelGraphError) -> ONNXModel {
        var reader = try ProtobufReader.open(path: path, byteLimit: ONNXModel.maximumByteCount)
        var found = ONNXInspection()
        try reader.forEachField(in: reader.whole) { reader, number, field throws(ModelGraphError) in
            switch number {
            case ONNXField.Model.irVersion: found.irVersion = try reader.integer(field)
            case ONNXField.Model.producerName: found.producer = try reader.string(field)
            case ONNXField.Model.opsetImport: try found.readOpset(try reader.message(field), &reader)
            case ONNXField.Model.graph: try found.readGraph(try reader.message(field), &reader)
            default: break
            }
        }
        return try found.model(reader)
    }

    private func model(_ reader: borrowing ProtobufReader) throws(ModelGraphError) -> ONNXModel {
        guard hasGraph else { throw reader.refuse("it has no graph") }
        guard irVersion >= 1 else { throw reader.refuse("it does not give its format's version") }
        guard let opset = opsets[""] ?? opsets["ai.onnx"] else { throw reader.refuse("it names no operator set") }
        guard !outputs.isEmpty else { throw reader.refuse("its graph has no output") }
        return ONNXModel(
            irVersion: irVersion, producer: producer, opset: opset,
            otherOpsets: opsets.filter { !["", "ai.onnx"].contains($0.key) },
            inputs: inputs.filter { !initializers.contains($0.name) }, outputs: outputs, operators: operators,
            initializerCount: initializerCount, hasExternalData: hasExternalData)
    }

    private mutating func readOpset(_ range: Range<Int>, _ reader: inout ProtobufReader) throws(ModelGraphError) {
        var domain = ""
        var version = 0
        try reader.forEachField(in: range) { reader, number, field throws(ModelGraphError) in
            if number == ONNXField.OperatorSet.domain { domain = try reader.string(field) }
            if number == ONNXField.OperatorSet.version { version = try reader.integer(field) }
        }
        opsets[domain] = version
    }

    private mutating func readGraph(_ range: Range<Int>, _ reader: inout ProtobufReader) throws(ModelGraphError) {
        hasGraph = true
        try reader.forEachField(in: range) { reader, number, field throws(ModelGraphError) in
            switch number {
            case ONNXField.Graph.node: try readNode(try reader.message(field), &reader)
            case ONNXField.Graph.initializer: try readInitializer(try reader.message(field), &reader)
            case ONNXField.Graph.input: inputs.append(try Self.port(try reader.message(field), &reader))
            case ONNXField.Graph.output: outputs.append(try Self.port(try reader.message(field), &reader))
            default: break
            }
        }
    }

    private mutating func readNode(_ range: Range<Int>, _ reader: inout ProtobufReader) throws(ModelGraphError) {
        var type = ""
        var domain = ""
        try reader.forEachField(in: range) { reader, number, field throws(ModelGraphError) in
            if number == ONNXField.Node.operatorType { type = try reader.string(field) }
            if number == ONNXField.Node.domain { domain = try reader.string(field) }
        }
        guard !type.isEmpty else { throw reader.refuse("a node without an operator") }
        operators[["", "ai.onnx"].contains(domain) ? type : "\(domain)::\(type)", default: 0] += 1
    }

    private mutating func readInitializer(
        _ range: Range<Int>, _ reader: inout ProtobufReader
    ) throws(ModelGraphError) {
        initializerCount += 1
        try reader.forEachField(in: range) { reader, number, field throws(ModelGraphError) in
            if number == ONNXField.Tensor.name { initializers.insert(try reader.string(field)) }
            // DataLocation: DEFAULT 0, EXTERNAL 1.
            if number == ONNXField.Tensor.dataLocation, try reader.integer(field) == 1 { hasExternalData = true }
        }
    }

    static func port(
        _ range: Range<Int>, _ reader: inout ProtobufReader
    ) throws(ModelGraphError) -> ONNXModel.Port {
        var name = ""
        var elementType: String?
        var dimensions: [ONNXModel.Dimension]?
        try reader.forEachField(in: range) { reader, number, field throws(ModelGraphError) in
            if number == ONNXField.ValueInfo.name { name = try reader.string(field) }
            guard number == ONNXField.ValueInfo.type else { return }
            try reader.forEachField(in: try reader.message(field)) { reader, number, field throws(ModelGraphError) in
                guard number == ONNXField.ValueType.tensor else { return }
                try reader.forEachField(in: try reader.message(field)) {
                    reader, number, field throws(ModelGraphError) in
                    switch number {
                    case ONNXField.TensorType.elementType: elementType = Self.elementType(try reader.integer(field))
                    case ONNXField.TensorType.shape: dimensions = try Self.shape(try reader.message(field), &reader)
                    default: break
                    }
                }
            }
        }
        return ONNXModel.Port(name: name, elementType: elementType, dimensions: dimensions)
    }

    private static func shape(
        _ range: Range<Int>, _ reader: inout ProtobufReader
    ) throws(ModelGraphError) -> [ONNXModel.Dimension] {
        var dimensions: [ONNXModel.Dimension] = []
        try reader.forEachField(in: range) { reader, number, field throws(ModelGraphError) in
            guard number == ONNXField.TensorShape.dimension else { return }
            var dimension = ONNXModel.Dimension.dynamic(nil)
            try reader.forEachField(in: try reader.message(field)) { reader, number, field throws(ModelGraphError) in
                if number == ONNXField.Dimension.value {
                    // Some exporters write -1 for an axis of any length.
                    let extent = try reader.integer(field)
                    dimension = extent < 0 ? .dynamic(nil) : .fixed(extent)
                }
                if number == ONNXField.Dimension.parameter { dimension = .dynamic(try reader.string(field)) }
            }
            dimensions.append(dimension)
        }
        return dimensions
    }

    /// TensorProto.DataType.
    private static func elementType(_ number: Int) -> String? {
        [
            1: "float32", 2: "uint8", 3: "int8", 4: "uint16", 5: "int16", 6: "int32", 7: "int64", 8: "string",
            9: "bool", 10: "float16", 11: "float64", 12: "uint32", 13: "uint64", 16: "bfloat16",
        ][number]
    }
}
