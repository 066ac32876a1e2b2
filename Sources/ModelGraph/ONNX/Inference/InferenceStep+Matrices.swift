extension InferenceStep {
    /// Products of matrices. Nil for other operators.
    func matrix() throws(Uncountable) -> [InferredValue]? {
        switch node.type {
        case "Gemm":
            let (left, right) = (try gemm(0), try gemm(1))
            guard left[1] == right[0] else { throw Uncountable("\(left) times \(right)") }
            return [try value([left[0], right[1]], try input(0).type)]
        case "MatMul": return [try value(try product(try input(0).shape, try input(1).shape), try input(0).type)]
        case "MatMulInteger": return [try value(try product(try input(0).shape, try input(1).shape), .int32)]
        case "QLinearMatMul": return [try value(try product(try input(0).shape, try input(3).shape), try input(7).type)]
        default: return nil
        }
    }

    private func gemm(_ index: Int) throws(Uncountable) -> [Int] {
        let shape = try input(index).shape
        guard shape.count == 2 else { throw Uncountable("input \(index) is \(shape), not a matrix") }
        return integer(index == 0 ? "transA" : "transB", default: 0) == 0 ? shape : [shape[1], shape[0]]
    }

    /// numpy.matmul: vectors are rows on the left and columns on the right, axes before the last two are repeated to fit.
    private func product(_ left: [Int], _ right: [Int]) throws(Uncountable) -> [Int] {
        guard let columns = left.last, let inner = right.count == 1 ? right.first : right.dropLast().last,
            columns == inner
        else { throw Uncountable("\(left) times \(right)") }
        let stack = try Self.broadcast(Array(left.dropLast(2)), Array(right.dropLast(2)))
        return stack + (left.count > 1 ? [left[left.count - 2]] : [])
            + (right.count > 1 ? [right[right.count - 1]] : [])
    }

    /// Multiply-accumulates, the batch bound to 1: convolutions and products of matrices. Zero for others by definition.
    func multiplyAccumulates(_ output: InferredValue) throws(Uncountable) -> Int {
        switch node.type {
        case "Conv", "ConvInteger": try macs(output, try input(1).shape.dropFirst())
        case "QLinearConv": try macs(output, try input(3).shape.dropFirst())
        // Each element of the input meets each weight of its channel once.
        case "ConvTranspose": try macs(try input(0), try input(1).shape.dropFirst())
        case "Gemm": try macs(output, [try gemm(0)[1]])
        case "MatMul", "MatMulInteger", "QLinearMatMul": try macs(output, try input(0).shape.suffix(1))
        default: 0
        }
    }

    private func macs(_ value: InferredValue, _ factors: ArraySlice<Int>) throws(Uncountable) -> Int {
        guard let count = Shape.product([value.elementCount] + factors),
            count <= GraphBuilder.maximumMultiplyAccumulates
        else { throw Uncountable("more multiply-accumulates than \(GraphBuilder.maximumMultiplyAccumulates)") }
        return count
    }
}
