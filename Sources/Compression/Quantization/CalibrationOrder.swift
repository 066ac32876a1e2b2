/// The order in which images of a split are taken for calibration: a prime stride walks through all classes also where the split is
/// sorted by class.
public struct CalibrationOrder: Hashable, Sendable {
    /// Images of the split.
    public let count: Int
    /// A prime that does not divide ``count``, so that no image comes twice before every one has come.
    let stride: Int

    /// An order over a split of at least one image.
    public init(count: Int) {
        self.count = count
        // Three primes divide only splits of 4 · 10¹¹ images and more.
        stride = [7919, 7907, 7901].first { !count.isMultiple(of: $0) } ?? 1
    }

    /// The number of the image that is taken as the `index`-th, from 0; after ``count`` it begins again.
    public subscript(index: Int) -> Int { index % count * stride % count }

    /// The images that come first, in the split's own order.
    /// - Parameter wanted: How many; all where there are no more.
    public func first(_ wanted: Int) -> [Int] { (0..<min(wanted, count)).map { self[$0] }.sorted() }
}
