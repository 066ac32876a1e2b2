import Foundation
import Testing

@testable import Compression

@Suite("Grids of 256 values")
struct QuantizationGridTests {
    @Test(
        "span the range widened to 0, with 0 on the grid",
        arguments: [
            // 2.55/255 = 0.01.
            (Float(0), Float(2.55), Float(0.01), UInt8(0)),
            // (−1 … 1.55)/255 = 0.01; 0 is the 100th step.
            (-1, 1.55, 0.01, 100),
            // Only negative: widened to 0, which is the last step.
            (-5.1, -1, 0.02, 255),
            (3, 5.1, 0.02, 0),
            (0, 0, 1, 0),
        ])
    func range(low: Float, high: Float, scale: Float, zeroPoint: UInt8) {
        let grid = QuantizationGrid(low: low, high: high)
        #expect(abs(grid.scale - scale) < 1e-7)
        #expect(grid.zeroPoint == zeroPoint)
    }

    @Test("weights have one scale for each row, their greatest magnitude over 127; a row of zeros stays zero")
    func rows() {
        let rows = QuantizedRows([12.7, -6.35, 0, 0, -0.254, 0.0024], rows: 3, leastScales: [0, 0, 0])
        #expect(rows.values == [127, -64, 0, 0, -127, 1])
        #expect(rows.scales[1] == 1)
        #expect(abs(rows.scales[0] - 0.1) < 1e-7 && abs(rows.scales[2] - 0.002) < 1e-8)
    }

    @Test("a row's scale is raised where its bias would not fit 32 bits")
    func bias() {
        #expect(QuantizedRows([1], rows: 1, leastScales: [0.5]).scales == [0.5])
        #expect(QuantizedRows([1], rows: 1, leastScales: [0.5]).values == [2])
    }
}

@Suite("Calibrators")
struct CalibratorTests {
    static func seen(_ values: [Float]) -> ActivationHistogram {
        var histogram = ActivationHistogram()
        histogram.widen(values.span)
        histogram.open()
        histogram.count(values.span)
        return histogram
    }

    @Test("min-max takes everything")
    func minMax() {
        let grid = Calibrator.minMax.grid(Self.seen([-1, 0, 1.55]))
        #expect(abs(grid.scale - 0.01) < 1e-7 && grid.zeroPoint == 100)
    }

    @Test("a percentile cuts off the outermost part: of values without sign at the upper end only")
    func percentile() {
        // 999 values up to 1 and one of 100: 99.9 % keeps 999 of 1000. The bin of 1 ends at 21·100/2048 = 1.025.
        let values = (1...999).map { Float($0) / 999 } + [100]
        let grid = Calibrator.percentile(99.9).grid(Self.seen(values))
        #expect(grid.zeroPoint == 0)
        #expect(abs(grid.scale * 255 - 1.0254) < 0.001)
        #expect(abs(Calibrator.minMax.grid(Self.seen(values)).scale * 255 - 100) < 0.001)
    }

    @Test("a percentile of signed values cuts half at either end")
    func signed() {
        let values = [Float](repeating: -100, count: 1) + (-499...499).map { Float($0) / 499 } + [100]
        let grid = Calibrator.percentile(99.8).grid(Self.seen(values))
        // 0.1 % of 1001 values at either end is one value.
        #expect(grid.scale * 255 < 2.2)
        #expect((126...129).contains(grid.zeroPoint))
    }

    @Test("entropy cuts a far outlier off, and leaves a uniform distribution whole")
    func entropy() {
        let outlier = (0..<20_000).map { Float($0 % 100) / 100 } + [50]
        #expect(Calibrator.entropy.grid(Self.seen(outlier)).scale * 255 < 25)
        let uniform = (0..<20_480).map { Float($0) / 20_480 }
        #expect(Calibrator.entropy.grid(Self.seen(uniform)).scale * 255 > 0.95)
    }

    /// Bins are 1 wide because one value is 2048. The others fill 256 bins in turn with 10 and 1000: only a range of just these bins gives each bin
    /// a level of its own, any wider one averages neighbours, any narrower one clips. So the best threshold is the greater of both ends.
    @Test(
        "entropy judges a range by the 256 levels that it gets, however they lie around 0",
        arguments: [
            // SiLU's and hard-swish's share of negative values, then as much on either side, then none.
            (8, 248), (128, 128), (0, 256),
        ])
    func skewed(below: Int, above: Int) {
        let filled = (-below..<above).flatMap { bin in
            [Float](repeating: Float(bin) + 0.5, count: bin % 2 == 0 ? 10 : 1000)
        }
        let grid = Calibrator.entropy.grid(Self.seen(filled + [2048]))
        // Down to the least value, the middle of its bin, or to the threshold where that is nearer.
        let low = below == 0 ? 0 : Float(below) - 0.5
        #expect(abs(grid.scale * 255 - (Float(above) + low)) < 0.01)
    }

    @Test("entropy does not clip everything where all values stay away from 0")
    func apart() {
        // Bins are 1 wide because one value is 2048. A range up to 408 has all values in its last bin, before and after rounding.
        let rest = (500..<2048).flatMap { bin in [Float](repeating: Float(bin) + 0.5, count: bin % 2 == 0 ? 1 : 3) }
        #expect(Calibrator.entropy.grid(Self.seen([407.5] + rest + [2048])).scale * 255 > 2000)
    }

    @Test("entropy is not led astray by many exact zeros")
    func zeros() {
        let values = [Float](repeating: 0, count: 50_000) + (0..<20_480).map { Float($0) / 20_480 }
        #expect(Calibrator.entropy.grid(Self.seen(values)).scale * 255 > 0.95)
    }

    @Test("values that are not finite are counted, and the grid stays finite")
    func notFinite() {
        let histogram = Self.seen([0, 1, .infinity, .nan])
        #expect(histogram.invalidCount == 2)
        #expect(Calibrator.minMax.grid(histogram).scale.isFinite)
    }
}

@Suite("Which images calibrate")
struct CalibrationOrderTests {
    @Test(
        "no image comes twice before every one has come, whatever their number",
        arguments: [1, 2, 10, 7901, 7907, 7919, 2 * 7919, 60_000])
    func each(count: Int) {
        let order = CalibrationOrder(count: count)
        #expect(Set((0..<count).map { order[$0] }).count == count)
        #expect(order[count] == order[0])
        #expect(order.first(300).count == min(300, count))
        #expect(order.first(count + 1) == Array(0..<count))
    }

    @Test("the order of earlier releases stays where it was one: 0, 7919, 15838 of 60,000")
    func same() {
        let order = CalibrationOrder(count: 60_000)
        #expect((0..<3).map { order[$0] } == [0, 7919, 15_838])
        // 8 · 7919 = 63,352.
        #expect(order[8] == 3352)
    }
}
