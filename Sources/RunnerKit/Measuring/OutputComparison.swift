/// Values of an output, row-major.
public struct Output: Hashable, Sendable {
    /// Extents, the batch first.
    public let shape: [Int]
    /// As many as the product of the extents.
    public let values: [Float]

    /// An output.
    public init(shape: [Int], values: [Float]) {
        self.shape = shape
        self.values = values
    }
}

/// How far the outputs of a variant are from those of fp32 on the same inputs.
public struct OutputComparison: Hashable, Sendable {
    /// Greatest absolute difference of a value.
    public let greatestDifference: Double
    /// ``greatestDifference`` over the spread (greatest less smallest value) of fp32's outputs; `nil` when that is zero.
    public let relativeDifference: Double?
    /// Share of rows whose greatest value is at the same place; `nil` when the outputs are not rows of classes.
    public let top1Agreement: Double?

    /// Compares outputs of the same inputs in the same order; `nil` when there are none, or their sizes differ.
    ///
    /// Rows are `[N, classes]` with at least two classes.
    public init?(variant: [Output], reference: [Output]) {
        guard !variant.isEmpty, variant.map(\.shape) == reference.map(\.shape) else { return nil }
        var greatest = 0.0
        var low = Double.infinity
        var high = -Double.infinity
        var rows = 0
        var agreeing = 0
        for (mine, theirs) in zip(variant, reference) {
            for (left, right) in zip(mine.values, theirs.values) {
                let difference = abs(Double(left) - Double(right))
                greatest = difference.isNaN ? .infinity : max(greatest, difference)
                low = min(low, Double(right))
                high = max(high, Double(right))
            }
            guard mine.shape.count == 2, let classes = mine.shape.last, classes > 1 else { continue }
            for row in 0..<mine.shape[0] {
                let range = (row * classes)..<((row + 1) * classes)
                rows += 1
                if Self.place(mine.values[range]) == Self.place(theirs.values[range]) { agreeing += 1 }
            }
        }
        greatestDifference = greatest
        relativeDifference = high > low ? greatest / (high - low) : nil
        top1Agreement = rows > 0 ? Double(agreeing) / Double(rows) : nil
    }

    private static func place(_ row: ArraySlice<Float>) -> Int {
        var best = row.startIndex
        for index in row.indices where row[index] > row[best] { best = index }
        return best - row.startIndex
    }
}
