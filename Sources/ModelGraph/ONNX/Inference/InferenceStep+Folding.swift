extension InferenceStep {
    /// The values of a result that whole numbers alone decide: how files from PyTorch compute the shapes that they reshape to.
    ///
    /// Nil where an operator is not one of those, or its inputs are not known. Arithmetic that leaves 64 bits is not known.
    func folded(_ output: InferredValue) -> [Int]? {
        guard output.elementCount <= ONNXDocument.StoredTensor.smallCount else { return nil }
        var values: [[Int]] = []
        for (index, input) in inputs.enumerated() where has(index) {
            if let numbers = input?.integers {
                values.append(numbers)
            } else if node.type == "Cast", let numbers = input?.floats {
                values.append(numbers.compactMap { Int(exactly: $0.rounded(.towardZero)) })
            } else {
                return nil
            }
        }
        guard let first = values.first else { return nil }
        switch node.type {
        case "Identity", "Cast", "Squeeze", "Unsqueeze", "Reshape", "Flatten": return first
        case "Concat": return output.shape.count == 1 ? values.flatMap(\.self) : nil
        case "Gather": return gathered(values, output)
        case "Slice": return cut(first)
        case "Add", "Sub", "Mul", "Div", "Min", "Max", "Equal": return calculated(values, output)
        case "ReduceProd": return Shape.product(first).map { output.elementCount == 1 ? [$0] : nil } ?? nil
        default: return nil
        }
    }

    private func gathered(_ values: [[Int]], _ output: InferredValue) -> [Int]? {
        guard values.count == 2, inputs.first??.shape.count == 1 else { return nil }
        let table = values[0]
        var result: [Int] = []
        for place in values[1] {
            guard (-table.count..<table.count).contains(place) else { return nil }
            result.append(table[place < 0 ? place + table.count : place])
        }
        return result.count == output.elementCount ? result : nil
    }

    private func cut(_ list: [Int]) -> [Int]? {
        guard inputs.first??.shape.count == 1 else { return nil }
        do throws(Uncountable) {
            guard let start = try integers("starts", orInput: 1)?.first,
                let end = try integers("ends", orInput: 2)?.first
            else { return nil }
            let step = try integers("steps", orInput: 4)?.first ?? 1
            return try Self.places(list.count, start, end, step).numbers.compactMap {
                list.indices.contains($0) ? list[$0] : nil
            }
        } catch {
            return nil  // the shape's rule has already said why
        }
    }

    /// Element by element; one of the two may be a single number.
    private func calculated(_ values: [[Int]], _ output: InferredValue) -> [Int]? {
        guard values.count == 2 else { return nil }
        let count = output.elementCount
        guard values.allSatisfy({ $0.count == count || $0.count == 1 }) else { return nil }
        var result: [Int] = []
        for index in 0..<count {
            let left = values[0].count == 1 ? values[0][0] : values[0][index]
            let right = values[1].count == 1 ? values[1][0] : values[1][index]
            guard let number = Self.calculate(node.type, left, right) else { return nil }
            result.append(number)
        }
        return result
    }

    private static func calculate(_ operation: String, _ left: Int, _ right: Int) -> Int? {
        let (value, overflow) =
            switch operation {
            case "Add": left.addingReportingOverflow(right)
            case "Sub": left.subtractingReportingOverflow(right)
            case "Mul": left.multipliedReportingOverflow(by: right)
            case "Div": left.dividedReportingOverflow(by: right)
            case "Min": (min(left, right), false)
            case "Max": (max(left, right), false)
            default: (left == right ? 1 : 0, false)
            }
        return overflow ? nil : value
    }
}
