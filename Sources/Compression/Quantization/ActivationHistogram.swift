/// How the values of activations are spread: the least, the greatest, and counts between.
///
/// Filled in two passes over the images, because the bins must be known before anything is counted. Without negative values there
/// are 2048 bins over 0…greatest, otherwise 4096 over ±(greatest magnitude), so that 0 lies between two bins.
struct ActivationHistogram {
    private(set) var low: Float = .infinity
    private(set) var high: Float = -.infinity
    private(set) var counts: [Int] = []
    /// Values that were neither numbers nor infinite nor counted.
    private(set) var invalidCount = 0

    static let half = 2048

    /// True when some value was below 0.
    var isSigned: Bool { low < 0 }
    /// The greatest magnitude.
    var limit: Float { Swift.max(low.magnitude, high.magnitude) }

    /// First pass.
    mutating func widen(_ values: Span<Float>) {
        var (least, greatest) = (low, high)
        var sum: Float = 0
        for index in values.indices {
            let value = values[index]
            least = Swift.min(least, value)
            greatest = Swift.max(greatest, value)
            sum += value
        }
        if !sum.isFinite {
            for index in values.indices where !values[index].isFinite { invalidCount += 1 }
        }
        (low, high) = (least, greatest)
    }

    /// Between the passes.
    mutating func open() {
        counts = [Int](repeating: 0, count: isSigned ? 2 * Self.half : Self.half)
    }

    /// Second pass.
    mutating func count(_ values: Span<Float>) {
        guard limit > 0, limit.isFinite else { return }
        let bins = counts.count
        let factor = Float(Self.half) / limit
        let offset = isSigned ? Float(Self.half) : 0
        for index in values.indices {
            let place = Int(values[index] * factor + offset)
            counts[Swift.max(0, Swift.min(bins - 1, place))] += 1
        }
    }

    /// The lower end of a bin.
    func edge(_ bin: Int) -> Float {
        (Float(bin) - (isSigned ? Float(Self.half) : 0)) * limit / Float(Self.half)
    }
}
