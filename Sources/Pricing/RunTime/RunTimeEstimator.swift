import Foundation
public import Vocabulary

/// Predicts run times on one device from the best evidence there is: measured, calibrated, transferred, data sheet.
///
/// Making one fits the device's models; asking it is cheap. Pure: the same runs give the same answers.
public struct RunTimeEstimator: Sendable {
    /// The device.
    public let site: RunTimeSite
    let observations: [RunObservation]
    let networks: [String: [KernelWork]]
    private let calibrations: [Precision: Calibration]
    private let anchors: Conformal

    /// Prepares predictions for a device.
    ///
    /// - Parameters:
    ///   - site: The device.
    ///   - observations: Runs, of this device and of others.
    ///   - networks: The kernels of every network that the runs name; runs of other networks count only where they are repeated.
    public init(site: RunTimeSite, observations: [RunObservation], networks: [String: [KernelWork]]) {
        self.site = site
        self.observations = observations
        self.networks = networks
        let fits = Self.calibrations(site, observations, networks)
        calibrations = fits
        anchors = Self.anchors(site, observations, networks, fits)
    }

    /// The calibration for a precision, if the device has runs in it or in another.
    public func calibration(_ precision: Precision) -> Calibration? { calibrations[precision] }

    /// The best estimate that there is evidence for.
    ///
    /// - Throws: ``RunTimeRefusal`` when the work does not fit the memory or nothing is known of the device.
    public func estimate(_ task: RunTimeTask) throws(RunTimeRefusal) -> RunTimeEstimate {
        if let memory = site.memoryBytes { try task.memory(on: site.hardware.kind).fit(in: memory) }
        if let estimate = measured(task) { return estimate }
        if let estimate = anchored(task) { return estimate }
        if let estimate = calibrated(task) { return estimate }
        if let estimate = transferred(task).estimate { return estimate }
        return try datasheet(task)
    }

    /// Level 3: the median of runs of this very configuration, with the t-interval of ln T for one more run.
    public func measured(_ task: RunTimeTask) -> RunTimeEstimate? {
        let runs = own(task.precision).filter { $0.model == task.model && $0.batch == task.batch }
        guard let median = RunTimeStatistics.median(runs.map(\.seconds)) else { return nil }
        let count = runs.count
        // One run says nothing about the next: the start value holds until the spread of repetitions is known.
        var width = max(
            RunTimeLevel.measured.startWidth, RunTimeStatistics.normal95 * (runs.map(\.logDeviation).max() ?? 0))
        if count >= 3, let deviation = RunTimeStatistics.deviation(runs.map { log($0.seconds) }) {
            let student = RunTimeStatistics.studentT95(degreesOfFreedom: count - 1)
            width = student * deviation * (1 + 1 / Double(count)).squareRoot()
        }
        return estimate(.measured, median, Conformal(residuals: [], start: width), "n = \(count)", runs)
    }

    /// Level 2, best case: this network ran here with another batch or in another precision.
    ///
    /// With two batches in this precision T(b) = a + c·b through them (least squares in relative error, a and c from 0); otherwise
    /// the run times the fitted model's ratio.
    public func anchored(_ task: RunTimeTask) -> RunTimeEstimate? {
        let runs = own(nil).filter { $0.model == task.model }
        guard let fit = calibrations[task.precision], !runs.isEmpty else { return nil }
        let same = runs.filter { $0.precision == task.precision }
        if let line = BatchLine(same), line.seconds(task.batch) > 0 {
            return estimate(
                .calibrated, line.seconds(task.batch), anchors,
                "T(b) = a + c·b through \(same.count) runs of this network here", same)
        }
        let nearest = same.isEmpty ? runs : same
        let target = fit.model.seconds(profile(task.kernels, task.batch, task.precision))
        var logs: [Double] = []
        for run in nearest {
            guard let other = calibrations[run.precision] else { continue }
            logs.append(
                log(run.seconds * target / other.model.seconds(profile(task.kernels, run.batch, run.precision))))
        }
        guard !logs.isEmpty else { return nil }
        let what = same.isEmpty ? "another precision" : "another batch"
        // Residuals say little about a precision that never ran here: on our own runs they covered
        // 75 % of it, widened 94 %.
        let interval = own(task.precision).isEmpty ? anchors.widened(by: 1.6) : anchors
        return estimate(
            .calibrated, exp(RunTimeStatistics.mean(logs)), interval,
            "this network with \(what) here, by the model's ratio", nearest)
    }

    /// Level 2: the model that was fitted to this device's runs.
    public func calibrated(_ task: RunTimeTask) -> RunTimeEstimate? {
        guard let fit = calibrations[task.precision], fit.runCount > 0 else { return nil }
        let seconds = fit.model.seconds(profile(task.kernels, task.batch, task.precision))
        let state = fit.conformal.isCalibrated ? "" : ", interval not yet calibrated"
        return estimate(
            .calibrated, seconds, fit.conformal,
            "\(fit.runCount) runs of \(fit.modelCount) networks on this device\(state)", own(task.precision))
    }

    func profile(_ kernels: [KernelWork], _ batch: Int, _ precision: Precision) -> WorkProfile {
        WorkProfile(kernels, batch: batch, precision: precision, caches: site.caches)
    }

    func own(_ precision: Precision?) -> [RunObservation] {
        observations.filter { $0.device == site.device && (precision == nil || $0.precision == precision) }
    }

    func estimate(
        _ level: RunTimeLevel, _ seconds: Double, _ interval: Conformal, _ summary: String, _ runs: [RunObservation]
    ) -> RunTimeEstimate? {
        do throws(InvalidInput) {
            return try RunTimeEstimate(
                level: level, seconds: seconds, width80: interval.halfWidth(0.8), width90: interval.halfWidth(0.9),
                summary: summary, sources: Array(Set(runs.map(\.reference)).sorted().prefix(20)))
        } catch {
            return nil  // a time that is no number is no estimate
        }
    }

    /// How well one run of a network predicts another: over all pairs of configurations of one network in one batch or precision.
    private static func anchors(
        _ site: RunTimeSite, _ observations: [RunObservation], _ networks: [String: [KernelWork]],
        _ fits: [Precision: Calibration]
    ) -> Conformal {
        var residuals: [Double] = []
        for (model, runs) in Dictionary(grouping: observations.filter { $0.device == site.device }, by: \.model) {
            guard let kernels = networks[model] else { continue }
            let errors = runs.compactMap { run in
                fits[run.precision].map { fit in
                    let profile = WorkProfile(
                        kernels, batch: run.batch, precision: run.precision, caches: site.caches)
                    return (run: run, error: log(run.seconds / fit.model.seconds(profile)))
                }
            }
            for (index, first) in errors.enumerated() {
                for second in errors.dropFirst(index + 1)
                where first.run.batch != second.run.batch || first.run.precision != second.run.precision {
                    residuals.append(first.error - second.error)
                }
            }
        }
        return Conformal(residuals: residuals, start: 2 * RunTimeLevel.calibrated.startWidth)
    }

    private static func calibrations(
        _ site: RunTimeSite, _ observations: [RunObservation], _ networks: [String: [KernelWork]]
    ) -> [Precision: Calibration] {
        let items = Dictionary(grouping: observations.filter { $0.device == site.device }, by: \.precision).mapValues {
            runs in
            runs.compactMap { run in
                networks[run.model].map { kernels in
                    Calibration.Item(
                        model: run.model,
                        profile: WorkProfile(
                            kernels, batch: run.batch, precision: run.precision, caches: site.caches),
                        seconds: run.seconds)
                }
            }
        }
        let prior = { (precision: Precision) -> RunTimePrior? in
            do throws(RunTimeRefusal) {
                return try RunTimePrior(hardware: site.hardware, precision: precision)
            } catch {
                return nil  // without peaks there is no model; the datasheet level says so
            }
        }
        var result: [Precision: Calibration] = [:]
        for (precision, list) in items where Set(list.map(\.model)).count >= 3 {
            if let prior = prior(precision) { result[precision] = Calibration(list, prior: prior) }
        }
        let best = result.max { ($0.value.runCount, $1.key.rawValue) < ($1.value.runCount, $0.key.rawValue) }
        for precision in Precision.allCases where result[precision] == nil {
            guard let base = prior(precision) else { continue }
            let list = items[precision] ?? []
            if let best, let from = prior(best.key) {
                result[precision] = Calibration(list, prior: base.shifted(by: best.value.model, from: from))
            } else if !list.isEmpty {
                result[precision] = Calibration(list, prior: base)
            }
        }
        return result
    }
}
