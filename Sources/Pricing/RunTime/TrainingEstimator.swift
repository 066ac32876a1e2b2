import Foundation
import Vocabulary

/// Predicts the time of training steps on one device from the best evidence there is: measured here, calibrated here, data sheet.
///
/// The roofline of a step (``Roofline/trainingSeconds(_:batch:precision:optimizerStates:inputSeconds:)``) gives its shape; what a device makes of
/// it is a factor, learned from its own training runs. Pure: the same runs give the same answers.
public struct TrainingEstimator: Sendable {
    /// The device.
    public let site: RunTimeSite
    /// Its runs with the ratio of measured to roofline, ln.
    private let runs: [Ratio]
    private let repeated: [TrainingObservation]
    private let factor: Conformal
    private let sameNetwork: Conformal

    /// Prepares predictions for a device.
    ///
    /// - Parameters:
    ///   - site: The device.
    ///   - observations: Training runs; those of other devices do not count.
    ///   - kernels: The forward pass of a network at the size of an image; runs whose network is not known count only where they are repeated.
    public init(
        site: RunTimeSite, observations: [TrainingObservation], kernels: (TrainingKey) -> [KernelWork]?
    ) {
        self.site = site
        let own = observations.filter { $0.device == site.device }
        let runs = own.compactMap { run -> Ratio? in
            guard let kernels = kernels(run.key), let seconds = Self.roofline(site, run.key, kernels) else {
                return nil
            }
            return (run, log(run.seconds / seconds))
        }
        self.runs = runs
        repeated = own
        factor = Conformal(residuals: Self.heldOut(runs), start: RunTimeLevel.datasheet.startWidth)
        sameNetwork = Conformal(residuals: Self.pairs(runs), start: RunTimeLevel.datasheet.startWidth / 2)
    }

    /// The best estimate that there is evidence for.
    ///
    /// - Throws: ``RunTimeRefusal`` when the step does not fit the memory or nothing is known of the device.
    public func estimate(_ task: TrainingTask) throws(RunTimeRefusal) -> RunTimeEstimate {
        if let memory = site.memoryBytes { try task.memory.fit(in: memory) }
        if let estimate = measured(task) { return estimate }
        if let estimate = anchored(task) { return estimate }
        if let estimate = calibrated(task) { return estimate }
        return try datasheet(task)
    }

    /// Runs of this very step here: their median; from three on the t-interval of ln T for one more run, before that ±10 %.
    public func measured(_ task: TrainingTask) -> RunTimeEstimate? {
        let same = repeated.filter { $0.key == task.key }
        guard let median = RunTimeStatistics.median(same.map(\.seconds)) else { return nil }
        var width = RunTimeLevel.measured.startWidth
        if same.count >= 3, let deviation = RunTimeStatistics.deviation(same.map { log($0.seconds) }) {
            let student = RunTimeStatistics.studentT95(degreesOfFreedom: same.count - 1)
            width = student * deviation * (1 + 1 / Double(same.count)).squareRoot()
        }
        return estimate(
            .measured, median, Conformal(residuals: [], start: width), "training, n = \(same.count)", same)
    }

    /// This network was trained here with another batch, size of images, precision or optimizer: that time by the roofline's ratio.
    ///
    /// The nearest runs count: of the same precision where there are such. The interval is how well runs of one network predicted each other
    /// here; ×⅗…×1.7 (half a data sheet's, in logarithms) until there are nine such pairs.
    public func anchored(_ task: TrainingTask) -> RunTimeEstimate? {
        let all = runs.filter { $0.run.key.model == task.key.model }
        let same = all.filter { $0.run.key.precision == task.key.precision }
        let nearest = same.isEmpty ? all : same
        guard let ratio = RunTimeStatistics.median(nearest.map(\.logRatio)),
            let roofline = Self.roofline(site, task.key, task.kernels)
        else { return nil }
        return estimate(
            .calibrated, roofline * exp(ratio), sameNetwork,
            "training: this network here with another batch, size, precision or optimizer, by the roofline's ratio",
            nearest.map(\.run))
    }

    /// Other networks were trained here: the roofline times the median of their ratios.
    ///
    /// The interval is what each network's runs missed when the factor was learned from the others; ×⅓…×3 until there are nine.
    public func calibrated(_ task: TrainingTask) -> RunTimeEstimate? {
        let same = runs.filter { $0.run.key.precision == task.key.precision }
        let nearest = same.isEmpty ? runs : same
        guard let ratio = Self.byModel(nearest), let roofline = Self.roofline(site, task.key, task.kernels) else {
            return nil
        }
        let models = Set(nearest.map(\.run.key.model)).count
        let state = factor.isCalibrated ? "" : ", interval not yet calibrated"
        return estimate(
            .calibrated, roofline * exp(ratio), factor,
            "training: roofline × \(RunTimeEstimate.shown(exp(ratio))) by \(nearest.count) training runs of \(models) "
                + "networks here\(state)", nearest.map(\.run))
    }

    /// Data sheets alone: ×⅓…×3.
    ///
    /// - Throws: ``RunTimeRefusal/noPeak(device:)``.
    public func datasheet(_ task: TrainingTask) throws(RunTimeRefusal) -> RunTimeEstimate {
        let roofline = try Roofline(hardware: site.hardware, precision: task.key.precision)
        let seconds = roofline.trainingSeconds(
            task.kernels, batch: task.key.batch, precision: task.key.precision,
            optimizerStates: task.key.optimizerStates)
        do throws(InvalidInput) {
            let interval = Conformal(residuals: [], start: RunTimeLevel.datasheet.startWidth)
            return try RunTimeEstimate(
                level: .datasheet, seconds: seconds, width80: interval.halfWidth(0.8), width90: interval.halfWidth(0.9),
                summary: "training: no run was trained here; roofline with the peaks of \(site.hardware.name) "
                    + "(\(site.hardware.quality.rawValue)), forward, backward and optimizer",
                sources: [site.hardware.source])
        } catch {
            throw .noPeak(device: site.hardware.name)
        }
    }

    // MARK: Parts

    private func estimate(
        _ level: RunTimeLevel, _ seconds: Double, _ interval: Conformal, _ summary: String,
        _ runs: [TrainingObservation]
    ) -> RunTimeEstimate? {
        do throws(InvalidInput) {
            return try RunTimeEstimate(
                level: level, seconds: seconds, width80: interval.halfWidth(0.8), width90: interval.halfWidth(0.9),
                summary: summary, sources: Array(Set(runs.map(\.reference)).sorted().prefix(20)))
        } catch {
            return nil  // a time that is no number is no estimate
        }
    }

    private static func roofline(_ site: RunTimeSite, _ key: TrainingKey, _ kernels: [KernelWork]) -> Double? {
        do throws(RunTimeRefusal) {
            let seconds = try Roofline(hardware: site.hardware, precision: key.precision).trainingSeconds(
                kernels, batch: key.batch, precision: key.precision, optimizerStates: key.optimizerStates)
            return seconds > 0 && seconds.isFinite ? seconds : nil
        } catch {
            return nil  // without peaks there is no roofline; the data-sheet level says so
        }
    }

    private typealias Ratio = (run: TrainingObservation, logRatio: Double)

    /// The median over networks of the median of each: a network that was trained often counts once.
    private static func byModel(_ runs: [Ratio]) -> Double? {
        RunTimeStatistics.median(
            Dictionary(grouping: runs, by: \.run.key.model).values.compactMap {
                RunTimeStatistics.median($0.map(\.logRatio))
            })
    }

    /// What each network's runs missed when the factor came from the other networks.
    private static func heldOut(_ runs: [Ratio]) -> [Double] {
        Set(runs.map(\.run.key.model)).sorted().flatMap { model -> [Double] in
            guard let factor = byModel(runs.filter { $0.run.key.model != model }) else { return [] }
            return runs.filter { $0.run.key.model == model }.map { $0.logRatio - factor }
        }
    }

    /// How well different runs of one network predict each other.
    private static func pairs(_ runs: [Ratio]) -> [Double] {
        Dictionary(grouping: runs, by: \.run.key.model).sorted { $0.key < $1.key }.flatMap { _, runs in
            runs.indices.flatMap { first in
                runs.indices.filter { $0 > first && runs[$0].run.key != runs[first].run.key }
                    .map { runs[first].logRatio - runs[$0].logRatio }
            }
        }
    }
}
