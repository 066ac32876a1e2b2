/// What is known of a value of a foreign graph before anything runs.
struct InferredValue: Sendable {
    /// All axes, the batch included; the batch is bound to 1.
    var shape: [Int]
    var type: ONNXDocument.ElementKind
    /// The values themselves, of small constants only: shapes and axes are computed by nodes in files that PyTorch writes.
    var integers: [Int]?
    var floats: [Float]?
    /// Does not depend on the inputs: an engine computes it once, when it loads the file.
    var isConstant = false
    /// The stored tensors that it is made of, the one that it is a form of first.
    var stored: [String] = []

    init(_ shape: [Int], _ type: ONNXDocument.ElementKind) {
        self.shape = shape
        self.type = type
    }

    init(_ tensor: ONNXDocument.StoredTensor, name: String) {
        self.init(tensor.dimensions, tensor.type)
        integers = tensor.integers
        floats = tensor.floats
        isConstant = true
        stored = [name]
    }

    /// A small constant that no tensor stores.
    init(integers: [Int], shape: [Int]) {
        self.init(shape, .int64)
        self.integers = integers
        isConstant = true
    }

    /// The number of elements; ``InferenceStep/checked(_:)`` has made sure that it fits.
    var elementCount: Int { shape.reduce(1, *) }
    var byteCount: Int { type.byteCount(of: elementCount) }
}

/// Why a node's shapes or cost cannot be told.
struct Uncountable: Error, Hashable {
    let reason: String
    init(_ reason: String) { self.reason = reason }
}

/// One node with what is known of its inputs: what the rules of shapes work on.
struct InferenceStep {
    let node: ONNXDocument.Node
    let inputs: [InferredValue?]
    let opset: Int

    /// An input that must be there and known.
    func input(_ index: Int) throws(Uncountable) -> InferredValue {
        guard index < inputs.count, !node.inputs[index].isEmpty else { throw Uncountable("input \(index) is missing") }
        guard let value = inputs[index] else { throw Uncountable("the shape of its input is not known") }
        return value
    }

    /// Whether an optional input is given.
    func has(_ index: Int) -> Bool { index < node.inputs.count && !node.inputs[index].isEmpty }

    /// Whole numbers that decide about a shape: an attribute, or since some operator set a constant input.
    func integers(_ attribute: String, orInput index: Int) throws(Uncountable) -> [Int]? {
        if let list = integers(attribute) { return list }
        guard has(index) else { return nil }
        guard let values = try input(index).integers else {
            throw Uncountable("its \(attribute) are computed while it runs")
        }
        return values
    }

    func integers(_ attribute: String) -> [Int]? {
        guard case .integers(let values)? = node.attributes[attribute] else { return nil }
        return values
    }

    func integer(_ attribute: String, default value: Int) -> Int {
        guard case .integer(let number)? = node.attributes[attribute] else { return value }
        return number
    }

    func text(_ attribute: String) -> String? {
        guard case .text(let text)? = node.attributes[attribute] else { return nil }
        return text
    }

    /// An axis that may be counted from the end.
    func axis(_ axis: Int, rank: Int) throws(Uncountable) -> Int {
        guard (-rank..<rank).contains(axis) else { throw Uncountable("axis \(axis) of \(rank) axes") }
        return axis < 0 ? axis + rank : axis
    }

    func axes(_ axes: [Int], rank: Int) throws(Uncountable) -> [Int] {
        var result: [Int] = []
        for number in axes { result.append(try axis(number, rank: rank)) }
        guard Set(result).count == result.count else { throw Uncountable("the same axis twice: \(axes)") }
        return result
    }

    /// A value of that shape, once it is sure that no product of the shape leaves what this library counts with.
    func value(_ shape: [Int], _ type: ONNXDocument.ElementKind) throws(Uncountable) -> InferredValue {
        InferredValue(try Self.checked(shape), type)
    }

    static func checked(_ shape: [Int]) throws(Uncountable) -> [Int] {
        guard shape.count <= 64, shape.allSatisfy({ (0...Shape.maximumElementCount).contains($0) }),
            let count = Shape.product(shape.map { max($0, 1) }), count <= Shape.maximumElementCount
        else { throw Uncountable("the shape \(shape.prefix(64)) is out of range") }
        return shape
    }

    /// numpy's rule: axes from the last, equal or one of them 1.
    static func broadcast(_ left: [Int], _ right: [Int]) throws(Uncountable) -> [Int] {
        let rank = max(left.count, right.count)
        let padded = [left, right].map { [Int](repeating: 1, count: rank - $0.count) + $0 }
        var result: [Int] = []
        for (one, other) in zip(padded[0], padded[1]) {
            guard one == other || one == 1 || other == 1 else { throw Uncountable("\(left) and \(right) do not fit") }
            result.append(one == 1 ? other : one)
        }
        return result
    }
}
