public import Vocabulary

extension SpotSimulation {
    /// What many simulated courses say about a job that moves between zones when it is interrupted.
    public struct Failover: Hashable, Sendable {
        /// Charged hours of all zones.
        public let charged: Quantiles<Double>
        /// What they cost at the zones' prices.
        public let cost: Quantiles<Money>
        /// Hours from start to end.
        public let makespan: Quantiles<Double>
        /// The mean of billed hours over the courses that finish.
        public let meanBilled: Double
        /// The mean of the hours from start to end over the courses that finish.
        public let meanMakespan: Double
        /// The mean number of moves.
        public let meanMoves: Double
    }

    /// Simulates a failover.
    ///
    /// Zones are drawn independently of each other: where machines of one type go everywhere at once the answer is too good. What a move costs in
    /// traffic between zones is not counted.
    ///
    /// - Parameters:
    ///   - zones: How machines come and go in each zone and what an hour costs there; the preferred first.
    ///   - transfer: Hours that a launch in another zone needs beside R.
    ///   - draws: How many courses, from 10 to 1,000,000.
    ///   - seed: Of the randomness.
    /// - Returns: nil when fewer than 90 of 100 courses finish, or for an amount beyond the range of money.
    /// - Throws: ``InvalidInput`` for a number of draws out of range or no zone.
    public static func failover(
        _ job: SpotJob, zones: [(law: SpotLaw, hourly: Money)], transfer: Double, rule: BillingRule, draws: Int = 500,
        seed: UInt64
    ) throws(InvalidInput) -> Failover? {
        guard (10...1_000_000).contains(draws), !zones.isEmpty else {
            throw InvalidInput(field: "draws", expected: "from 10 to 1000000, and a zone", received: "\(draws)")
        }
        var outcomes: [SpotOutcome] = []
        var costs: [Money] = []
        for draw in 0..<draws {
            let sources = zones.enumerated().map { place, zone -> any SpellSource in
                zone.law.course(SeededGenerator(seed: seed &+ UInt64(place), stream: UInt64(draw)))
            }
            var spells = FailoverSpells(sources, transfer: transfer)
            guard let outcome = job.run(on: &spells, rule: rule) else { continue }
            guard let cost = Self.cost(outcome, zones.map(\.hourly)) else { return nil }
            outcomes.append(outcome)
            costs.append(cost)
        }
        guard let charged = try quantiles(outcomes.map(\.charged), of: draws),
            let makespan = try quantiles(outcomes.map(\.makespan), of: draws)
        else { return nil }
        costs.sort()
        func cost(_ share: Double) -> Money { costs[min(costs.count, Int((share * Double(draws)).rounded(.up))) - 1] }
        let count = Double(outcomes.count)
        return Failover(
            charged: charged, cost: try Quantiles(p10: cost(0.1), p50: cost(0.5), p90: cost(0.9)), makespan: makespan,
            meanBilled: outcomes.reduce(0) { $0 + $1.billed } / count,
            meanMakespan: outcomes.reduce(0) { $0 + $1.makespan } / count,
            meanMoves: outcomes.reduce(0) { $0 + Double($1.moves) } / count)
    }

    private static func cost(_ outcome: SpotOutcome, _ prices: [Money]) -> Money? {
        var sum = Money.zero
        for (hours, price) in zip(outcome.chargedByZone, prices) {
            guard let part = price.scaled(by: hours), let next = sum.adding(part) else { return nil }
            sum = next
        }
        return sum
    }
}
