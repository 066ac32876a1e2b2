public import Vocabulary

/// Estimates from the first half of a trace set against a replay of its second half.
public struct Backtest: Sendable {
    /// The version of formulas and method; grows when numbers change.
    public static let formulaVersion = "spot-2"

    /// The jobs.
    public let grid: BacktestGrid
    /// The seed of every start and every simulated course.
    public let seed: UInt64
    /// What launches cost; of the trace's provider, which matters only for costs.
    public let rule: BillingRule
    /// Whether the first half is estimated from the second instead: a look at how much of a result is the luck of which half came first.
    public let isReversed: Bool
    /// Where the trace is cut: the share of its ticks before the cut.
    public let split: Double

    /// A back-test.
    ///
    /// - Parameter split: From 0.05 to 0.95.
    public init(
        grid: BacktestGrid = .standard, seed: UInt64, rule: BillingRule = .aws, isReversed: Bool = false,
        split: Double = 0.5
    ) {
        self.split = min(max(split, 0.05), 0.95)
        self.grid = grid
        self.seed = seed
        self.rule = rule
        self.isReversed = isReversed
    }

    /// Tries the grid on a trace.
    ///
    /// - Parameters:
    ///   - name: What the row is called.
    ///   - trace: At least four ticks, or the row says why not.
    /// - Throws: ``InvalidInput`` for a grid with jobs that make no sense.
    public func row(name: String, trace: AvailabilityTrace) throws(InvalidInput) -> BacktestRow {
        var row = BacktestRow(name: name, trace: trace)
        guard let halves = trace.parts(splitAt: split) else {
            row.reason = "fewer than 4 ticks: no halves to compare"
            return row
        }
        let (first, second) = isReversed ? (halves.second, halves.first) : halves
        let law = try SpotLaw(first)
        row.first = BacktestRow.Half(law.history)
        row.second = BacktestRow.Half(try InterruptionHistory(second.upIntervals))
        row.posteriorRate = law.rate
        row.reason = Self.reason(law.history, TraceRing(second))
        let jobs = try jobs(rate: law.rate)
        for job in jobs { DeadlineTally.add(try tally(job, TraceRing(second), name), to: &row.deadlines) }
        guard row.reason == nil else { return row }
        let known = Known(first: first, law: law, rateAfter: try SpotLaw(second).rate)
        for (index, job) in jobs.enumerated() {
            row.add(try cell(job, index, known, TraceRing(second), name))
        }
        return row
    }

    /// What the estimates of a trace are made from, and the rate that came.
    private struct Known {
        let first: AvailabilityTrace
        let law: SpotLaw
        let rateAfter: Double
    }

    private static func reason(_ history: InterruptionHistory, _ second: TraceRing) -> String? {
        if history.hours == 0 { return "no machine was to be had in the first half" }
        if !second.isEverUp { return "no machine was to be had in the second half" }
        if history.events == 0 { return "no interruption in the first half: its rate is bounded, not known" }
        return nil
    }

    private func jobs(rate: Double) throws(InvalidInput) -> [SpotJob] {
        var jobs: [SpotJob] = []
        for work in grid.works {
            for restart in grid.restartSeconds {
                for checkpoint in grid.checkpointSeconds {
                    jobs.append(
                        try SpotJob(work: work, restart: restart / 3600, checkpoint: checkpoint / 3600, bestFor: rate))
                }
            }
        }
        return jobs
    }

    /// Nil when the job does not finish, in the estimate or from one of the starts.
    private func cell(
        _ job: SpotJob, _ index: Int, _ known: Known, _ ring: TraceRing, _ name: String
    ) throws(InvalidInput) -> CellResult? {
        let (first, law) = (known.first, known.law)
        // Courses of its own for each job: common ones would make all of a trace's intervals err together.
        let seed = seed ^ Self.hash("\(name) \(index)")
        let simulated = try SpotSimulation.estimate(job, law: law, rule: rule, draws: grid.draws, seed: seed)
        guard let interval = simulated?.billed,
            let estimate = SpotFormulas.billedHours(job, rate: law.rate).hours
        else { return nil }
        var outcomes: [SpotOutcome] = []
        for hour in starts(grid.starts, of: ring, name) {
            var course = ring.spells(from: hour)
            guard let outcome = job.run(on: &course, rule: rule) else { return nil }
            outcomes.append(outcome)
        }
        let count = Double(outcomes.count)
        // Equal sums added in another order differ in their last bits.
        let hair = 1e-9 * job.uninterrupted
        let inside = outcomes.count { $0.billed >= interval.p10 - hair && $0.billed <= interval.p90 + hair }
        let free = SpotCost.freeShare(of: first.upIntervals, free: rule.freeIfInterruptedWithinSeconds / 3600)
        let outages = Outages(hours: first.outages.map(\.hours), upHours: law.history.hours)
        let truth = outcomes.reduce(0) { $0 + $1.billed } / count
        return CellResult(
            work: job.work, billed: .init(estimate: estimate, truth: truth),
            hindsight: SpotFormulas.billedHours(job, rate: known.rateAfter).hours.map {
                .init(estimate: $0, truth: truth)
            },
            charged: .init(
                estimate: SpotCost.chargedHours(billed: estimate, freeShare: free),
                truth: outcomes.reduce(0) { $0 + $1.charged } / count),
            makespan: .init(
                estimate: SpotFormulas.makespan(billed: estimate, rate: law.rate, outages: outages),
                truth: outcomes.reduce(0) { $0 + $1.makespan } / count),
            coverage: Double(inside) / count)
    }

    private func tally(_ job: SpotJob, _ ring: TraceRing, _ name: String) throws(InvalidInput) -> [DeadlineTally] {
        var tallies: [DeadlineTally] = []
        for factor in grid.deadlineFactors {
            let deadline = factor * job.work
            guard deadline >= job.restart + job.work else { continue }
            for policy in DeadlinePolicy.allCases where policy != .spotFailover {
                var tally = DeadlineTally(policy: policy, factor: factor)
                for hour in starts(grid.deadlineStarts, of: ring, name) {
                    let outcome = try policy.run(job, deadline: deadline, on: ring.spells(from: hour), rule: rule)
                    tally.add(outcome, job: job, deadline: deadline, spotPriceShare: grid.spotPriceShare)
                }
                tallies.append(tally)
            }
        }
        return tallies
    }

    /// One start at a random place of each of `count` equal parts of the ring: the mean of as many free ones with less scatter.
    private func starts(_ count: Int, of ring: TraceRing, _ name: String) -> [Double] {
        var generator = SeededGenerator(seed: seed, stream: Self.hash(name))
        return (0..<count).map { (Double($0) + generator.uniform()) * ring.hours / Double(count) }
    }

    /// FNV-1a, the same on every machine and in every process.
    private static func hash(_ text: String) -> UInt64 {
        text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
