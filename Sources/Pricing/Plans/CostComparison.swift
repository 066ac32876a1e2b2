public import Vocabulary

/// The same work over many machines and configurations, in order.
public struct CostComparison: Hashable, Sendable {
    /// What the order is by.
    public enum Order: String, Hashable, Sendable, Codable, CaseIterable {
        /// The median cost.
        case cost
        /// The cost that is exceeded with probability 0.1.
        case costP90 = "cost_p90"
        /// The median time from start to end.
        case time
        /// The median time of a request.
        case latency
    }

    /// The estimates in order; those without a cost come last.
    public let estimates: [CostEstimate]
    /// What could not be estimated, with the reasons.
    public let refusals: [CostRefusal]

    /// Estimates every pair by closed forms and sorts them.
    ///
    /// - Parameters:
    ///   - configurations: What is executed.
    ///   - sites: Where.
    ///   - basis: Which cost counts for the order.
    public init(
        _ work: Work, configurations: [CostConfiguration], sites: [CostSite], estimator: CostEstimator,
        basis: CostBasis, order: Order
    ) {
        var estimates: [CostEstimate] = []
        var refusals: [CostRefusal] = []
        estimates.reserveCapacity(configurations.count * sites.count)
        let places = sites.map(estimator.prepared)
        for configuration in configurations {
            for (site, place) in zip(sites, places) {
                do throws(CostRefusal) {
                    estimates.append(try estimator.estimate(work, configuration, on: site, place))
                } catch {
                    refusals.append(error)
                }
            }
        }
        self.estimates = Self.sorted(estimates, basis: basis, order: order)
        self.refusals = refusals
    }

    /// Ascending; equal keys in the order of the machines' names, so that the same question has the same answer.
    static func sorted(_ estimates: [CostEstimate], basis: CostBasis, order: Order) -> [CostEstimate] {
        // Places are sorted, not estimates: those are large. Names are made for equal keys alone.
        let keys = estimates.map { key($0, basis, order) }
        return estimates.indices.sorted { left, right in
            keys[left] == keys[right]
                ? "\(estimates[left].host)" < "\(estimates[right].host)" : keys[left] < keys[right]
        }.map { estimates[$0] }
    }

    private static func key(_ estimate: CostEstimate, _ basis: CostBasis, _ order: Order) -> Double {
        switch order {
        case .cost: estimate.cost(basis).value.map { Double($0.p50.nanodollars) } ?? .infinity
        case .costP90: estimate.cost(basis).value.map { Double($0.p90.nanodollars) } ?? .infinity
        case .time: estimate.makespanHours.p50
        case .latency: estimate.requestMilliseconds.p50
        }
    }
}

extension CostComparison {
    /// The first estimates replaced by better ones and sorted again among themselves; one that is refused joins the refusals.
    public func refiningFirst(
        _ count: Int, basis: CostBasis, order: Order, _ refine: (CostEstimate) throws(CostRefusal) -> CostEstimate
    ) -> CostComparison {
        var refined: [CostEstimate] = []
        var refused = refusals
        for estimate in estimates.prefix(count) {
            do throws(CostRefusal) {
                refined.append(try refine(estimate))
            } catch {
                refused.append(error)
            }
        }
        return CostComparison(
            estimates: Self.sorted(refined, basis: basis, order: order) + estimates.dropFirst(count), refusals: refused)
    }

    private init(estimates: [CostEstimate], refusals: [CostRefusal]) {
        self.estimates = estimates
        self.refusals = refusals
    }
}
