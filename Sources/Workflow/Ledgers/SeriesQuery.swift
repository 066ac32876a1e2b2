public import Vocabulary

/// Which stretch of a metric's history, and how finely.
public struct SeriesQuery: Hashable, Sendable {
    /// How many points or buckets a query may ask for.
    public static let pointRange = 1...5000

    /// What ``from`` and ``to`` are, and what buckets divide.
    public let axis: SeriesAxis
    /// The first step or millisecond that counts.
    public let from: Int64
    /// The last one.
    public let to: Int64
    /// Up to so many values are answered each for itself; of more, about so many buckets.
    public let points: Int

    /// A stretch; by default all of it.
    ///
    /// - Throws: ``InvalidInput`` for an end before the beginning, or a number of points outside ``pointRange``.
    public init(
        axis: SeriesAxis = .step, from: Int64? = nil, to: Int64? = nil, points: Int = 1000
    ) throws(InvalidInput) {
        self.axis = axis
        self.from = from ?? .min
        self.to = to ?? .max
        self.points = points
        if self.from > self.to {
            throw InvalidInput(field: "to", expected: "not below from, which is \(self.from)", received: "\(self.to)")
        }
        guard Self.pointRange.contains(points) else {
            throw InvalidInput(
                field: "points", expected: "a whole number from 1 to \(Self.pointRange.upperBound)",
                received: "\(points)")
        }
    }
}
