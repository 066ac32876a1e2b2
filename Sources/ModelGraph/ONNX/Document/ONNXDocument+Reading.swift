extension ONNXDocument {
    /// Above every real graph; a file of 2 GiB could otherwise ask for several times as much memory.
    private static let maximumNodeCount = 1_000_000

    /// Reads the graph of a file; weights are skipped.
    static func read(path: String) throws(ModelGraphError) -> ONNXDocument {
        var reader = try ProtobufReader.open(path: path, byteLimit: ONNXModel.maximumByteCount)
        var document = ONNXDocument()
        var hasGraph = false
        var opset: Int?
        try reader.forEachField(in: reader.whole) { reader, number, field throws(ModelGraphError) in
            switch number {
            case ONNXField.Model.irVersion: document.irVersion = try reader.integer(field)
            case ONNXField.Model.producerName: document.producer = try reader.string(field)
            case ONNXField.Model.opsetImport:
                let set = try operatorSet(try reader.message(field), &reader)
                if ["", "ai.onnx"].contains(set.domain) { opset = set.version }
            case ONNXField.Model.graph:
                hasGraph = true
                try document.readGraph(try reader.message(field), &reader)
            default: break
            }
        }
        guard hasGraph else { throw reader.refuse("it has no graph") }
        guard let opset else { throw reader.refuse("it names no operator set") }
        guard !document.outputs.isEmpty else { throw reader.refuse("its graph has no output") }
        document.opset = opset
        document.inputs.removeAll { document.tensors[$0.name] != nil }
        return document
    }

    private static func operatorSet(
        _ range: Range<Int>, _ reader: inout ProtobufReader
    ) throws(ModelGraphError) -> (domain: String, version: Int) {
        var result = (domain: "", version: 0)
        try reader.forEachField(in: range) { reader, number, field throws(ModelGraphError) in
            if number == ONNXField.OperatorSet.domain { result.domain = try reader.string(field) }
            if number == ONNXField.OperatorSet.version { result.version = try reader.integer(field) }
        }
        return result
    }

    private mutating func readGraph(_ range: Range<Int>, _ reader: inout ProtobufReader) throws(ModelGraphError) {
        try reader.forEachField(in: range) { reader, number, field throws(ModelGraphError) in
            switch number {
            case ONNXField.Graph.node:
                guard nodes.count < Self.maximumNodeCount else {
                    throw reader.refuse("more than \(Self.maximumNodeCount) nodes")
                }
                nodes.append(try Self.node(try reader.message(field), &reader))
            case ONNXField.Graph.name: graphName = try reader.string(field)
            case ONNXField.Graph.initializer:
                let tensor = try StoredTensor(try reader.message(field), &reader)
                tensors[tensor.name] = tensor
            case ONNXField.Graph.input: inputs.append(try ONNXInspection.port(try reader.message(field), &reader))
            case ONNXField.Graph.output: outputs.append(try ONNXInspection.port(try reader.message(field), &reader))
            case ONNXField.Graph.valueInfo: values.append(try ONNXInspection.port(try reader.message(field), &reader))
            default: break
            }
        }
    }

    private static func node(
        _ range: Range<Int>, _ reader: inout ProtobufReader
    ) throws(ModelGraphError) -> Node {
        var node = Node()
        try reader.forEachField(in: range) { reader, number, field throws(ModelGraphError) in
            switch number {
            case ONNXField.Node.input: node.inputs.append(try reader.string(field))
            case ONNXField.Node.output: node.outputs.append(try reader.string(field))
            case ONNXField.Node.name: node.name = try reader.string(field)
            case ONNXField.Node.operatorType: node.type = try reader.string(field)
            case ONNXField.Node.domain:
                let domain = try reader.string(field)
                node.domain = domain == "ai.onnx" ? "" : domain
            case ONNXField.Node.attribute:
                let (name, value) = try attribute(try reader.message(field), &reader)
                node.attributes[name] = value
            default: break
            }
        }
        guard !node.type.isEmpty else { throw reader.refuse("a node without an operator") }
        return node
    }

    private static func attribute(
        _ range: Range<Int>, _ reader: inout ProtobufReader
    ) throws(ModelGraphError) -> (String, Attribute) {
        var name = ""
        var value = Attribute.other
        var integers: [Int] = []
        var floats: [Float] = []
        var type: Int?
        try reader.forEachField(in: range) { reader, number, field throws(ModelGraphError) in
            switch number {
            case ONNXField.Attribute.name: name = try reader.string(field)
            case ONNXField.Attribute.float: value = .float(try reader.floats(field, limit: 1).first ?? 0)
            case ONNXField.Attribute.integer: value = .integer(try reader.integer(field))
            // Texts may be as long as a program; those that say something here are short.
            case ONNXField.Attribute.string:
                if try reader.message(field).count <= 256 { value = .text(try reader.string(field)) }
            case ONNXField.Attribute.tensor: value = .tensor(try StoredTensor(try reader.message(field), &reader))
            case ONNXField.Attribute.graph: value = .graph
            case ONNXField.Attribute.floats:
                floats += try reader.floats(field, limit: StoredTensor.smallCount)
            case ONNXField.Attribute.integers:
                integers += try reader.integers(field, limit: StoredTensor.smallCount)
            case ONNXField.Attribute.type: type = try reader.integer(field)
            default: break
            }
        }
        // AttributeType FLOATS 6, INTS 7: an empty list has a type and nothing else.
        if !integers.isEmpty || type == 7 { return (name, .integers(integers)) }
        if !floats.isEmpty || type == 6 { return (name, .floats(floats)) }
        return (name, value)
    }
}

extension ONNXDocument.StoredTensor {
    fileprivate init(_ range: Range<Int>, _ reader: inout ProtobufReader) throws(ModelGraphError) {
        try reader.forEachField(in: range) { reader, number, field throws(ModelGraphError) in
            switch number {
            case ONNXField.Tensor.dimensions: dimensions += try reader.integers(field, limit: 64)
            case ONNXField.Tensor.dataType: type = .init(try reader.integer(field))
            case ONNXField.Tensor.name: name = try reader.string(field)
            case ONNXField.Tensor.rawData: raw = try reader.message(field)
            case ONNXField.Tensor.floats, ONNXField.Tensor.integers32, ONNXField.Tensor.integers64,
                ONNXField.Tensor.doubles:
                // Lists that are not packed are written by no known program; they count as absent values.
                if case .message(let range) = field { list = range }
            // DataLocation: DEFAULT 0, EXTERNAL 1.
            case ONNXField.Tensor.dataLocation: isExternal = try reader.integer(field) == 1
            default: break
            }
        }
        guard dimensions.allSatisfy({ (0...Shape.maximumElementCount).contains($0) }),
            let most = Shape.product(dimensions.map { max($0, 1) }), most <= Shape.maximumElementCount
        else { throw reader.refuse("tensor '\(name)' has the shape \(dimensions)") }
        let count = dimensions.reduce(1, *)
        if count <= Self.smallCount { try readValues(count, &reader) }
    }

    private mutating func readValues(_ count: Int, _ reader: inout ProtobufReader) throws(ModelGraphError) {
        switch type {
        case .int64:
            if let raw, raw.count >= count * 8 {
                let words = try reader.words(raw)
                integers = (0..<count).map {
                    Int(Int64(bitPattern: UInt64(words[2 * $0]) | UInt64(words[2 * $0 + 1]) << 32))
                }
            } else if let list {
                integers = try reader.integers(.message(list), limit: count)
            }
        case .int32:
            if let raw, raw.count >= count * 4 {
                integers = try reader.words(raw).prefix(count).map { Int(Int32(bitPattern: $0)) }
            } else if let list {
                integers = try reader.integers(.message(list), limit: count)
            }
        case .float32:
            if let raw = raw ?? list, raw.count >= count * 4 {
                floats = try reader.words(raw).prefix(count).map { Float(bitPattern: $0) }
            }
        default: break
        }
        if let integers, integers.count != count { self.integers = nil }
    }
}
