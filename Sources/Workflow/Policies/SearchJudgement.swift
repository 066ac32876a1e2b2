public import Vocabulary

/// What is known of a search when it is judged.
public struct SearchStanding: Hashable, Sendable {
    /// A run got to a rung and was not judged there yet.
    public struct Report: Hashable, Sendable {
        /// The run's job.
        public let job: JobID
        /// The rung, in epochs.
        public let epoch: Int
        /// Updates of the weights.
        public let step: Int64
        /// What it had reached.
        public let value: Double

        /// A report.
        public init(job: JobID, epoch: Int, step: Int64, value: Double) {
            self.job = job
            self.epoch = epoch
            self.step = step
            self.value = value
        }
    }

    /// How the search decides.
    public let plan: SearchPlan
    /// Reports that were not judged, in the order in which they came.
    public let reports: [Report]
    /// What was decided before.
    public let decisions: [SearchDecision]
    /// What was used and is left.
    public let usage: SearchUsage
    /// Why no more sample starts; nil while they do.
    public let exhaustedReason: String?

    /// A standing.
    public init(
        plan: SearchPlan, reports: [Report], decisions: [SearchDecision], usage: SearchUsage, exhaustedReason: String?
    ) {
        self.plan = plan
        self.reports = reports
        self.decisions = decisions
        self.usage = usage
        self.exhaustedReason = exhaustedReason
    }
}

/// What a search has used, and what is left to do.
public struct SearchUsage: Hashable, Sendable {
    /// Seconds of all attempts together, running ones until now.
    public let seconds: Double
    /// Jobs that wait.
    public let waiting: Int
    /// Jobs that a person paused.
    public let paused: Int
    /// Jobs that run.
    public let running: Int
    /// What the attempts that ended cost by the search's own budget; nil without one.
    public let spent: Money?
    /// That budget's limit; nil without one.
    public let limit: Money?
    /// Whether every job that waits was refused by that budget while nothing runs that could give money back.
    public let isOutOfMoney: Bool

    /// A usage.
    public init(
        seconds: Double, waiting: Int, running: Int, paused: Int = 0, spent: Money? = nil, limit: Money? = nil,
        isOutOfMoney: Bool = false
    ) {
        self.seconds = seconds
        self.waiting = waiting
        self.running = running
        self.paused = paused
        self.spent = spent
        self.limit = limit
        self.isOutOfMoney = isOutOfMoney
    }
}

/// What is to be done about a search.
public struct SearchVerdict: Hashable, Sendable {
    /// What was decided about runs at rungs; those that do not go on are stopped.
    public var decisions: [SearchDecision] = []
    /// Why no more sample starts from now on; nil when that has not changed.
    public var exhaustedReason: String?
    /// Whether jobs that wait end: no more sample starts.
    public var endsWaiting = false
    /// Whether nothing is left to decide.
    public var isOver = false

    /// Nothing.
    public init() {}
}

/// Judges a search as a whole: a pure value, so that every interleaving is a synchronous test.
public struct SearchJudgement: Sendable {
    /// Judges.
    public init() {}

    /// What is to be done by what is known.
    public func callAsFunction(_ standing: SearchStanding) -> SearchVerdict {
        var verdict = SearchVerdict()
        if let halving = standing.plan.halving {
            verdict.decisions = Self.decisions(standing, reduction: halving.reduction)
        }
        let usage = standing.usage
        if standing.exhaustedReason == nil { verdict.exhaustedReason = Self.exhaustion(standing) }
        verdict.endsWaiting = usage.waiting > 0 && (standing.exhaustedReason ?? verdict.exhaustedReason) != nil
        verdict.isOver = usage.running + usage.paused == 0 && (usage.waiting == 0 || verdict.endsWaiting)
        return verdict
    }

    private static func decisions(_ standing: SearchStanding, reduction: Int) -> [SearchDecision] {
        let rule = SuccessiveHalving(reduction: reduction, isBetterHigher: standing.plan.measure.isBetterHigher)
        var reached: [Int: [Double]] = [:]
        for decision in standing.decisions { reached[decision.epoch, default: []].append(decision.value.value) }
        var stopped = Set(standing.decisions.filter { !$0.continues }.map(\.job))
        var decisions: [SearchDecision] = []
        // A run that is to stop may report once more before it hears of it: that is judged no more.
        for report in standing.reports where !stopped.contains(report.job) {
            let verdict = rule.judge(report.value, among: reached[report.epoch] ?? [])
            reached[report.epoch, default: []].append(report.value)
            if !verdict.continues { stopped.insert(report.job) }
            decisions.append(
                SearchDecision(
                    job: report.job, epoch: report.epoch, step: report.step, value: report.value,
                    position: verdict.position, rank: verdict.rank, cut: verdict.cut, continues: verdict.continues))
        }
        return decisions
    }

    /// Why no more sample may start; nil while one may.
    private static func exhaustion(_ standing: SearchStanding) -> String? {
        let usage = standing.usage
        guard usage.waiting > 0 else { return nil }
        if let most = standing.plan.maximumSeconds, usage.seconds >= most {
            return "the search's \(hours(most)) of machine time are used"
        }
        if usage.isOutOfMoney, let limit = usage.limit, let spent = usage.spent {
            return "the search's budget of \(limit) USD has too little left for another attempt: \(spent) USD are spent"
        }
        return nil
    }

    private static func hours(_ seconds: Double) -> String {
        seconds < 3600 ? "\(Int(seconds.rounded())) s" : "\(((seconds / 36).rounded() / 100)) h"
    }
}
