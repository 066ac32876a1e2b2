/// How a policy did over many starts with deadlines of one kind.
public struct DeadlineTally: Hashable, Sendable, Encodable {
    /// The policy.
    public let policy: DeadlinePolicy
    /// The deadline as a multiple of W.
    public let factor: Double
    /// Starts with a deadline that an on-demand machine makes.
    public private(set) var runs = 0
    /// Of those, the ones that ended after the deadline or not at all.
    public private(set) var late = 0
    /// The sum over the starts of cost relative to on-demand machines only.
    private var relativeCosts = 0.0
    private var finished = 0

    /// Mean cost relative to on-demand machines only, over the starts that finish.
    public var relativeCost: Double? { finished > 0 ? relativeCosts / Double(finished) : nil }

    init(policy: DeadlinePolicy, factor: Double) {
        self.policy = policy
        self.factor = factor
    }

    mutating func add(_ outcome: PolicyOutcome?, job: SpotJob, deadline: Double, spotPriceShare: Double) {
        runs += 1
        guard let outcome else {
            late += 1
            return
        }
        // A hundredth of a second is rounding.
        if outcome.makespan > deadline + 0.01 / 3600 { late += 1 }
        finished += 1
        let cost = outcome.onDemandHours + spotPriceShare * outcome.spotHours
        relativeCosts += cost / (job.work + job.restart)
    }

    static func add(_ tallies: [DeadlineTally], to all: inout [DeadlineTally]) {
        for tally in tallies {
            if let index = all.firstIndex(where: { $0.policy == tally.policy && $0.factor == tally.factor }) {
                all[index].runs += tally.runs
                all[index].late += tally.late
                all[index].relativeCosts += tally.relativeCosts
                all[index].finished += tally.finished
            } else {
                all.append(tally)
            }
        }
    }

    /// Encodes the means, not the sums.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(policy, forKey: .policy)
        try container.encode(factor, forKey: .factor)
        try container.encode(runs, forKey: .runs)
        try container.encode(late, forKey: .late)
        try container.encodeIfPresent(relativeCost, forKey: .relativeCost)
    }

    enum CodingKeys: String, CodingKey {
        case policy, runs, late
        case factor = "deadline_factor"
        case relativeCost = "cost_relative_to_on_demand"
    }
}
