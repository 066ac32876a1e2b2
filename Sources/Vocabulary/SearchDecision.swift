public import FoundationEssentials

/// What was decided about a run at a rung of a search, once.
public struct SearchDecision: Hashable, Sendable, Codable {
    /// The run's job.
    public let job: JobID
    /// The rung, in epochs.
    public let epoch: Int
    /// Updates of the weights that it was reported after.
    public let step: Int64
    /// What the run had reached.
    public let value: WireNumber
    /// It was the n-th run to get to the rung, and was ranked among those n.
    public let position: Int
    /// 1 is the best; equal values share a rank.
    public let rank: Int
    /// The worst value that goes on from the rung, by those n; absent while they are too few to compare.
    public let cut: WireNumber?
    /// Whether it goes on.
    public let continues: Bool
    /// When; absent until it is stored.
    public let decidedAt: Date?

    /// States a decision.
    public init(
        job: JobID, epoch: Int, step: Int64, value: Double, position: Int, rank: Int, cut: Double?, continues: Bool,
        decidedAt: Date? = nil
    ) {
        self.job = job
        self.epoch = epoch
        self.step = step
        self.value = WireNumber(value)
        self.position = position
        self.rank = rank
        self.cut = cut.map { WireNumber($0) }
        self.continues = continues
        self.decidedAt = decidedAt
    }

    /// Why a stopped run has no more, for a person: its place, and what was needed.
    public var reason: String {
        let cut = cut.map { ", cut \(Self.text($0.value))" } ?? ""
        return
            "stopped early by search: rank \(rank) of \(position) at epoch \(epoch)\(cut), reached \(Self.text(value.value))"
    }

    /// Four digits behind the point, which tell accuracies of 10,000 images apart.
    private static func text(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e9 else { return "\(value)" }
        let rounded = (abs(value) * 10_000).rounded()
        let fraction = String(Int64(rounded) % 10_000)
        let sign = value < 0 && rounded > 0 ? "-" : ""
        return "\(sign)\(Int64(rounded) / 10_000).\(String(repeating: "0", count: 4 - fraction.count))\(fraction)"
    }

    enum CodingKeys: String, CodingKey {
        case job, epoch, step, value, position, rank, cut, continues
        case decidedAt = "decided_at"
    }
}
