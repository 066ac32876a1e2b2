import Foundation

/// The range whose 256 levels lose least of a distribution (Migacz 2017, slides 32 to 38): of thresholds T, the one whose
/// rounded distribution Q diverges least from what was seen, P.
///
/// The range of a threshold is max(least, −T)…min(greatest, T), and its levels are those of the grid that it gets. TensorRT and MXNet judge
/// signed values by magnitude, with half of the levels, because their int8 is symmetric and spends the other half on the other sign. On an asymmetric grid
/// that would deny the values of SiLU and hard-swish, which never fall below −0.278 and −0.375, half of their levels, and clip them too early.
///
/// The divergence sees how many values are clipped and not how far they move: where all values lie beyond T, P and Q have everything in one bin and are
/// equal. So a threshold may clip one value in a hundred at most; means over an image, which stay away from 0, would else lose all that they say.
struct EntropyRange {
    /// The grid over the best range.
    let grid: QuantizationGrid
    /// The magnitude beyond which values are clipped.
    let threshold: Float

    static let levels = 256
    /// Thresholds are tried in steps of so many bins.
    static let step = 8
    /// At most one value in so many may be clipped.
    static let leastKept = 100

    init(_ seen: ActivationHistogram) {
        let zero = seen.isSigned ? ActivationHistogram.half : 0
        var counts = seen.counts
        // ReLU and hard-swish make so many exact zeros that they alone would decide; NVIDIA's calibrator leaves them out likewise.
        if counts.count > zero + 1 { counts[zero] = counts[zero + 1] }
        let sums = counts.reduce(into: [0]) { sums, count in sums.append(sums[sums.count - 1] + count) }
        // How many bins reach from 0 to the least and to the greatest value.
        let below = seen.low < 0 ? Self.bins(seen.low, seen) : 0
        let above = seen.high > 0 ? Self.bins(seen.high, seen) : 0
        var best = (divergence: Double.infinity, bins: ActivationHistogram.half)
        for bins in stride(from: Self.step, through: ActivationHistogram.half, by: Self.step) {
            let range = (zero - Swift.min(bins, below))..<(zero + Swift.min(bins, above))
            guard range.count >= Self.levels else { continue }
            let kept = sums[range.upperBound] - sums[range.lowerBound]
            guard (sums[counts.count] - kept) * Self.leastKept <= sums[counts.count] else { continue }
            let divergence = Self.divergence(counts, sums, range)
            if divergence < best.divergence { best = (divergence, bins) }
        }
        threshold = seen.limit * Float(best.bins) / Float(ActivationHistogram.half)
        grid = QuantizationGrid(low: Swift.max(seen.low, -threshold), high: Swift.min(seen.high, threshold))
    }

    private static func bins(_ end: Float, _ seen: ActivationHistogram) -> Int {
        guard seen.limit > 0, seen.limit.isFinite else { return 0 }
        let magnitude = end.magnitude / seen.limit * Float(ActivationHistogram.half)
        return Swift.min(ActivationHistogram.half, Int(magnitude.rounded(.up)))
    }

    /// KL(P ‖ Q): P are the counts of the range with all beyond added to its ends, Q the same counts without those, averaged over
    /// each level's bins that are not empty.
    ///
    /// - Parameter sums: Of all counts before a bin.
    static func divergence(_ counts: [Int], _ sums: [Int], _ range: Range<Int>) -> Double {
        let (before, after) = (sums[range.lowerBound], sums[counts.count] - sums[range.upperBound])
        let clipped = Double(sums[range.upperBound] - sums[range.lowerBound])
        guard clipped > 0 else { return .infinity }
        let total = clipped + Double(before + after)
        var result = 0.0
        for level in 0..<levels {
            let start = range.lowerBound + level * range.count / levels
            let end = range.lowerBound + (level + 1) * range.count / levels
            var filled = 0
            for bin in start..<end where counts[bin] > 0 { filled += 1 }
            let average = filled > 0 ? Double(sums[end] - sums[start]) / Double(filled) : 0
            for bin in start..<end {
                var real = counts[bin]
                if bin == range.lowerBound { real += before }
                if bin == range.upperBound - 1 { real += after }
                guard real > 0 else { continue }
                let p = Double(real) / total
                // The ends are not empty in P when something lies beyond them, and Q must not be 0 where P is not.
                let q = Swift.max(counts[bin] > 0 ? average / clipped : 0, 1e-12)
                result += p * log(p / q)
            }
        }
        return result
    }
}
