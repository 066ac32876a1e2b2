/// Decides when more epochs are not worth their time: after so many without a better validation accuracy.
public struct EarlyStopping: Hashable, Sendable, Codable {
    /// Epochs that may pass without a better one; nil never stops.
    public let patience: Int?
    /// The best accuracy so far and its epoch.
    public private(set) var best: Double?
    /// The epoch of ``best``, from 1.
    public private(set) var bestEpoch: Int?

    /// Nothing seen yet.
    public init(patience: Int?) {
        self.patience = patience
    }

    /// What follows from an epoch.
    public enum Verdict: Hashable, Sendable {
        /// The best epoch so far.
        case best
        /// Not the best, yet worth going on.
        case goOn
        /// Enough epochs without a better one.
        case stop
    }

    /// Takes an epoch's accuracy; an accuracy that is not a number is never better.
    public mutating func take(accuracy: Double, epoch: Int) -> Verdict {
        if accuracy.isFinite, best.map({ accuracy > $0 }) ?? true {
            best = accuracy
            bestEpoch = epoch
            return .best
        }
        return isOver(after: epoch) ? .stop : .goOn
    }

    /// Whether enough epochs have passed without a better one: also known of a training that goes on from a checkpoint.
    /// - Parameter epoch: The last epoch that was taken, from 1; 0 for none.
    public func isOver(after epoch: Int) -> Bool {
        guard let patience else { return false }
        return epoch - (bestEpoch ?? 0) >= patience
    }
}
