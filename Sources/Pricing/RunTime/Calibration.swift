import Foundation
import Vocabulary

/// A run-time model fitted to a device's runs in one precision, with the errors that it made on models it had not seen.
public struct Calibration: Hashable, Sendable {
    /// The costs of units.
    public let model: RunTimeModel
    /// Intervals from held-out models.
    public let conformal: Conformal
    /// How many runs it rests on.
    public let runCount: Int
    /// How many networks those are.
    public let modelCount: Int

    /// A run with the work that it was.
    struct Item: Sendable {
        let model: String
        let profile: WorkProfile
        let seconds: Double
    }

    /// Fits, and holds out each tenth of the models (each model when there are ten or fewer) to learn the interval.
    init(_ items: [Item], prior: RunTimePrior) {
        let whole = Self.fit(items, prior)
        model = whole
        runCount = items.count
        let names = Set(items.map(\.model)).sorted()
        modelCount = names.count
        var residuals: [Double] = []
        if names.count >= 3 {
            let folds = min(names.count, 10)
            for fold in 0..<folds {
                let held = Set(names.enumerated().filter { $0.offset % folds == fold }.map(\.element))
                let rest = Self.fit(items.filter { !held.contains($0.model) }, prior, from: whole.logCosts)
                residuals += items.filter { held.contains($0.model) }.map { log($0.seconds / rest.seconds($0.profile)) }
            }
        }
        conformal = Conformal(
            residuals: residuals, start: RunTimeLevel.calibrated.startWidth * Self.widening(names.count))
    }

    private static func fit(_ items: [Item], _ prior: RunTimePrior, from start: [Double]? = nil) -> RunTimeModel {
        RunTimeModel.fitted(to: items.map { ($0.profile, $0.seconds) }, prior: prior, from: start)
    }

    /// The start value is that of three runs carried over; with fewer, and with none carried over, it is wider.
    private static func widening(_ models: Int) -> Double { models >= 3 ? 1.5 : models == 2 ? 2 : 2.5 }
}

extension RunTimePrior {
    /// A prior for one precision from a fit in another: the shares of the peaks that were reached there.
    func shifted(by fit: RunTimeModel, from prior: RunTimePrior) -> RunTimePrior {
        let costs = logCosts.indices.map { logCosts[$0] + fit.logCosts[$0] - prior.logCosts[$0] }
        return RunTimePrior(logCosts: costs, commonDeviation: 0.3, termDeviation: 0.3)
    }
}
