import Foundation
public import Vocabulary

extension CostEstimator {
    /// The same estimate with its interval by simulation, where machines may be taken away; others come back as they are.
    ///
    /// The renewal bootstrap for the median run time; the run time's own spread is added as the root of squares of logarithms.
    ///
    /// - Parameters:
    ///   - draws: Courses, from 10 to 1,000,000.
    ///   - seed: Makes the same courses again.
    /// - Throws: ``CostRefusal`` when fewer than nine of ten courses finish.
    public func simulated(
        _ estimate: CostEstimate, _ work: Work, on site: CostSite, draws: Int = 2000, seed: UInt64
    ) throws(CostRefusal) -> CostEstimate {
        guard case .rented(_, let quote, _) = site, quote.purchase == .spot else { return estimate }
        if case .requests = work { return estimate }
        let refusal = CostRefusal(
            host: estimate.host, configuration: estimate.configuration,
            reason: "it will not finish: on more than one course in ten it is interrupted more often than it saves")
        let law = law(of: quote)
        let rule = BillingRule.of(provider: quote.provider)
        let simulation: SpotSimulation?
        do throws(InvalidInput) {
            let job = try SpotJob(
                work: estimate.workHours.p50, restart: assumptions.restartHours,
                checkpoint: assumptions.checkpointHours, bestFor: law.rate)
            simulation = try SpotSimulation.estimate(job, law: law, rule: rule, draws: draws, seed: seed)
        } catch {
            throw CostRefusal(host: estimate.host, configuration: estimate.configuration, reason: error.description)
        }
        guard let simulation, let paid = Self.widened(simulation.charged, by: estimate.workHours),
            let makespan = Self.widened(simulation.makespan, by: estimate.workHours), let cost = paid.cost(quote.hourly)
        else { throw refusal }
        return CostEstimate(
            host: estimate.host, configuration: estimate.configuration, machines: estimate.machines,
            requestMilliseconds: estimate.requestMilliseconds, workHours: estimate.workHours, paidHours: paid,
            makespanHours: makespan, marginal: .known(cost, estimate.priceEvidence),
            full: .known(cost, estimate.priceEvidence), timeEvidence: estimate.timeEvidence,
            priceEvidence: estimate.priceEvidence, interruptionEvidence: estimate.interruptionEvidence,
            priceAgeDays: estimate.priceAgeDays, policy: .spotOnly, onTime: nil,
            method: .simulated(draws: draws, seed: seed))
    }

    /// The work under a deadline: how probable it is to end in time, and for spot machines by which policy.
    ///
    /// Each policy is simulated for the run time's 10, 50 and 90 % and weighted 0.3, 0.4 and 0.3 (Swanson's rule: Hurst, Brown and Swanson,
    /// AAPG Bulletin 84, 2000); a run time that no machine makes in time counts as late.
    ///
    /// - Parameter deadline: Hours from now, above 0.
    /// - Returns: An estimate for each policy that is possible there: for spot machines up to three, else one.
    /// - Throws: ``CostRefusal`` as ``estimate(_:_:on:)``.
    public func underDeadline(
        _ estimate: CostEstimate, on site: CostSite, deadline: Double, draws: Int = 500, seed: UInt64
    ) throws(CostRefusal) -> [CostEstimate] {
        guard case .rented(_, let quote, let list) = site, quote.purchase == .spot else {
            return [estimate.dated(onTime: Self.share(of: estimate.makespanHours, within: deadline))]
        }
        var results: [CostEstimate] = []
        for policy in [DeadlinePolicy.spotOnly, .spotThenOnDemand, .uniformProgress] {
            guard policy == .spotOnly || list != nil else { continue }
            let prices = PolicySimulation.Prices(spot: quote.hourly, onDemand: list?.hourly ?? quote.hourly)
            if let result = simulated(
                estimate, policy, quote, prices: prices, deadline: deadline, draws: draws, seed: seed)
            {
                results.append(result)
            }
        }
        return results
    }

    private func simulated(
        _ estimate: CostEstimate, _ policy: DeadlinePolicy, _ quote: Quote, prices: PolicySimulation.Prices,
        deadline: Double, draws: Int, seed: UInt64
    ) -> CostEstimate? {
        let law = law(of: quote)
        let rule = BillingRule.of(provider: quote.provider)
        let hours = estimate.workHours
        var parts: [(weight: Double, simulation: PolicySimulation?)] = []
        for (weight, work) in [(0.3, hours.p10), (0.4, hours.p50), (0.3, hours.p90)] {
            do throws(InvalidInput) {
                let job = try SpotJob(
                    work: work, restart: assumptions.restartHours, checkpoint: assumptions.checkpointHours,
                    bestFor: law.rate)
                parts.append(
                    (
                        weight,
                        try PolicySimulation.estimate(
                            policy, job: job, deadline: deadline, law: law, prices: prices, rule: rule, draws: draws,
                            seed: seed)
                    ))
            } catch {
                parts.append((weight, nil))  // not even on-demand machines would make it
            }
        }
        guard let low = parts[0].simulation, let middle = parts[1].simulation else { return nil }
        let high = parts[2].simulation
        let onTime = parts.reduce(0) { $0 + $1.weight * ($1.simulation?.onTime ?? 0) }
        guard let span = Self.widened(middle.makespan, by: hours) else { return nil }
        // Without a course for the slow run time its cost is the median's, stretched alike.
        let slow = high?.cost.p90 ?? middle.cost.p90.scaled(by: hours.p90 / hours.p50) ?? middle.cost.p90
        let cost: Quantiles<Money>
        do throws(InvalidInput) {
            cost = try Quantiles(
                p10: min(low.cost.p10, middle.cost.p10), p50: middle.cost.p50, p90: max(slow, middle.cost.p90))
        } catch {
            return nil
        }
        return CostEstimate(
            host: estimate.host, configuration: estimate.configuration, machines: estimate.machines,
            requestMilliseconds: estimate.requestMilliseconds, workHours: hours, paidHours: estimate.paidHours,
            makespanHours: span, marginal: .known(cost, estimate.priceEvidence),
            full: .known(cost, estimate.priceEvidence), timeEvidence: estimate.timeEvidence,
            priceEvidence: estimate.priceEvidence, interruptionEvidence: estimate.interruptionEvidence,
            priceAgeDays: estimate.priceAgeDays, policy: policy, onTime: onTime,
            method: .simulated(draws: draws, seed: seed))
    }

    /// The probability that log-normal hours with these quantiles are at most so many.
    static func share(of hours: Quantiles<Double>, within limit: Double) -> Double {
        let deviation = hours.logDeviation
        guard deviation > 0 else { return hours.p50 <= limit ? 1 : 0 }
        return 0.5 * erfc(-(log(limit / hours.p50) / deviation) / 2.0.squareRoot())
    }

    static func widened(_ hours: Quantiles<Double>, by work: Quantiles<Double>) -> Quantiles<Double>? {
        HoursSpread(hours.p50)
            .moved(to: hours.p10, hours.p90)
            .moved(to: hours.p50 * work.p10 / work.p50, hours.p50 * work.p90 / work.p50)
            .quantiles
    }
}

extension CostEstimate {
    func dated(onTime: Double) -> CostEstimate {
        CostEstimate(
            host: host, configuration: configuration, machines: machines, requestMilliseconds: requestMilliseconds,
            workHours: workHours, paidHours: paidHours, makespanHours: makespanHours, marginal: marginal, full: full,
            timeEvidence: timeEvidence, priceEvidence: priceEvidence, interruptionEvidence: interruptionEvidence,
            priceAgeDays: priceAgeDays, policy: policy, onTime: onTime, method: method)
    }
}
