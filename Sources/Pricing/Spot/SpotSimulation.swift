public import Vocabulary

/// What many simulated courses say about one job that waits for spot machines.
public struct SpotSimulation: Hashable, Sendable {
    /// Hours with a machine.
    public let billed: Quantiles<Double>
    /// Hours that the provider charges for.
    public let charged: Quantiles<Double>
    /// Hours from start to end.
    public let makespan: Quantiles<Double>
    /// The mean of the billed hours over the courses that finish.
    public let meanBilled: Double
    /// The mean of the charged hours over the courses that finish.
    public let meanCharged: Double
    /// The share of courses on which the job finishes.
    public let finishing: Double
    /// How many courses there were.
    public let draws: Int
    /// The seed that makes them again.
    public let seed: UInt64

    /// The renewal bootstrap: intervals drawn from what was observed, each course with a drift of its own.
    ///
    /// - Parameters:
    ///   - job: What is to be done.
    ///   - law: How machines come and go.
    ///   - rule: What a launch costs.
    ///   - draws: How many courses, from 10 to 1,000,000.
    ///   - seed: Of the randomness.
    ///   - drift: The law's own unless said; 0 for none.
    /// - Returns: nil when fewer than 90 of 100 courses finish: then there is no 90 % quantile.
    /// - Throws: ``InvalidInput`` for a number of draws out of range.
    public static func estimate(
        _ job: SpotJob, law: SpotLaw, rule: BillingRule, draws: Int = 2000, seed: UInt64, drift: Double? = nil
    ) throws(InvalidInput) -> SpotSimulation? {
        guard (10...1_000_000).contains(draws) else {
            throw InvalidInput(field: "draws", expected: "from 10 to 1000000", received: "\(draws)")
        }
        var outcomes: [SpotOutcome] = []
        outcomes.reserveCapacity(draws)
        for draw in 0..<draws {
            var course = law.course(SeededGenerator(seed: seed, stream: UInt64(draw)), drift: drift)
            if let outcome = job.run(on: &course, rule: rule) { outcomes.append(outcome) }
            if (draw + 1 - outcomes.count) * 10 > draws { return nil }
        }
        guard let billed = try Self.quantiles(outcomes.map(\.billed), of: draws),
            let charged = try Self.quantiles(outcomes.map(\.charged), of: draws),
            let makespan = try Self.quantiles(outcomes.map(\.makespan), of: draws)
        else { return nil }
        let count = Double(outcomes.count)
        return SpotSimulation(
            billed: billed, charged: charged, makespan: makespan,
            meanBilled: outcomes.reduce(0) { $0 + $1.billed } / count,
            meanCharged: outcomes.reduce(0) { $0 + $1.charged } / count,
            finishing: count / Double(draws), draws: draws, seed: seed)
    }

    /// The quantiles of values among `count` courses of which the missing ones are beyond any value; nil when p90 is among those.
    static func quantiles(_ values: [Double], of count: Int) throws(InvalidInput) -> Quantiles<Double>? {
        let missing = count - values.count
        let sorted = values.sorted() + Array(repeating: .infinity, count: missing)
        guard let p10 = Quantile.ofSorted(sorted, 0.1), let p50 = Quantile.ofSorted(sorted, 0.5),
            let p90 = Quantile.ofSorted(sorted, 0.9), p90.isFinite
        else { return nil }
        return try Quantiles(p10: p10, p50: p50, p90: p90)
    }
}
