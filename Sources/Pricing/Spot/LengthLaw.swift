import Foundation

/// A distribution of lengths learned from observed ones, of which some were cut off: what was seen, and an exponential for what was not.
///
/// The posterior of a Dirichlet process under censoring: Susarla and Van Ryzin, JASA 71(356), 1976. A length is one of those observed, each with
/// weight 1, or exponential with weight `concentration`; one that was cut off hands its weight on to what is longer (Efron 1967).
public struct LengthLaw: Hashable, Sendable {
    /// Ascending; at equal length the finished ones first, so that an unfinished one can become them no more.
    private let observed: [UpInterval]
    /// Running sums of the observed hours, for draws in proportion to length.
    private let sums: [Double]
    private let concentration: Double
    private let mean: Double

    /// A law.
    ///
    /// - Parameters:
    ///   - observed: What was seen; may be empty.
    ///   - concentration: The weight of the exponential, in observations, above 0.
    ///   - mean: The exponential's mean in hours, above 0.
    public init(observed: [UpInterval], concentration: Double, mean: Double) {
        self.observed = observed.filter { $0.hours > 0 }.sorted { left, right in
            left.hours == right.hours ? !left.isCensored && right.isCensored : left.hours < right.hours
        }
        var sum = 0.0
        sums = self.observed.map { interval in
            sum += interval.hours
            return sum
        }
        self.concentration = concentration
        self.mean = mean
    }

    /// A whole length.
    public func draw(_ generator: inout SeededGenerator) -> Double { draw(beyond: 0, from: 0, &generator) }

    /// What is left of a length at a random moment of it: longer ones are met more often.
    public func drawRest(_ generator: inout SeededGenerator) -> Double {
        let total = sums.last ?? 0
        let place = generator.uniform() * (total + concentration * mean) - concentration * mean
        // The rest of an exponential length is exponential.
        guard place >= 0, let index = indexOfSum(above: place) else { return mean * generator.exponential() }
        let whole =
            observed[index].isCensored
            ? draw(beyond: observed[index].hours, from: index + 1, &generator) : observed[index].hours
        return whole - observed[index].hours * generator.uniform()
    }

    private func draw(beyond hours: Double, from index: Int, _ generator: inout SeededGenerator) -> Double {
        var floor = hours
        var first = index
        while true {
            let mass = concentration * exp(-floor / mean)
            let place = generator.uniform() * (mass + Double(observed.count - first)) - mass
            guard place >= 0, first < observed.count else { return floor + mean * generator.exponential() }
            let chosen = min(observed.count - 1, first + Int(place))
            guard observed[chosen].isCensored else { return observed[chosen].hours }
            floor = observed[chosen].hours
            first = chosen + 1
        }
    }

    private func indexOfSum(above place: Double) -> Int? {
        guard let last = sums.last, place < last else { return nil }
        var low = 0
        var high = sums.count - 1
        while low < high {
            let middle = (low + high) / 2
            if sums[middle] > place { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
