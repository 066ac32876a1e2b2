import Foundation
public import Vocabulary

/// Predicted request times held against later runs: how often the stated intervals were right for each kind of evidence, and by what they are
/// widened since.
///
/// The runs of a device are cut into blocks in the order in which they were made. Each block is predicted from the blocks before it alone,
/// as an estimate made then would have been, with the widening that was known then. Pure and without randomness: the same runs give the same
/// figures.
public struct RequestReconciliation: Hashable, Sendable {
    /// Which rules made it; stands in answers.
    public static let formulaVersion = "requests-1"
    /// Blocks of a device's runs. More would judge more runs by a later past and cost a fit each.
    public static let blocks = 5
    /// The newest so many runs of a device count: older ones were made by other versions of engines and drivers.
    public static let newest = 400

    /// What is known of one kind of evidence.
    public struct Level: Hashable, Sendable {
        /// The kind of evidence.
        public let level: RunTimeLevel
        /// Intervals and what was measured.
        public let reconciliation: Reconciliation
    }

    /// One for each kind of evidence that predicted a later run, the best evidence first.
    public let levels: [Level]

    /// Nothing is known.
    public static let none = RequestReconciliation([:])

    /// What pairs say.
    public init(_ pairs: [RunTimeLevel: [Reconciliation.Pair]]) {
        levels = RunTimeLevel.allCases.compactMap { level in
            pairs[level].map { Level(level: level, reconciliation: Reconciliation($0)) }
        }
    }

    /// Replays runs.
    ///
    /// - Parameters:
    ///   - runs: Runs of any devices in the order in which they were made.
    ///   - sites: The devices by their key; runs of others do not count.
    ///   - networks: The kernels of each network.
    public init(replaying runs: [RunObservation], sites: [String: RunTimeSite], networks: [String: [KernelWork]]) {
        var pairs: [RunTimeLevel: [Reconciliation.Pair]] = [:]
        let byDevice = Dictionary(grouping: runs.filter { networks[$0.model] != nil }, by: \.device)
        let recent = byDevice.mapValues { Array($0.suffix(Self.newest)) }
        for block in 1..<Self.blocks {
            let widenings = pairs.mapValues { Reconciliation($0).widening ?? 1 }
            for (device, all) in recent.sorted(by: { $0.key < $1.key }) {
                guard let site = sites[device] else { continue }
                let (begin, end) = (all.count * block / Self.blocks, all.count * (block + 1) / Self.blocks)
                guard begin > 0, begin < end else { continue }
                let estimator = RunTimeEstimator(
                    site: site, observations: Array(all[..<begin]), networks: networks)
                for run in all[begin..<end] {
                    guard let (level, pair) = Self.pair(run, estimator, networks, widenings) else { continue }
                    pairs[level, default: []].append(pair)
                }
            }
        }
        self.init(pairs)
    }

    private static func pair(
        _ run: RunObservation, _ estimator: RunTimeEstimator, _ networks: [String: [KernelWork]],
        _ widenings: [RunTimeLevel: Double]
    ) -> (RunTimeLevel, Reconciliation.Pair)? {
        guard let kernels = networks[run.model] else { return nil }
        let task = RunTimeTask(model: run.model, kernels: kernels, batch: run.batch, precision: run.precision)
        do throws(RunTimeRefusal) {
            let estimate = try estimator.estimate(task)
            let stated = estimate.seconds.widened(by: widenings[estimate.level] ?? 1)
            return Reconciliation.Pair(raw: estimate.seconds, stated: stated, actual: run.seconds)
                .map { (estimate.level, $0) }
        } catch {
            return nil  // nothing was predicted then, so nothing can be judged
        }
    }

    /// The factor by which intervals of a kind of evidence are widened; 1 while too few later runs are known.
    public func widening(_ level: RunTimeLevel) -> Double {
        levels.first { $0.level == level }?.reconciliation.widening ?? 1
    }

    /// An estimate as it is stated: p10 / widening … p90 · widening, and the evidence says so.
    public func stated(_ estimate: RunTimeEstimate) -> (seconds: Quantiles<Double>, provenance: Provenance) {
        guard let known = levels.first(where: { $0.level == estimate.level })?.reconciliation,
            let widening = known.widening, widening > 1
        else { return (estimate.seconds, estimate.provenance) }
        let note = "widened by ×\(RunTimeEstimate.shown(widening)) for \(known.count) later runs"
        return (
            estimate.seconds.widened(by: widening),
            Provenance(
                level: estimate.provenance.level, summary: "\(estimate.provenance.summary), \(note)",
                sources: estimate.provenance.sources)
        )
    }
}

extension Quantiles where Value == Double {
    /// p10 / factor and p90 · factor; a factor below 1 leaves them.
    public func widened(by factor: Double) -> Quantiles<Double> {
        guard factor > 1, factor.isFinite else { return self }
        do throws(InvalidInput) {
            return try Quantiles(p10: p10 / factor, p50: p50, p90: p90 * factor)
        } catch {
            return self  // wider quantiles are ascending where these were, unless they leave the range of numbers
        }
    }
}
