import Foundation
public import Vocabulary

/// A predicted or measured time of one request, with its intervals and its evidence.
public struct RunTimeEstimate: Hashable, Sendable {
    /// How it is known.
    public let level: RunTimeLevel
    /// Seconds of one request: 10, 50 and 90 %.
    public let seconds: Quantiles<Double>
    /// Seconds within which 90 of 100 outcomes lie.
    public let interval90: ClosedRange<Double>
    /// The evidence in words, and the runs.
    public let provenance: Provenance

    /// An estimate around a middle, symmetric in ln T.
    ///
    /// - Parameters:
    ///   - seconds: The middle, above 0.
    ///   - width80: Half-width of the 80 % interval of ln T.
    ///   - width90: Half-width of the 90 % interval of ln T.
    ///   - summary: The evidence; the factors of the 90 % interval are added.
    init(
        level: RunTimeLevel, seconds: Double, width80: Double, width90: Double, summary: String, sources: [String]
    ) throws(InvalidInput) {
        let wide = max(width80, width90)
        self.level = level
        self.seconds = try Quantiles(
            p10: seconds * exp(-width80), p50: seconds, p90: seconds * exp(width80))
        interval90 = (seconds * exp(-wide))...(seconds * exp(wide))
        let factors = "×\(Self.shown(exp(-wide)))…\(Self.shown(exp(wide)))"
        provenance = Provenance(
            level: level.provenance, summary: "\(level.rawValue), \(summary), \(factors)", sources: sources)
    }

    /// Two digits after the point.
    static func shown(_ value: Double) -> String {
        let cents = Int((value * 100).rounded())
        return "\(cents / 100)." + (cents % 100 < 10 ? "0" : "") + "\(cents % 100)"
    }

    /// The time for some work of images: ⌈images / batch⌉ requests, each quantile for itself.
    ///
    /// - Throws: ``InvalidInput`` for work of zero.
    public func secondsForImages(_ images: Int, batch: Int) throws(InvalidInput) -> Quantiles<Double> {
        guard images >= 1 else {
            throw InvalidInput(field: "images", expected: "a whole number from 1", received: String(images))
        }
        let (whole, rest) = images.quotientAndRemainder(dividingBy: max(batch, 1))
        let requests = Double(whole + (rest > 0 ? 1 : 0))
        return try Quantiles(p10: seconds.p10 * requests, p50: seconds.p50 * requests, p90: seconds.p90 * requests)
    }
}
