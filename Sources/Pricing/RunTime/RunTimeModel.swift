import Foundation

/// T = Σ θ_k · x_k with θ > 0: amounts of work and what a unit of each costs on one device in one precision.
///
/// Bounded by construction: no prediction is negative, none falls when the work grows, and a network whose work is made of known
/// kinds cannot be off by more than the worst unit.
public struct RunTimeModel: Hashable, Sendable {
    /// ln of seconds for a unit of each term, in the order of ``WorkTerm/allCases``.
    public let logCosts: [Double]
    /// How many runs it was fitted to; 0 for the prior alone.
    public let runCount: Int
    /// Robust standard deviation of the fitted runs' ln residuals; nil for the prior alone.
    public let logDeviation: Double?

    /// A model with given costs of a unit.
    init(logCosts: [Double], runCount: Int = 0, logDeviation: Double? = nil) {
        self.logCosts = logCosts
        self.runCount = runCount
        self.logDeviation = logDeviation
    }

    /// Seconds for a unit of a term.
    public func cost(of term: WorkTerm) -> Double { exp(logCosts[term.index]) }

    /// Predicted seconds of one request.
    public func seconds(_ profile: WorkProfile) -> Double { Self.seconds(logCosts.map { exp($0) }, profile) }

    private static func seconds(_ units: [Double], _ profile: WorkProfile) -> Double {
        var sum = 0.0
        for index in units.indices { sum += units[index] * profile.amounts[index] }
        return sum
    }

    /// Predicted seconds by term: where the time goes.
    public func parts(_ profile: WorkProfile) -> [WorkTerm: Double] {
        var parts: [WorkTerm: Double] = [:]
        for term in WorkTerm.allCases where profile.amounts[term.index] > 0 {
            parts[term] = cost(of: term) * profile.amounts[term.index]
        }
        return parts
    }
}

/// What is believed of a device before anything ran on it.
public struct RunTimePrior: Hashable, Sendable {
    /// ln of seconds for a unit of each term.
    public let logCosts: [Double]
    /// Standard deviation of what all terms share: the device as a whole is slower or faster than believed.
    public let commonDeviation: Double
    /// Standard deviation of each term by itself.
    public let termDeviation: Double
}

extension RunTimeModel {
    /// The most probable costs given runs and the prior: Gauss-Newton on ln T with Huber's weights (Huber 1964).
    ///
    /// Minimises Σ ρ((ln T_i − ln Σ θ_k x_ik)/s) + (u − u₀)ᵀ Q (u − u₀) over u = ln θ, where Q⁻¹ = τ²·11ᵀ + σ²·I: a few runs move all
    /// costs together, many runs move each. ∂ ln T/∂u_k is the term's share of the time.
    static func fitted(
        to runs: [(profile: WorkProfile, seconds: Double)], prior: RunTimePrior, from start: [Double]? = nil
    ) -> RunTimeModel {
        guard !runs.isEmpty else { return RunTimeModel(logCosts: prior.logCosts) }
        var costs = start ?? prior.logCosts
        var loss = Self.loss(costs, runs, prior)
        for _ in 0..<60 {
            guard let step = step(costs, runs, prior) else { break }
            var length = 1.0
            var next = costs
            var nextLoss = loss
            repeat {
                next = zip(costs, step).map { $0 + length * $1 }
                nextLoss = Self.loss(next, runs, prior)
                length /= 2
            } while !(nextLoss <= loss) && length > 1e-4
            guard nextLoss <= loss else { break }
            let gain = loss - nextLoss
            (costs, loss) = (next, nextLoss)
            if gain < 1e-6 * max(1, abs(loss)) { break }
        }
        let units = costs.map { exp($0) }
        let residuals = runs.map { abs(log($0.seconds / Self.seconds(units, $0.profile))) }
        return RunTimeModel(
            logCosts: costs, runCount: runs.count, logDeviation: 1.4826 * (RunTimeStatistics.median(residuals) ?? 0))
    }

    private static func loss(
        _ costs: [Double], _ runs: [(profile: WorkProfile, seconds: Double)], _ prior: RunTimePrior
    ) -> Double {
        let units = costs.map { exp($0) }
        var data = 0.0
        for run in runs {
            let residual = abs(log(run.seconds / seconds(units, run.profile))) / noise
            data += residual <= huber ? residual * residual / 2 : huber * (residual - huber / 2)
        }
        let off = zip(costs, prior.logCosts).map { $0 - $1 }
        let pull = prior.precision(times: off)
        return data + zip(off, pull).reduce(0) { $0 + $1.0 * $1.1 } / 2
    }

    private static func step(
        _ costs: [Double], _ runs: [(profile: WorkProfile, seconds: Double)], _ prior: RunTimePrior
    ) -> [Double]? {
        var system = LinearSystem(size: costs.count)
        let units = costs.map { exp($0) }
        for run in runs {
            let parts = zip(units, run.profile.amounts).map { $0 * $1 }
            let total = parts.reduce(0, +)
            guard total > 0 else { continue }
            let residual = log(run.seconds / total)
            let weight = min(1, huber * noise / max(abs(residual), 1e-12)) / (noise * noise)
            system.add(row: parts.map { $0 / total }, value: residual, weight: weight)
        }
        let off = zip(prior.logCosts, costs).map { $0 - $1 }
        let pull = prior.precision(times: off)
        for index in costs.indices {
            system.right[index] += pull[index]
            for other in costs.indices { system.matrix[index * costs.count + other] += prior.precision(index, other) }
        }
        return system.solution()
    }

    /// Standard deviation s of ln T that a run has in itself: 6 % between repetitions on a shared machine.
    private static let noise = 0.06
    /// Residuals beyond this many standard deviations count linearly.
    private static let huber = 1.5
}

extension RunTimePrior {
    /// An entry of Q, the inverse of τ²·11ᵀ + σ²·I (Sherman and Morrison 1950).
    func precision(_ row: Int, _ column: Int) -> Double {
        let (own, common) = (termDeviation * termDeviation, commonDeviation * commonDeviation)
        let shared = common / (own * (own + Double(logCosts.count) * common))
        return (row == column ? 1 / own : 0) - shared
    }

    func precision(times vector: [Double]) -> [Double] {
        let (own, common) = (termDeviation * termDeviation, commonDeviation * commonDeviation)
        let shared = common / (own * (own + Double(logCosts.count) * common)) * vector.reduce(0, +)
        return vector.map { $0 / own - shared }
    }
}
