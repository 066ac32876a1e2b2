extension ModelGraphError: CustomStringConvertible {
    /// One sentence for a person: what was found, where, and what was expected.
    public var description: String {
        switch self {
        case .invalidInput(let found, let expected):
            "input \(found): expected \(expected)"
        case .invalidAttribute(let node, let attribute, let value, let expected):
            "layer '\(node)': \(attribute) is \(value), expected \(expected)"
        case .invalidName(let name, let expected):
            "layer name '\(name)': expected \(expected)"
        case .unknownValue(let node):
            "layer '\(node)': an input is not a value of this graph"
        case .inputCount(let node, let found, let expected):
            "layer '\(node)': \(found) inputs, expected \(expected)"
        case .shapeMismatch(let node, let found, let expected):
            "layer '\(node)': inputs \(found) do not fit, expected \(expected)"
        case .emptyOutput(let node, let input):
            "layer '\(node)': its window does not fit into \(input); the network needs a larger input"
        case .tooLarge(let node, let quantity, let limit):
            "layer '\(node)': \(quantity) above \(limit)"
        case .weightsMismatch(let missing, let unexpected, let wronglyShaped):
            Self.sentence(missing: missing, unexpected: unexpected, wronglyShaped: wronglyShaped)
        case .notSafetensors(let path, let reason):
            "\(path) is not a readable safetensors file: \(reason)"
        case .notWeights(let path, let reason):
            "\(path) holds no readable weights: \(reason)"
        case .notImportable(let node, let type, let reason):
            "node '\(node)' (\(type)) cannot become a layer of a graph: \(reason)"
        case .file(let path, let operation, let reason):
            "cannot \(operation) \(path): \(reason)"
        case .notExpressible(let node, let reason):
            "layer '\(node)' cannot be exported: \(reason)"
        case .notONNX(let path, let reason):
            "\(path) is not a usable ONNX model: \(reason)"
        }
    }

    private static func sentence(
        missing: [String], unexpected: [String], wronglyShaped: [ShapeConflict]
    ) -> String {
        var parts: [String] = []
        if !missing.isEmpty { parts.append("\(missing.count) missing (\(listed(missing)))") }
        if !unexpected.isEmpty { parts.append("\(unexpected.count) unexpected (\(listed(unexpected)))") }
        if !wronglyShaped.isEmpty {
            let conflicts = wronglyShaped.map { "\($0.name) is \($0.found), expected \($0.expected)" }
            parts.append("\(wronglyShaped.count) wrongly shaped (\(listed(conflicts)))")
        }
        return "weights do not fit the network: " + parts.joined(separator: "; ")
    }

    /// A wrong file can differ in hundreds of tensors: the first five show which kind of mistake it is.
    private static func listed(_ items: [String]) -> String {
        items.prefix(5).joined(separator: ", ") + (items.count > 5 ? ", …" : "")
    }
}
