/// How many values the inputs take that a benchmark holds ready: eight in rotation, by the measuring protocol.
public enum InputRotation {
    /// How many inputs there are in rotation.
    public static let count = 8
    /// Eight inputs of a large batch would need more memory than the model: beyond this many values they overlap, each
    /// starting somewhere else.
    static let mostExtraValues = 1 << 24

    /// The distance of two inputs' first values: a multiple of 64 values, so that whatever a value's width, each input begins on a cache line, as an
    /// engine's tensor does.
    ///
    /// - Parameter length: Values of one input, as 3·224·224 for a batch of one image.
    public static func step(length: Int) -> Int { (min(length, mostExtraValues / (count - 1)) + 63) / 64 * 64 }

    /// Values that all inputs take together; `Int.max` where they cannot be counted.
    public static func valueCount(length: Int) -> Int {
        let (total, overflow) = length.addingReportingOverflow((count - 1) * step(length: length))
        return overflow ? .max : total
    }
}
