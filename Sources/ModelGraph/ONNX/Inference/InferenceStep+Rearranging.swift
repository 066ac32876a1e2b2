extension InferenceStep {
    /// Operators that move, cut and join values. Nil for other operators.
    func rearranged() throws(Uncountable) -> [InferredValue]? {
        switch node.type {
        case "Concat": return [try concatenated()]
        case "Split": return try split()
        case "Reshape": return [try reshaped()]
        case "Flatten":
            let input = try input(0)
            let rank = input.shape.count
            let axis = integer("axis", default: 1)
            guard (-rank...rank).contains(axis) else { throw Uncountable("axis \(axis) of \(rank) axes") }
            let cut = axis < 0 ? axis + rank : axis
            return [
                try value([input.shape[..<cut].reduce(1, *), input.shape[cut...].reduce(1, *)], input.type)
            ]
        case "Transpose":
            let input = try input(0)
            let order = try axes(
                integers("perm") ?? input.shape.indices.reversed(), rank: input.shape.count)
            guard order.count == input.shape.count else { throw Uncountable("perm \(order) of \(input.shape)") }
            return [InferredValue(order.map { input.shape[$0] }, input.type)]
        case "Squeeze":
            let input = try input(0)
            var gone = input.shape.indices.filter { input.shape[$0] == 1 }
            if let given = try integers("axes", orInput: 1) { gone = try axes(given, rank: input.shape.count) }
            return [
                InferredValue(input.shape.indices.filter { !gone.contains($0) }.map { input.shape[$0] }, input.type)
            ]
        case "Unsqueeze": return [try unsqueezed()]
        case "Gather":
            let (data, places) = (try input(0), try input(1))
            let axis = try axis(integer("axis", default: 0), rank: data.shape.count)
            return [
                try value(Array(data.shape[..<axis]) + places.shape + Array(data.shape[(axis + 1)...]), data.type)
            ]
        case "Slice": return [try sliced()]
        case "Pad": return [try padded()]
        default: return try resized()
        }
    }

    private func concatenated() throws(Uncountable) -> InferredValue {
        let first = try input(0)
        let axis = try axis(integer("axis", default: 1), rank: first.shape.count)
        var shape = first.shape
        for index in node.inputs.indices.dropFirst() {
            let other = try input(index).shape
            guard other.count == shape.count, other.indices.allSatisfy({ $0 == axis || other[$0] == shape[$0] }) else {
                throw Uncountable("\(shape) and \(other) do not fit")
            }
            shape[axis] += other[axis]
            shape = try Self.checked(shape)
        }
        return try value(shape, first.type)
    }

    private func split() throws(Uncountable) -> [InferredValue] {
        let input = try input(0)
        let axis = try axis(integer("axis", default: 0), rank: input.shape.count)
        let parts = node.outputs.count
        let size = (input.shape[axis] + parts - 1) / max(parts, 1)
        var sections = try integers("split", orInput: 1) ?? [Int](repeating: size, count: parts)
        // Only the last of equal parts may be shorter (Split since 18).
        if !has(1), integers("split") == nil, parts > 0 { sections[parts - 1] = input.shape[axis] - size * (parts - 1) }
        guard sections.count == parts else { throw Uncountable("\(sections.count) sections and \(parts) outputs") }
        var result: [InferredValue] = []
        for section in sections {
            var shape = input.shape
            shape[axis] = section
            result.append(try value(shape, input.type))
        }
        return result
    }

    private func reshaped() throws(Uncountable) -> InferredValue {
        let input = try input(0)
        guard var shape = try integers("shape", orInput: 1) else { throw Uncountable("it has no shape") }
        let copies = integer("allowzero", default: 0) == 0
        for axis in shape.indices where shape[axis] == 0 && copies {
            guard axis < input.shape.count else { throw Uncountable("\(shape) of \(input.shape)") }
            shape[axis] = input.shape[axis]
        }
        if let open = shape.firstIndex(of: -1) {
            shape[open] = 1
            let known = try Self.checked(shape).reduce(1, *)
            guard known > 0, input.elementCount.isMultiple(of: known) else {
                throw Uncountable("\(shape) of \(input.shape)")
            }
            shape[open] = input.elementCount / known
        }
        let result = try value(shape, input.type)
        guard result.elementCount == input.elementCount else { throw Uncountable("\(shape) of \(input.shape)") }
        return result
    }

    private func unsqueezed() throws(Uncountable) -> InferredValue {
        let input = try input(0)
        guard let given = try integers("axes", orInput: 1), given.count <= 64 else {
            throw Uncountable("it has no axes")
        }
        let rank = input.shape.count + given.count
        let axes = try axes(given, rank: rank)
        var rest = input.shape[...]
        return try value((0..<rank).map { axes.contains($0) ? 1 : rest.popFirst() ?? 1 }, input.type)
    }

    private func sliced() throws(Uncountable) -> InferredValue {
        let input = try input(0)
        guard let starts = try integers("starts", orInput: 1), let ends = try integers("ends", orInput: 2) else {
            throw Uncountable("it has no starts and ends")
        }
        let axes = try axes(
            try integers("axes", orInput: 3) ?? Array(starts.indices), rank: input.shape.count)
        let steps = try integers("steps", orInput: 4) ?? starts.map { _ in 1 }
        guard starts.count == ends.count, axes.count == starts.count, steps.count == starts.count else {
            throw Uncountable("starts \(starts), ends \(ends), axes \(axes)")
        }
        var shape = input.shape
        for (index, axis) in axes.enumerated() {
            shape[axis] = try Self.places(shape[axis], starts[index], ends[index], steps[index]).count
        }
        return try value(shape, input.type)
    }

    /// The places that numpy's `start:end:step` takes along an axis of `size`.
    static func places(_ size: Int, _ start: Int, _ end: Int, _ step: Int) throws(Uncountable) -> Places {
        guard step != 0, (-(1 << 40)...(1 << 40)).contains(step) else { throw Uncountable("a step of \(step)") }
        func clamped(_ place: Int, _ range: ClosedRange<Int>) -> Int {
            // Ends are often Int.max or Int.min: compared before anything is added.
            let counted = place < 0 ? (place < -size ? range.lowerBound : place + size) : place
            return min(max(counted, range.lowerBound), range.upperBound)
        }
        let range = step > 0 ? 0...size : -1...(max(size, 1) - 1)
        return Places(from: clamped(start, range), to: clamped(end, range), by: step)
    }

    private func padded() throws(Uncountable) -> InferredValue {
        let input = try input(0)
        guard let pads = try integers("pads", orInput: 1) else { throw Uncountable("it has no pads") }
        let axes =
            has(3)
            ? try axes(try integers("axes", orInput: 3) ?? [], rank: input.shape.count) : Array(input.shape.indices)
        guard pads.count == 2 * axes.count, pads.allSatisfy({ (-(1 << 40)...(1 << 40)).contains($0) }) else {
            throw Uncountable("pads \(pads)")
        }
        var shape = input.shape
        for (index, axis) in axes.enumerated() { shape[axis] += pads[index] + pads[index + axes.count] }
        return try value(shape, input.type)
    }
}

/// Numbers at equal distances. Unlike `stride(from:to:by:)` it knows how many without walking through them.
struct Places {
    let start: Int
    let step: Int
    let count: Int

    /// Up to `end`, which is not one of them; all three within ±2⁴⁰, the step not 0.
    init(from start: Int, to end: Int, by step: Int) {
        self.start = start
        self.step = step
        let room = step > 0 ? end - start : start - end
        count = room <= 0 ? 0 : (room - 1) / abs(step) + 1
    }

    /// The numbers; ask ``count`` first.
    var numbers: [Int] { (0..<count).map { start + $0 * step } }
}
