import Foundation
import Vocabulary

/// How good run-time predictions are: each model, or each device, left out once and predicted from the rest.
public struct Validation: Sendable {
    /// What is left out.
    public enum LeaveOut: String, Hashable, Sendable, Codable, CaseIterable {
        /// Every run of one network.
        case model
        /// Every run on one device.
        case device
    }

    /// One run with what was predicted for it.
    public struct Prediction: Hashable, Sendable, Codable {
        /// The run.
        public let run: RunObservation
        /// The level that the prediction had.
        public let level: RunTimeLevel
        /// Predicted seconds.
        public let seconds: Double
        /// Whether the run lies within the stated 90 % interval.
        public let isCovered: Bool
        /// ln(measured / predicted).
        public let logError: Double
    }

    /// A line of the table.
    public struct Row: Hashable, Sendable, Codable {
        /// The level, with its number of runs where that is limited.
        public let level: String
        /// Predicted runs.
        public let count: Int
        /// Median of |predicted / measured − 1|.
        public let medianError: Double
        /// 90 % quantile of the same.
        public let p90Error: Double
        /// Median of predicted / measured: above 1 is too slow.
        public let bias: Double
        /// Share of runs within the stated 90 % interval.
        public let coverage90: Double

        enum CodingKeys: String, CodingKey {
            case level, count, bias
            case medianError = "median_error"
            case p90Error = "p90_error"
            case coverage90 = "coverage_90"
        }
    }

    /// Every prediction, in the order of the runs.
    public let predictions: [Prediction]
    /// One line for each level.
    public let rows: [Row]

    /// Leaves out and predicts.
    ///
    /// - Parameters:
    ///   - leaveOut: What is left out at a time.
    ///   - observations: Runs of any devices; those of networks without kernels are skipped.
    ///   - sites: The devices by their key.
    ///   - networks: The kernels of each network.
    public init(
        leaving leaveOut: LeaveOut, observations: [RunObservation], sites: [String: RunTimeSite],
        networks: [String: [KernelWork]]
    ) {
        let usable = observations.filter { networks[$0.model] != nil && sites[$0.device] != nil }
        var predictions: [Prediction] = []
        for (device, site) in sites.sorted(by: { $0.key < $1.key }) {
            let own = usable.filter { $0.device == device }
            switch leaveOut {
            case .model:
                for model in Set(own.map(\.model)).sorted() {
                    let rest = own.filter { $0.model != model }
                    let estimator = RunTimeEstimator(site: site, observations: rest, networks: networks)
                    for run in own where run.model == model {
                        predictions += Self.predict(run, estimator, networks, [.calibrated, .datasheet])
                    }
                }
            case .device:
                let rest = usable.filter { $0.device != device }
                predictions += Self.predict(own, site, rest, networks)
            }
        }
        self.predictions = predictions
        rows = RunTimeLevel.allCases.compactMap { level in
            Self.row(level.rawValue, predictions.filter { $0.level == level })
        }
    }

    /// The device's first three networks by name are its calibration set; the others are carried over from the other devices.
    private static func predict(
        _ own: [RunObservation], _ site: RunTimeSite, _ rest: [RunObservation], _ networks: [String: [KernelWork]]
    ) -> [Prediction] {
        let first = Set(Set(own.map(\.model)).sorted().prefix(RunTimeEstimator.sharedModels))
        let known = own.filter { first.contains($0.model) }
        let estimator = RunTimeEstimator(site: site, observations: rest + known, networks: networks)
        return own.filter { !first.contains($0.model) }.flatMap {
            predict($0, estimator, networks, [.calibrated, .transferred, .datasheet])
        }
    }

    private static func predict(
        _ run: RunObservation, _ estimator: RunTimeEstimator, _ networks: [String: [KernelWork]],
        _ levels: [RunTimeLevel]
    ) -> [Prediction] {
        guard let kernels = networks[run.model] else { return [] }
        let task = RunTimeTask(model: run.model, kernels: kernels, batch: run.batch, precision: run.precision)
        return levels.compactMap { level in
            let estimate: RunTimeEstimate? =
                switch level {
                case .measured: estimator.measured(task)
                case .calibrated: estimator.calibrated(task)
                case .transferred: estimator.transferred(task).estimate
                case .datasheet: estimator.roofline(task)
                }
            return estimate.map {
                Prediction(
                    run: run, level: level, seconds: $0.seconds.p50, isCovered: $0.interval90.contains(run.seconds),
                    logError: log(run.seconds / $0.seconds.p50))
            }
        }
    }

    static func row(_ name: String, _ predictions: [Prediction]) -> Row? {
        let errors = predictions.map { abs(exp(-$0.logError) - 1) }
        guard let median = RunTimeStatistics.median(errors), let p90 = RunTimeStatistics.quantile(errors, 0.9),
            let bias = RunTimeStatistics.median(predictions.map { exp(-$0.logError) })
        else { return nil }
        let covered = predictions.filter(\.isCovered).count
        return Row(
            level: name, count: predictions.count, medianError: median, p90Error: p90, bias: bias,
            coverage90: Double(covered) / Double(predictions.count))
    }
}

extension RunTimeEstimator {
    /// The data sheet's estimate, or nil where it is refused.
    func roofline(_ task: RunTimeTask) -> RunTimeEstimate? {
        do throws(RunTimeRefusal) { return try datasheet(task) } catch { return nil }
    }
}
