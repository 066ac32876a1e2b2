/// How much of the weights is zero at a step of training: Zhu and Gupta 2017, "To prune, or not to prune", equation 1.
///
/// s(t) = s_f + (s_i − s_f)·(1 − (t − t₀)/(n·Δt))³, held at s_i before t₀ and at s_f after the last of the n steps; between two
/// pruning steps it does not change.
public struct SparsitySchedule: Hashable, Sendable {
    /// s_i, 0 ..< 1.
    public let initial: Double
    /// s_f, s_i ..< 1.
    public let final: Double
    /// t₀, the training step at which pruning begins.
    public let start: Int
    /// Δt, training steps from one pruning to the next; from 1.
    public let interval: Int
    /// n, how many prunings after the first; from 1.
    public let prunings: Int

    /// A schedule.
    /// - Throws: ``CompressionError/invalidSetting(setting:value:expected:)``.
    public init(
        initial: Double = 0, final: Double, start: Int = 0, interval: Int = 1, prunings: Int
    ) throws(CompressionError) {
        guard (0..<1).contains(initial) else {
            throw .invalidSetting(setting: "initial sparsity", value: "\(initial)", expected: "0 ..< 1")
        }
        guard (initial..<1).contains(final) else {
            throw .invalidSetting(setting: "final sparsity", value: "\(final)", expected: "\(initial) ..< 1")
        }
        for (name, value, least) in [("start", start, 0), ("interval", interval, 1), ("prunings", prunings, 1)]
        where value < least {
            throw .invalidSetting(setting: name, value: "\(value)", expected: "\(least) or more")
        }
        self.initial = initial
        self.final = final
        self.start = start
        self.interval = interval
        self.prunings = prunings
    }

    /// The share of zeros at a training step.
    public func sparsity(at step: Int) -> Double {
        guard step >= start else { return initial }
        let done = min(Double((step - start) / interval) / Double(prunings), 1)
        let left = 1 - done
        return final + (initial - final) * left * left * left
    }
}
