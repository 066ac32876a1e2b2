/// The 256 values that an activation is rounded to: scale·(q − zeroPoint), q = 0…255 (asymmetric, one for the whole tensor).
///
/// Jacob et al. 2017, "Quantization and training of neural networks for efficient integer-arithmetic-only inference", equation 1.
/// 0 is always one of the values, because padding is made of it.
public struct QuantizationGrid: Hashable, Sendable {
    /// The distance of two neighbouring values; positive and finite.
    public let scale: Float
    /// The byte that stands for 0.
    public let zeroPoint: UInt8

    /// The grid over a range, which is widened to contain 0.
    ///
    /// A range without width gives the scale 1, with which 0 stays 0.
    public init(low: Float, high: Float) {
        let bottom = Swift.min(low.isFinite ? low : 0, 0)
        let top = Swift.max(high.isFinite ? high : 0, 0)
        let step = (Double(top) - Double(bottom)) / 255
        guard step >= Double(Float.leastNormalMagnitude) else {
            scale = 1
            zeroPoint = 0
            return
        }
        scale = Float(step)
        zeroPoint = UInt8(Swift.max(0, Swift.min(255, (-Double(bottom) / step).rounded())))
    }
}

/// Symmetric int8 weights with one scale for each output channel.
struct QuantizedRows {
    /// −127…127, row-major.
    let values: [Int8]
    /// One for each row.
    let scales: [Float]

    /// Rounds each row of a matrix to 127 steps either side of 0.
    ///
    /// - Parameters:
    ///   - rows: Extent of the first axis.
    ///   - leastScales: Lower bounds of the scales by row, so that a bias in units of (activation's scale)·(row's scale) fits 32 bits.
    init(_ floats: [Float], rows: Int, leastScales: [Double]) {
        let length = rows == 0 ? 0 : floats.count / rows
        var values = [Int8](repeating: 0, count: floats.count)
        var scales = [Float](repeating: 1, count: rows)
        for row in 0..<rows {
            let range = (row * length)..<((row + 1) * length)
            var largest: Float = 0
            for index in range { largest = Swift.max(largest, floats[index].magnitude) }
            let step = Swift.max(Double(largest) / 127, leastScales[row])
            // A row of zeros has no step of its own; any one leaves it at zero.
            scales[row] = step > Double(Float.leastNormalMagnitude) ? Float(step) : 1
            let factor = 1 / scales[row]
            for index in range {
                values[index] = Int8(
                    Swift.max(-127, Swift.min(127, (floats[index] * factor).rounded(.toNearestOrEven))))
            }
        }
        self.values = values
        self.scales = scales
    }
}
