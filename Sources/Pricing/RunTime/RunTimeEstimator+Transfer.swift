import Foundation
import Vocabulary

extension RunTimeEstimator {
    /// What a transfer gives: an estimate, or why there is none.
    public struct Transfer: Sendable {
        /// The estimate.
        public let estimate: RunTimeEstimate?
        /// Why there is none, one reason for each source.
        public let refusals: [RunTimeRefusal]
    }

    /// Level 1: this network was measured on other devices; T = geomean of T(d') · R with R the median of T(here)/T(d') over shared runs.
    ///
    /// Measured ratios take the place of S(d)/S(d'): they hold whatever the data sheets leave out. A source with
    /// fewer than three networks that were measured on both devices is refused: nothing would show whether a transfer works.
    public func transferred(_ task: RunTimeTask) -> Transfer {
        var logs: [Double] = []
        var used: [RunObservation] = []
        var residuals: [Double] = []
        var refusals: [RunTimeRefusal] = []
        let sources = Set(observations.map(\.device)).subtracting([site.device]).sorted()
        for source in sources {
            let there = observations.filter { $0.device == source && $0.precision == task.precision }
            let runs = there.filter { $0.model == task.model && $0.batch == task.batch }
            guard !runs.isEmpty else { continue }
            let ratios = sharedRatios(there, task)
            let shared = Dictionary(grouping: ratios, by: \.model)
            guard shared.count >= Self.sharedModels else {
                refusals.append(
                    .tooFewSharedModels(shared: shared.count, needed: Self.sharedModels, source: source))
                continue
            }
            let logRatios = ratios.map(\.logRatio)
            let ratio = RunTimeStatistics.median(logRatios) ?? 0
            logs += runs.map { log($0.seconds) + ratio }
            residuals += logRatios.map { $0 - ratio }
            used += runs
        }
        guard !logs.isEmpty else { return Transfer(estimate: nil, refusals: refusals) }
        let interval = Conformal(residuals: residuals, start: RunTimeLevel.transferred.startWidth)
        let devices = Set(used.map(\.device)).count
        return Transfer(
            estimate: estimate(
                .transferred, exp(RunTimeStatistics.mean(logs)), interval,
                "from \(devices) device\(devices == 1 ? "" : "s")", used), refusals: refusals)
    }

    /// Level 0: data sheets alone.
    ///
    /// - Throws: ``RunTimeRefusal/noPeak(device:)``.
    public func datasheet(_ task: RunTimeTask) throws(RunTimeRefusal) -> RunTimeEstimate {
        let roofline = try Roofline(hardware: site.hardware, precision: task.precision)
        let seconds = roofline.seconds(task.kernels, batch: task.batch, precision: task.precision)
        do throws(InvalidInput) {
            let interval = Conformal(residuals: [], start: RunTimeLevel.datasheet.startWidth)
            return try RunTimeEstimate(
                level: .datasheet, seconds: seconds, width80: interval.halfWidth(0.8), width90: interval.halfWidth(0.9),
                summary: "roofline with the peaks of \(site.hardware.name) (\(site.hardware.quality.rawValue))",
                sources: [site.hardware.source])
        } catch {
            throw .noPeak(device: site.hardware.name)
        }
    }

    /// Networks that a transfer needs on both devices.
    public static let sharedModels = 3

    /// ln T here − ln T there for every configuration that ran on both.
    private func sharedRatios(
        _ there: [RunObservation], _ task: RunTimeTask
    ) -> [(model: String, logRatio: Double)] {
        own(task.precision).flatMap { run in
            there.filter { $0.model == run.model && $0.batch == run.batch }.map {
                (model: run.model, logRatio: log(run.seconds / $0.seconds))
            }
        }
    }
}
