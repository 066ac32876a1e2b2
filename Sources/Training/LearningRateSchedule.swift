import FoundationEssentials
import Glibc
public import Vocabulary

/// The learning rate of every step of a training, with the meaning of `torch.optim.lr_scheduler` where a class is named.
public struct LearningRateSchedule: Hashable, Sendable {
    /// The curve after the warm-up.
    public enum Curve: Hashable, Sendable {
        /// The same throughout.
        case constant
        /// `StepLR`: multiplied by `factor` every `every` steps.
        case step(every: Int, factor: Double)
        /// `CosineAnnealingLR` in its closed form, `T_max` the steps after the warm-up, down to `final`.
        case cosine(final: Double)
        /// `OneCycleLR` with its defaults: a cosine up over 30 % of the steps from a 25th, then down to a 250,000th.
        case oneCycle
    }

    /// The rate that the curve starts from, or its top.
    public let rate: Double
    /// The curve.
    public let curve: Curve
    /// Steps of `LinearLR(start_factor: 0.1)` before the curve begins.
    public let warmupSteps: Int
    /// Steps of the whole training, from 1.
    public let totalSteps: Int

    /// A schedule; numbers of steps below their least count as the least.
    public init(rate: Double, curve: Curve, warmupSteps: Int = 0, totalSteps: Int) {
        self.rate = rate
        self.curve = curve
        self.totalSteps = max(totalSteps, 1)
        self.warmupSteps = min(max(warmupSteps, 0), self.totalSteps)
    }

    /// The schedule of a configuration.
    /// - Parameter stepsPerEpoch: Updates of the weights in one pass over the data.
    public init(_ configuration: TrainConfiguration, stepsPerEpoch: Int) {
        let options = configuration.schedule
        let curve: Curve =
            switch options.curve {
            case .constant: .constant
            case .step: .step(every: options.stepEpochs * stepsPerEpoch, factor: options.stepFactor)
            case .cosine: .cosine(final: options.finalRate)
            case .oneCycle: .oneCycle
            }
        self.init(
            rate: configuration.optimization.resolvedLearningRate, curve: curve,
            warmupSteps: Int((options.warmupEpochs * Double(stepsPerEpoch)).rounded()),
            totalSteps: configuration.epochs * stepsPerEpoch)
    }

    /// The rate for an update.
    /// - Parameter step: Updates made before it, from 0.
    public func rate(at step: Int) -> Double {
        if step < warmupSteps { return rate * (0.1 + 0.9 * Double(step) / Double(warmupSteps)) }
        let position = step - warmupSteps
        let length = max(totalSteps - warmupSteps, 1)
        switch curve {
        case .constant: return rate
        case .step(let every, let factor): return rate * pow(factor, Double(position / max(every, 1)))
        case .cosine(let final):
            return final + (rate - final) * (1 + cos(Double.pi * Double(min(position, length)) / Double(length))) / 2
        case .oneCycle: return oneCycle(position, of: length)
        }
    }

    /// OneCycleLR, `anneal_strategy='cos'`: two phases that end at the steps 0.3·n − 1 and n − 1.
    private func oneCycle(_ position: Int, of length: Int) -> Double {
        let initial = rate / 25
        let minimum = initial / 10_000
        let top = 0.3 * Double(length) - 1
        let last = Double(length - 1)
        let here = Double(min(position, length - 1))
        if here <= top || last <= top {
            return Self.cosine(from: initial, to: rate, share: top > 0 ? min(here / top, 1) : 1)
        }
        return Self.cosine(from: rate, to: minimum, share: (here - top) / (last - top))
    }

    private static func cosine(from start: Double, to end: Double, share: Double) -> Double {
        end + (start - end) / 2 * (cos(Double.pi * share) + 1)
    }
}
