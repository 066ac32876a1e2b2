import Foundation

/// How the range of an activation is chosen from what calibration saw.
public enum Calibrator: Hashable, Sendable {
    /// Everything that was seen. Right for ReLU networks, wrong where a few values are far out (SiLU).
    case minMax
    /// The middle part of what was seen, in percent, as 99.99: half of the rest is cut off at either end; of values that are
    /// never negative all of it at the upper end.
    case percentile(Double)
    /// The range whose 8 bits lose least of the distribution, by Kullback–Leibler divergence (Migacz 2017, "8-bit inference with
    /// TensorRT", slides 32 to 38).
    case entropy

    /// Whether the second pass over the images is needed.
    var needsHistogram: Bool { self != .minMax }

    /// The grid for one activation.
    func grid(_ seen: ActivationHistogram) -> QuantizationGrid {
        guard seen.low <= seen.high else { return QuantizationGrid(low: 0, high: 0) }
        switch self {
        case .minMax: return QuantizationGrid(low: seen.low, high: seen.high)
        case .percentile(let percent): return Self.percentile(seen, percent)
        case .entropy:
            let threshold = Self.threshold(seen.magnitudes, limit: seen.limit, levels: seen.isSigned ? 128 : 256)
            return QuantizationGrid(low: Swift.max(seen.low, -threshold), high: Swift.min(seen.high, threshold))
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

    /// The magnitude beyond which values are clipped.
    ///
    /// - Parameters:
    ///   - counts: By magnitude, over 0…limit.
    ///   - levels: Magnitudes that 8 bits can tell apart: 128 with a sign, 256 without.
    static func threshold(_ counts: [Int], limit: Float, levels: Int) -> Float {
        // ReLU and hard-swish make so many exact zeros that they alone would decide; NVIDIA's calibrator leaves them out likewise.
        var counts = counts
        if counts.count > 1 { counts[0] = counts[1] }
        var best = (divergence: Double.infinity, bins: counts.count)
        for bins in stride(from: levels, through: counts.count, by: 8) {
            let divergence = divergence(counts, bins: bins, levels: levels)
            if divergence < best.divergence { best = (divergence, bins) }
        }
        return limit * Float(best.bins) / Float(counts.count)
    }

    /// KL(P ‖ Q): P are the first `bins` counts with all beyond added to the last, Q the same counts without those, averaged over
    /// each level's bins that are not empty.
    private static func divergence(_ counts: [Int], bins: Int, levels: Int) -> Double {
        let outliers = counts[bins...].reduce(0, +)
        var total = 0.0
        var clipped = 0.0
        for bin in 0..<bins { total += Double(counts[bin]) }
        clipped = total
        total += Double(outliers)
        guard clipped > 0 else { return .infinity }
        var result = 0.0
        for level in 0..<levels {
            let start = level * bins / levels
            let end = (level + 1) * bins / levels
            var sum = 0.0
            var filled = 0
            for bin in start..<end {
                sum += Double(counts[bin])
                // The last bin is not empty in P when there are outliers, and Q must not be 0 where P is not.
                if counts[bin] > 0 { filled += 1 }
            }
            let average = filled > 0 ? sum / Double(filled) : 0
            for bin in start..<end {
                let real = Double(counts[bin] + (bin == bins - 1 ? outliers : 0))
                guard real > 0 else { continue }
                let p = real / total
                let q = Swift.max(counts[bin] > 0 ? average / clipped : 0, 1e-12)
                result += p * log(p / q)
            }
        }
        return result
    }
}
