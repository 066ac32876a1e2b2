public import Vocabulary

/// What a million images cost on the machine that measured them, by the marginal price of its hours: time of a request × price.
///
/// The interval is that of the measured median (95 %); the price is taken as stated, with its source.
public struct MeasuredImageCost: Hashable, Sendable {
    /// At the median time of a request.
    public let million: Money
    /// At the lower and the upper end of the median's interval; nil where the run had too few samples for one.
    public let interval: ClosedRange<Money>?
    /// Level measured; the run's samples and the price's source.
    public let provenance: Provenance

    /// The cost by a measured time.
    ///
    /// - Parameters:
    ///   - milliseconds: Median time of a request of `batch` images.
    ///   - interval: The median's 95 % interval, milliseconds.
    ///   - rate: What an hour of the machine costs.
    /// - Returns: nil for a time that is not positive or a sum that is out of range.
    public init?(milliseconds: Double, interval: ClosedRange<Double>?, batch: Int, rate: HostRate) {
        func cost(_ time: Double) -> Money? { rate.marginal.scaled(by: time / 3.6 / Double(batch)) }
        guard milliseconds > 0, batch > 0, let million = cost(milliseconds) else { return nil }
        self.million = million
        self.interval = interval.flatMap { ends in
            guard let low = cost(ends.lowerBound), let high = cost(ends.upperBound), low <= high else { return nil }
            return low...high
        }
        provenance = Provenance(
            level: .measured,
            summary: "median time of a request, measured in turns, × marginal price of an hour of \(rate.host)",
            sources: [rate.source])
    }
}
