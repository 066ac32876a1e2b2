import ModelGraph

/// By what a channel is judged: the lowest go first.
public enum ChannelImportance: String, Hashable, Sendable, CaseIterable {
    /// Sum of the magnitudes of the filter that makes the channel (Li et al. 2017, "Pruning filters for efficient ConvNets").
    case l1
    /// Sum of the distances of the filter to all others of its layer: what lies in the middle of them can be replaced by them
    /// (He et al. 2019, "Filter pruning via geometric median", equation 8).
    case geometricMedian = "geometric_median"

    /// One number for each row of a matrix of filters.
    func scores(_ values: [Float], rows: Int) -> [Double] {
        let length = values.count / max(rows, 1)
        switch self {
        case .l1:
            return (0..<rows).map { row in
                var sum = 0.0
                for index in (row * length)..<((row + 1) * length) { sum += Double(values[index].magnitude) }
                return sum
            }
        case .geometricMedian:
            var sums = [Double](repeating: 0, count: rows)
            for row in 0..<rows {
                for other in (row + 1)..<max(rows, row + 1) {
                    let distance = Self.distance(values, row * length, other * length, length)
                    sums[row] += distance
                    sums[other] += distance
                }
            }
            return sums
        }
    }

    private static func distance(_ values: [Float], _ left: Int, _ right: Int, _ length: Int) -> Double {
        var sum: Float = 0
        for index in 0..<length {
            let difference = values[left + index] - values[right + index]
            sum += difference * difference
        }
        return Double(sum).squareRoot()
    }
}
