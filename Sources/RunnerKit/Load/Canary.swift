/// A fixed piece of work that is timed before and after the measuring: when it takes longer afterwards, the machine got slower.
///
/// One block multiplies two 96×96 Float32 matrices; blocks run for 0.2 s and the median block counts, so that a single
/// interruption does not look like throttling.
struct Canary {
    static let side = 96
    static let seconds = 0.2

    private var left: [SIMD8<Float>]
    private var right: [SIMD8<Float>]
    private var product: [SIMD8<Float>]

    init() {
        let columns = Self.side / 8
        left = []
        right = []
        product = Array(repeating: .zero, count: Self.side * columns)
        // Small values of changing sign keep the sums finite.
        for index in 0..<(Self.side * columns) {
            left.append(SIMD8(repeating: Float(index % 7) - 3) * 0.125)
            right.append(SIMD8(repeating: Float(index % 5) - 2) * 0.25)
        }
    }

    /// The median time of a block, milliseconds.
    mutating func run() -> Double {
        var times: [Double] = []
        let start = MonotonicClock.nanoseconds()
        while MonotonicClock.seconds(since: start) < Self.seconds || times.count < 3 {
            let begin = MonotonicClock.nanoseconds()
            block()
            times.append(Double(MonotonicClock.nanoseconds() - begin) / 1e6)
        }
        times.sort()
        return times[times.count / 2]
    }

    private mutating func block() {
        let columns = Self.side / 8
        for row in 0..<Self.side {
            for column in 0..<columns {
                var sum = SIMD8<Float>.zero
                for inner in 0..<Self.side {
                    let factor = left[row * columns + inner / 8][inner % 8]
                    sum += right[inner * columns + column] * factor
                }
                product[row * columns + column] = sum
            }
        }
        // The next block depends on this one, so that none can be left out.
        left[0] = product[0] * 1e-3
    }
}
