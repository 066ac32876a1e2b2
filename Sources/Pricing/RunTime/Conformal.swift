import Foundation

/// Half-widths of intervals of ln T from residuals on held-out runs (split conformal; Vovk et al. 2005, Lei et al. 2018).
///
/// With n residuals ln(T measured / T predicted), none of them from a model that the prediction was fitted to, the ⌈share·(n+1)⌉-th
/// smallest absolute one covers a new run with probability ≥ share if the runs are exchangeable.
public struct Conformal: Hashable, Sendable {
    /// Absolute residuals, ascending.
    private let residuals: [Double]
    /// What holds while there are too few residuals.
    private let floor: Double

    /// Intervals from held-out residuals.
    ///
    /// - Parameters:
    ///   - residuals: ln(measured / predicted) of held-out runs.
    ///   - start: The half-width of the 90 % interval that holds until there are enough residuals; see ``RunTimeLevel/startWidth``.
    public init(residuals: [Double], start: Double) {
        self.residuals = residuals.filter(\.isFinite).map(abs).sorted()
        floor = start
    }

    /// The same for a case that is harder than those of the residuals.
    func widened(by factor: Double) -> Conformal {
        Conformal(residuals: residuals.map { $0 * factor }, start: floor * factor)
    }

    /// The number of residuals.
    public var count: Int { residuals.count }

    /// Whether the residuals alone give a 90 % interval: from 9 on.
    public var isCalibrated: Bool { count >= 9 }

    /// The half-width of ln T that covers a share of new runs.
    ///
    /// With too few residuals for that share, the larger of the start value and the largest residual: widened, never narrowed.
    public func halfWidth(_ share: Double) -> Double {
        let rank = Int((share * Double(count + 1)).rounded(.up))
        // The start value is that of 90 %; for other shares as for a normal distribution.
        let start = floor * Self.normalWidth(share) / Self.normalWidth(0.9)
        guard rank <= count, rank >= 1 else { return max(start, residuals.last ?? 0) }
        return residuals[rank - 1]
    }

    /// The half-width of a standard normal interval of 80 or 90 %; other shares by Winitzki's approximation of erf⁻¹ (2008), error < 0.4 %.
    static func normalWidth(_ share: Double) -> Double {
        let a = 0.147
        let logarithm = log(1 - share * share)
        let first = 2 / (Double.pi * a) + logarithm / 2
        return ((first * first - logarithm / a).squareRoot() - first).squareRoot() * 2.0.squareRoot()
    }
}
