public import ModelGraph

/// Sets the smallest weights to zero (Han et al. 2015, "Learning both weights and connections", section 3); shapes stay.
///
/// The file gets no smaller and dense kernels no faster: what shrinks is the file after general compression. Biases and
/// normalisations are not touched.
public enum MagnitudePruning {
    /// Over what the smallest weights are sought.
    public enum Scope: String, Hashable, Sendable, CaseIterable {
        /// All convolutions and linear layers together: layers of small weights lose most.
        case global
        /// Each layer by itself: every layer loses the same share.
        case layer
    }

    /// The network with a share of its weights at zero.
    ///
    /// - Parameters:
    ///   - sparsity: Share of the weights of convolutions and linear layers that are zero afterwards, 0 ..< 1, rounded down to
    ///     whole weights; of equal magnitudes the earlier ones go first.
    /// - Returns: The network with `sparsity` (achieved share) and `zero_weights`; weights that were zero before count.
    /// - Throws: ``CompressionError/invalidSetting(setting:value:expected:)`` or ``CompressionError/graph(_:)``.
    public static func prune(
        _ graph: ModelGraph, _ weights: Weights, sparsity: Double, scope: Scope
    ) throws(CompressionError) -> CompressedModel {
        guard (0..<1).contains(sparsity) else {
            throw .invalidSetting(setting: "sparsity", value: "\(sparsity)", expected: "0 ..< 1")
        }
        try building { () throws(ModelGraphError) in try weights.check(for: graph) }
        let names = graph.parameters.filter { $0.role == .weight }.map(\.name)
        var tensors = Dictionary(uniqueKeysWithValues: weights.names.map { ($0, weights[$0]) }).compactMapValues { $0 }
        switch scope {
        case .global:
            try prune(names, sparsity, &tensors)
        case .layer:
            for name in names { try prune([name], sparsity, &tensors) }
        }
        var zeros = 0
        var total = 0
        for name in names {
            let values = tensors[name]?.floats() ?? []
            zeros += values.count { $0 == 0 }
            total += values.count
        }
        return CompressedModel(
            graph: graph, weights: Weights(tensors),
            figures: ["zero_weights": Double(zeros), "sparsity": total == 0 ? 0 : Double(zeros) / Double(total)])
    }

    /// Zeros the smallest weights of these tensors taken together.
    private static func prune(
        _ names: [String], _ sparsity: Double, _ tensors: inout [String: Tensor]
    ) throws(CompressionError) {
        let total = names.reduce(0) { $0 + (tensors[$1]?.elementCount ?? 0) }
        let wanted = Int(Double(total) * sparsity)
        guard wanted > 0 else { return }
        let limit = Self.limit(names, wanted, tensors)
        var equalsLeft = limit.equals
        for name in names {
            guard let tensor = tensors[name] else { continue }
            var values = tensor.floats()
            for index in values.indices {
                let bits = values[index].magnitude.bitPattern
                if bits < limit.bits {
                    values[index] = 0
                } else if bits == limit.bits, equalsLeft > 0 {
                    values[index] = 0
                    equalsLeft -= 1
                }
            }
            tensors[name] = try Tensor.of(values, shape: tensor.shape, name: name)
        }
    }

    /// The magnitude below which all go, and how many that are equal to it go too.
    ///
    /// Non-negative Float32 sort as their bits do, so the upper 16 bits are counted first, then the lower ones of the bucket that
    /// holds the place: exact, in two passes, however many weights there are.
    private static func limit(
        _ names: [String], _ wanted: Int, _ tensors: [String: Tensor]
    ) -> (bits: UInt32, equals: Int) {
        var upper = [Int](repeating: 0, count: 1 << 16)
        for name in names {
            for value in tensors[name]?.floats() ?? [] { upper[Int(value.magnitude.bitPattern >> 16)] += 1 }
        }
        let (bucket, before) = place(of: wanted, in: upper, from: 0)
        var lower = [Int](repeating: 0, count: 1 << 16)
        for name in names {
            for value in tensors[name]?.floats() ?? [] where Int(value.magnitude.bitPattern >> 16) == bucket {
                lower[Int(value.magnitude.bitPattern & 0xFFFF)] += 1
            }
        }
        let (low, below) = place(of: wanted, in: lower, from: before)
        return (UInt32(bucket) << 16 | UInt32(low), wanted - below)
    }

    /// The bucket in which the `wanted`-th element lies, and how many lie before that bucket.
    private static func place(of wanted: Int, in counts: [Int], from start: Int) -> (bucket: Int, before: Int) {
        var before = start
        for (bucket, count) in counts.enumerated() {
            if before + count >= wanted { return (bucket, before) }
            before += count
        }
        return (counts.count - 1, before)
    }
}
