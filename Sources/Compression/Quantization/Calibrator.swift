/// How the range of an activation is chosen from what calibration saw.
public enum Calibrator: Hashable, Sendable {
    /// Everything that was seen. Right for ReLU networks, wrong where a few values are far out (SiLU).
    case minMax
    /// The middle part of what was seen, in percent, as 99.99: half of the rest is cut off at either end; of values that are
    /// never negative all of it at the upper end.
    case percentile(Double)
    /// The range whose 8 bits lose least of the distribution, by Kullback–Leibler divergence (Migacz 2017, "8-bit inference with
    /// TensorRT", slides 32 to 38), judged on the asymmetric grid that the range gets; see ``EntropyRange``.
    case entropy

    /// Whether the second pass over the images is needed.
    var needsHistogram: Bool { self != .minMax }

    /// The grid for one activation.
    func grid(_ seen: ActivationHistogram) -> QuantizationGrid {
        guard seen.low <= seen.high else { return QuantizationGrid(low: 0, high: 0) }
        switch self {
        case .minMax: return QuantizationGrid(low: seen.low, high: seen.high)
        case .percentile(let percent): return Self.percentile(seen, percent)
        case .entropy: return EntropyRange(seen).grid
        }
    }

    private static func percentile(_ seen: ActivationHistogram, _ percent: Double) -> QuantizationGrid {
        let total = Double(seen.counts.reduce(0, +))
        guard total > 0 else { return QuantizationGrid(low: seen.low, high: seen.high) }
        // 100 − 99.9 is a little less than 0.1 in binary: a millionth of a value is not worth one.
        let outside = total * (100 - percent) / 100 + 1e-6
        let budget = seen.isSigned ? outside / 2 : outside
        var first = 0
        if seen.isSigned {
            var cut = 0.0
            while first < seen.counts.count - 1, cut + Double(seen.counts[first]) <= budget {
                cut += Double(seen.counts[first])
                first += 1
            }
        }
        var last = seen.counts.count - 1
        var cut = 0.0
        while last > first, cut + Double(seen.counts[last]) <= budget {
            cut += Double(seen.counts[last])
            last -= 1
        }
        return QuantizationGrid(
            low: Swift.max(seen.low, seen.edge(first)), high: Swift.min(seen.high, seen.edge(last + 1)))
    }
}
