extension Unpickler {
    /// REDUCE: what would be a call. Each known name has its one meaning.
    mutating func reduce() throws(ModelGraphError) {
        let arguments = try tuple(try pop())
        guard case .known(let callee) = try pop() else { throw refuse("its pickle calls something without a name") }
        switch callee {
        case .orderedDictionary:
            push(.dictionary(try pairs(arguments)))
        case .tensor, .oldTensor: push(.tensor(try tensor(arguments)))
        case .parameter:
            guard let first = arguments.first, case .object(let index) = first, case .tensor = objects[index] else {
                throw refuse("a parameter that is no tensor")
            }
            stack.append(first)
        case .float32, .float16, .bfloat16, .float64, .int64, .uint8:
            throw refuse("its pickle builds a storage without naming its bytes")
        }
    }

    /// BINPERSID: `("storage", type, key, device, elements)`, where the older format has a view behind, which is none since 0.4.
    mutating func persistent() throws(ModelGraphError) {
        let parts = try tuple(try pop())
        guard parts.count >= 5, parts[0] == .text("storage"), case .known(let known) = parts[1],
            let format = known.storage, case .text(let key) = parts[2], case .integer(let count) = parts[4], count >= 0
        else { throw refuse("its pickle names bytes in a way that is not known here") }
        guard parts.count == 5 || parts[5] == .none else {
            throw refuse("storages that share bytes (torch before 0.4)")
        }
        push(.storage(TorchStorage(key: key, format: format, elementCount: count)))
    }

    /// `(storage, offset, shape, strides, …)`: the rest is about gradients.
    private func tensor(_ arguments: [PickleValue]) throws(ModelGraphError) -> TorchTensor {
        guard arguments.count >= 4, case .object(let index) = arguments[0], case .storage(let storage) = objects[index],
            case .integer(let offset) = arguments[1]
        else { throw refuse("a tensor without its storage") }
        let shape = try integers(arguments[2])
        let strides = try integers(arguments[3])
        guard (0...storage.elementCount).contains(offset), shape.count == strides.count, shape.count <= 16,
            shape.allSatisfy({ $0 >= 0 }),
            let count = Shape.product(shape), strides.allSatisfy({ $0 >= 0 })
        else { throw refuse("a tensor of shape \(shape) with strides \(strides) at \(offset)") }
        // Without this bound a small file could claim any size with strides of 0.
        guard count <= storage.elementCount else {
            throw refuse("a tensor of shape \(shape) in a storage of \(storage.elementCount) elements")
        }
        guard count == 0 || Self.last(offset, shape, strides).map({ $0 < storage.elementCount }) == true else {
            throw refuse("a tensor of shape \(shape) with strides \(strides) at \(offset) leaves its storage")
        }
        return TorchTensor(storage: storage, offset: offset, shape: shape, strides: strides)
    }

    /// The place of the last element; nil above `Int.max`.
    private static func last(_ offset: Int, _ shape: [Int], _ strides: [Int]) -> Int? {
        var last = offset
        for (extent, stride) in zip(shape, strides) {
            let (span, overflow) = (extent - 1).multipliedReportingOverflow(by: stride)
            let (sum, overflows) = last.addingReportingOverflow(span)
            if overflow || overflows { return nil }
            last = sum
        }
        return last
    }

    /// Python 3 fills an empty OrderedDict; Python 2, from which older files are, gives it a list of pairs.
    private func pairs(_ arguments: [PickleValue]) throws(ModelGraphError) -> [(key: PickleValue, value: PickleValue)] {
        guard let first = arguments.first else { return [] }
        guard arguments.count == 1, case .object(let index) = first, case .list(let items) = objects[index] else {
            throw refuse("an OrderedDict with arguments that are not known here")
        }
        var result: [(key: PickleValue, value: PickleValue)] = []
        for item in items {
            guard case .object(let index) = item else { throw refuse("its pickle is damaged") }
            switch objects[index] {
            case .list(let pair) where pair.count == 2, .tuple(let pair) where pair.count == 2:
                result.append((pair[0], pair[1]))
            default: throw refuse("its pickle is damaged")
            }
        }
        return result
    }

    private func tuple(_ value: PickleValue) throws(ModelGraphError) -> [PickleValue] {
        guard case .object(let index) = value, case .tuple(let items) = objects[index] else {
            throw refuse("its pickle is damaged")
        }
        return items
    }

    private func integers(_ value: PickleValue) throws(ModelGraphError) -> [Int] {
        var result: [Int] = []
        for item in try tuple(value) {
            guard case .integer(let number) = item else { throw refuse("a shape that is not made of numbers") }
            result.append(number)
        }
        return result
    }
}
