import ModelGraph

/// A stored tensor as it is listed.
struct TensorRow: Encodable, Sendable {
    let name: String
    let shape: [Int]
    let elements: Int
    let type: String

    init(_ name: String, _ tensor: Tensor) {
        self.name = name
        shape = tensor.shape
        elements = tensor.elementCount
        type = tensor.elementType.rawValue
    }

    static func listing(_ rows: [TensorRow]) -> Listing<TensorRow> {
        Listing(
            columns: [
                .text("tensor", isFlexible: true) { .text($0.name) },
                .text("shape") { .text("[" + $0.shape.map(String.init).joined(separator: ",") + "]") },
                .number("elements") { .integer($0.elements) },
                .text("read as") { .text($0.type) },
            ], rows: rows)
    }
}
