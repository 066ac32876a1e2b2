public import Vocabulary

extension CostEstimator {
    /// The same work on spot machines of one type in several zones, moving when it is interrupted: where two or more have a price.
    ///
    /// The zones are preferred by their prices, the cheapest first, and come and go independently of each other: the answer is too good where a
    /// whole region runs dry at once. The host of the answer is the cheapest zone.
    ///
    /// - Parameters:
    ///   - estimate: The estimate in the cheapest zone.
    ///   - sites: The zones; others than spot machines of the estimate's type do not count.
    ///   - deadline: Hours from now; nil where there is none.
    /// - Returns: nil for fewer than two zones, work that is no single job, or where it will not finish.
    public func failover(
        _ estimate: CostEstimate, _ work: Work, over sites: [CostSite], deadline: Double?, draws: Int = 500,
        seed: UInt64
    ) -> CostEstimate? {
        if case .requests = work { return nil }
        let quotes = sites.compactMap { site -> Quote? in
            guard case .rented(_, let quote, _) = site, quote.purchase == .spot, quote.zone != nil else { return nil }
            return quote
        }.sorted { ($0.hourly, $0.zone ?? "") < ($1.hourly, $1.zone ?? "") }
        guard let first = quotes.first, Set(quotes.map(\.zone)).count >= 2 else { return nil }
        let simulation: SpotSimulation.Failover?
        do throws(InvalidInput) {
            let job = try SpotJob(
                work: estimate.workHours.p50, restart: assumptions.restartHours,
                checkpoint: assumptions.checkpointHours, bestFor: law(of: first).rate)
            simulation = try SpotSimulation.failover(
                job, zones: quotes.map { (law(of: $0), $0.hourly) }, transfer: assumptions.transferHours,
                rule: BillingRule.of(provider: first.provider), draws: draws, seed: seed)
        } catch {
            return nil
        }
        guard let simulation, let paid = Self.widened(simulation.charged, by: estimate.workHours),
            let makespan = Self.widened(simulation.makespan, by: estimate.workHours),
            let cost = Self.stretched(simulation.cost, from: simulation.charged, to: paid)
        else { return nil }
        let names = quotes.compactMap(\.zone).joined(separator: ", ")
        let price = Provenance(
            level: estimate.priceEvidence.level, summary: "\(estimate.priceEvidence.summary); also \(names)",
            sources: Array(Set(quotes.map(\.source))).sorted())
        let host = WorkerHost.rented(
            provider: first.provider, instanceType: first.instanceType, region: first.region, zone: first.zone,
            purchase: .spot)
        return CostEstimate(
            host: host, configuration: estimate.configuration, machines: 1,
            requestMilliseconds: estimate.requestMilliseconds, workHours: estimate.workHours, paidHours: paid,
            makespanHours: makespan, marginal: .known(cost, price), full: .known(cost, price),
            timeEvidence: estimate.timeEvidence, priceEvidence: price,
            interruptionEvidence: Interruptions.evidence(law(of: first)), priceAgeDays: quotes.map(ageDays).max(),
            policy: .spotFailover, onTime: deadline.map { Self.share(of: makespan, within: $0) },
            method: .simulated(draws: draws, seed: seed))
    }

    /// An amount whose hours became wider: each quantile in proportion.
    private static func stretched(
        _ cost: Quantiles<Money>, from hours: Quantiles<Double>, to wide: Quantiles<Double>
    ) -> Quantiles<Money>? {
        guard hours.p10 > 0, let low = cost.p10.scaled(by: wide.p10 / hours.p10),
            let high = cost.p90.scaled(by: wide.p90 / hours.p90)
        else { return nil }
        do throws(InvalidInput) {
            return try Quantiles(p10: min(low, cost.p50), p50: cost.p50, p90: max(high, cost.p50))
        } catch {
            return nil
        }
    }
}
