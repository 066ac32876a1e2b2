extension InferenceStep {
    /// Operators that make values from nothing but shapes, and those that resize. Nil for other operators.
    func resized() throws(Uncountable) -> [InferredValue]? {
        switch node.type {
        case "Resize", "Upsample": return [try interpolated()]
        case "Expand":
            let input = try input(0)
            guard let shape = try integers("shape", orInput: 1) else { throw Uncountable("it has no shape") }
            return [try value(try Self.broadcast(input.shape, try Self.checked(shape)), input.type)]
        case "Tile":
            let input = try input(0)
            guard let repeats = try integers("repeats", orInput: 1), repeats.count == input.shape.count else {
                throw Uncountable("it has no repeats")
            }
            var shape: [Int] = []
            for (extent, times) in zip(input.shape, repeats) { shape.append(extent.saturatingMultiplied(by: times)) }
            return [try value(shape, input.type)]
        case "DepthToSpace", "SpaceToDepth": return [try blocks()]
        case "Shape": return [try shapeAsValue()]
        case "Size": return [InferredValue(integers: [try input(0).elementCount], shape: [])]
        case "Constant": return [try constant()]
        case "ConstantOfShape":
            guard let shape = try integers("shape", orInput: 0) else { throw Uncountable("it has no shape") }
            return [try filled(shape)]
        case "Range": return [try range()]
        default: return nil
        }
    }

    private func interpolated() throws(Uncountable) -> InferredValue {
        let input = try input(0)
        if has(3), let sizes = try self.input(3).integers, sizes.count == input.shape.count {
            return try value(sizes, input.type)
        }
        let place = node.type == "Upsample" || opset < 11 ? 1 : 2
        var scales: [Float]?
        if case .floats(let values)? = node.attributes["scales"] { scales = values }
        if scales == nil, has(place) { scales = try self.input(place).floats }
        guard let scales, scales.count == input.shape.count else {
            throw Uncountable("its sizes are computed while it runs")
        }
        var shape: [Int] = []
        for (extent, scale) in zip(input.shape, scales) {
            let size = (Double(extent) * Double(scale)).rounded(.down)
            guard size >= 0, size < 0x1p40 else { throw Uncountable("a scale of \(scale)") }
            shape.append(Int(size))
        }
        return try value(shape, input.type)
    }

    private func blocks() throws(Uncountable) -> InferredValue {
        let input = try input(0)
        let side = integer("blocksize", default: 0)
        guard input.shape.count == 4, (1...1024).contains(side) else { throw Uncountable("blocks of \(side)") }
        let (channels, height, width) = (input.shape[1], input.shape[2], input.shape[3])
        let shape =
            node.type == "DepthToSpace"
            ? [input.shape[0], channels / (side * side), height * side, width * side]
            : [input.shape[0], channels * side * side, height / side, width / side]
        return try value(shape, input.type)
    }

    private func shapeAsValue() throws(Uncountable) -> InferredValue {
        let shape = try input(0).shape
        let places = try Self.places(
            shape.count, integer("start", default: 0), integer("end", default: .max), 1)
        let part = places.numbers.map { shape[$0] }
        return InferredValue(integers: part, shape: [part.count])
    }

    private func constant() throws(Uncountable) -> InferredValue {
        for (name, attribute) in node.attributes {
            switch attribute {
            case .tensor(let tensor): return InferredValue(tensor, name: node.outputs.first ?? "")
            case .integer(let number) where name == "value_int": return InferredValue(integers: [number], shape: [])
            case .integers(let numbers): return InferredValue(integers: numbers, shape: [numbers.count])
            case .float(let number):
                var result = InferredValue([], .float32)
                (result.floats, result.isConstant) = ([number], true)
                return result
            case .floats(let numbers):
                var result = InferredValue([numbers.count], .float32)
                (result.floats, result.isConstant) = (numbers, true)
                return result
            default: continue
            }
        }
        throw Uncountable("a constant of a kind that is not known here")
    }

    private func filled(_ shape: [Int]) throws(Uncountable) -> InferredValue {
        var fill = ONNXDocument.StoredTensor()
        fill.type = .float32
        if case .tensor(let tensor)? = node.attributes["value"] { fill = tensor }
        var result = try value(shape, fill.type)
        result.isConstant = true
        if let number = fill.integers?.first, result.elementCount <= ONNXDocument.StoredTensor.smallCount {
            result.integers = [Int](repeating: number, count: result.elementCount)
        }
        return result
    }

    private func range() throws(Uncountable) -> InferredValue {
        guard let start = try input(0).integers?.first, let end = try input(1).integers?.first,
            let step = try input(2).integers?.first, step != 0
        else { throw Uncountable("its bounds are computed while it runs") }
        let bound = 1 << 40
        guard [start, end, step].allSatisfy({ (-bound...bound).contains($0) }) else {
            throw Uncountable("bounds out of range")
        }
        let places = Places(from: start, to: end, by: step)
        guard places.count <= ONNXDocument.StoredTensor.smallCount else {
            var result = try value([places.count], .int64)
            result.isConstant = true
            return result
        }
        return InferredValue(integers: places.numbers, shape: [places.count])
    }
}
