/// Which runs go on from a rung (Li et al. 2020, "A System for Massively Parallel Hyperparameter Tuning", algorithm 2, in its stopping form).
///
/// A run is judged once at each rung, when it gets there, among those that got there before it: it goes on when it is among the best ⌊n/η⌋ of
/// these n. The paper pauses a run at every rung and promotes it later; here a good run is never interrupted, and a stopped one is not
/// taken up again. The first η − 1 runs of a rung have too few beside them to be judged and go on.
public struct SuccessiveHalving: Hashable, Sendable {
    /// η: one in so many goes on.
    public let reduction: Int
    /// Whether more is better.
    public let isBetterHigher: Bool

    /// A rule.
    public init(reduction: Int, isBetterHigher: Bool) {
        self.reduction = reduction
        self.isBetterHigher = isBetterHigher
    }

    /// A verdict about one run at one rung.
    public struct Verdict: Hashable, Sendable {
        /// n: how many runs have got to the rung, this one too.
        public let position: Int
        /// 1 is the best; equal values share a rank.
        public let rank: Int
        /// The worst value among the best ⌊n/η⌋; nil while that is none.
        public let cut: Double?
        /// Whether the run goes on.
        public let continues: Bool
    }

    /// Judges a run.
    ///
    /// - Parameters:
    ///   - value: What it has reached; NaN is worse than any number.
    ///   - earlier: What the runs had reached that got to the rung before it.
    public func judge(_ value: Double, among earlier: [Double]) -> Verdict {
        let position = earlier.count + 1
        let rank = 1 + earlier.count { isBetter($0, than: value) }
        let kept = position / reduction
        guard kept > 0 else { return Verdict(position: position, rank: rank, cut: nil, continues: true) }
        let best = (earlier + [value]).sorted { isBetter($0, than: $1) }
        return Verdict(position: position, rank: rank, cut: best[kept - 1], continues: rank <= kept)
    }

    private func isBetter(_ one: Double, than other: Double) -> Bool {
        if one.isNaN || other.isNaN { return !one.isNaN && other.isNaN }
        return isBetterHigher ? one > other : one < other
    }
}
