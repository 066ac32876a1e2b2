public import Vocabulary

/// What many simulated courses say about one job under one policy.
public struct PolicySimulation: Hashable, Sendable {
    /// How the work is done.
    public let policy: DeadlinePolicy
    /// What machines cost, without storage.
    public let cost: Quantiles<Money>
    /// Hours from start to end.
    public let makespan: Quantiles<Double>
    /// P(on time), from 0 to 1; exactly 1 for a policy that keeps deadlines.
    public let onTime: Double
    /// How many courses there were.
    public let draws: Int
    /// The seed that makes them again.
    public let seed: UInt64

    /// The prices of an hour on either kind of machine.
    public struct Prices: Hashable, Sendable {
        /// Of a spot machine.
        public let spot: Money
        /// Of an on-demand machine.
        public let onDemand: Money

        /// Two prices.
        public init(spot: Money, onDemand: Money) {
            self.spot = spot
            self.onDemand = onDemand
        }

        /// What an outcome costs; nil when that is no amount of money.
        public func cost(of outcome: PolicyOutcome) -> Money? {
            guard let spot = spot.scaled(by: outcome.spotHours) else { return nil }
            return onDemand.scaled(by: outcome.onDemandHours).flatMap(spot.adding)
        }
    }

    /// Simulates a policy.
    ///
    /// - Parameters:
    ///   - policy: How to do it.
    ///   - job: What is to be done.
    ///   - deadline: Hours from the start.
    ///   - law: How spot machines come and go.
    ///   - prices: Of an hour.
    ///   - rule: What a launch of a spot machine costs.
    ///   - draws: How many courses, from 10 to 1,000,000; the same courses for every policy of one seed, so that they compare.
    ///   - seed: Of the randomness.
    ///   - drift: The law's own unless said; 0 for none.
    /// - Returns: nil when fewer than 90 of 100 courses finish.
    /// - Throws: ``InvalidInput`` for a deadline that not even on-demand machines make, or a number of draws out of range.
    public static func estimate(
        _ policy: DeadlinePolicy, job: SpotJob, deadline: Double, law: SpotLaw, prices: Prices, rule: BillingRule,
        draws: Int = 2000, seed: UInt64, drift: Double? = nil
    ) throws(InvalidInput) -> PolicySimulation? {
        guard (10...1_000_000).contains(draws) else {
            throw InvalidInput(field: "draws", expected: "from 10 to 1000000", received: "\(draws)")
        }
        var costs: [Money] = []
        var makespans: [Double] = []
        for draw in 0..<draws {
            let course = law.course(SeededGenerator(seed: seed, stream: UInt64(draw)), drift: drift)
            guard let outcome = try policy.run(job, deadline: deadline, on: course, rule: rule),
                let cost = prices.cost(of: outcome)
            else { continue }
            costs.append(cost)
            makespans.append(outcome.makespan)
        }
        guard let makespan = try SpotSimulation.quantiles(makespans, of: draws) else { return nil }
        costs.sort()
        func cost(_ share: Double) -> Money { costs[min(costs.count, Int((share * Double(draws)).rounded(.up))) - 1] }
        // A hair's breadth after the deadline is rounding.
        let onTime = makespans.count { $0 <= deadline + 1e-6 }
        return PolicySimulation(
            policy: policy, cost: try Quantiles(p10: cost(0.1), p50: cost(0.5), p90: cost(0.9)), makespan: makespan,
            onTime: Double(onTime) / Double(draws), draws: draws, seed: seed)
    }
}
