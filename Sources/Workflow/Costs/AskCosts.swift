public import Pricing
public import Vocabulary

/// Answers what work costs: one estimate, a comparison, a plan.
public struct AskCosts: Sendable {
    private let snapshots: CostSnapshots
    private let catalogue: ModelCatalogue

    /// Prepares the verb.
    public init(snapshots: CostSnapshots, catalogue: ModelCatalogue) {
        self.snapshots = snapshots
        self.catalogue = catalogue
    }

    /// One configuration on one machine, simulated where the machine may be taken away.
    ///
    /// - Throws: `invalid` for a machine or network that is not known and for what cannot be estimated, with the reason.
    public func estimate(
        _ work: Work, _ configuration: CostConfiguration, on host: WorkerHost, assumptions: CostAssumptions,
        seed: UInt64
    ) async throws(WorkflowError) -> CostEstimate {
        try check([configuration.model])
        let snapshot = try await snapshots.current()
        let site = try site(host, in: snapshot)
        let estimator = snapshot.estimator(assumptions)
        do throws(CostRefusal) {
            let estimate = try estimator.estimate(work, configuration, on: site)
            return try estimator.simulated(estimate, work, on: site, seed: seed)
        } catch {
            throw .invalid(InvalidInput(field: "host", expected: "a machine on which this can run: \(error.reason)"))
        }
    }

    /// Every configuration on every machine, sorted by closed forms, the first ones simulated.
    ///
    /// - Throws: `invalid` for unknown names, no candidates, or too many.
    public func compare(_ question: CostQuestion) async throws(WorkflowError) -> CostComparison {
        let (comparison, _, _) = try await comparison(question)
        return comparison
    }

    /// The cheapest ways within limits.
    ///
    /// - Throws: as ``compare(_:)``.
    public func plan(_ question: CostQuestion, limits: PlanLimits) async throws(WorkflowError) -> Plan {
        let (comparison, sites, estimator) = try await comparison(question)
        // A deadline asks for a simulation of each policy, so only for the cheapest and the fastest.
        let chosen = Self.promising(comparison.estimates, basis: limits.basis)
        var options: [PlanOption] = []
        for estimate in chosen {
            guard let site = sites[estimate.host] else { continue }
            var ways = [estimate]
            if let deadline = limits.deadlineHours {
                do throws(CostRefusal) {
                    ways = try estimator.underDeadline(estimate, on: site, deadline: deadline, seed: question.seed)
                } catch {
                    continue  // the refusal is in the comparison already
                }
            }
            options += ways.map { way in
                PlanOption(
                    estimate: way, memoryMiB: memory(of: way.configuration), top1Percent: top1(of: way.configuration))
            }
        }
        options += failovers(chosen, sites, estimator, question, limits)
        return Plan(options, limits: limits)
    }

    /// Moving between the zones of one type and region, where several have a spot price: once for each configuration.
    private func failovers(
        _ chosen: [CostEstimate], _ sites: [WorkerHost: CostSite], _ estimator: CostEstimator,
        _ question: CostQuestion, _ limits: PlanLimits
    ) -> [PlanOption] {
        struct Group: Hashable { let provider: String, type: String, region: String }
        let groups = Dictionary(grouping: sites.values) { site -> Group? in
            guard case .rented(_, let quote, _) = site, quote.purchase == .spot, quote.zone != nil else { return nil }
            return Group(provider: quote.provider, type: quote.instanceType, region: quote.region)
        }
        var done: Set<[String]> = []
        return chosen.compactMap { estimate -> PlanOption? in
            guard case .rented(let provider, let type, let region, .some, .spot) = estimate.host,
                let zones = groups[Group(provider: provider, type: type, region: region)], zones.count >= 2,
                done.insert([provider, type, region, "\(estimate.configuration)"]).inserted,
                let moving = estimator.failover(
                    estimate, question.work, over: zones, deadline: limits.deadlineHours, seed: question.seed)
            else { return nil }
            return PlanOption(
                estimate: moving, memoryMiB: memory(of: moving.configuration),
                top1Percent: top1(of: moving.configuration))
        }
    }

    // MARK: Parts

    private func comparison(
        _ question: CostQuestion
    ) async throws(WorkflowError) -> (CostComparison, [WorkerHost: CostSite], CostEstimator) {
        try check(question.models)
        let snapshot = try await snapshots.current()
        let sites = try sites(question, in: snapshot)
        let count = sites.count * question.configurations.count
        guard count > 0 else {
            throw .invalid(
                InvalidInput(
                    field: "devices", expected: "at least one device or price that the question does not exclude"))
        }
        guard count <= CostQuestion.largest else {
            throw .invalid(
                InvalidInput(
                    field: "models", expected: "at most \(CostQuestion.largest) pairs of configuration and machine",
                    received: "\(count)"))
        }
        let estimator = snapshot.estimator(question.assumptions)
        let byHost = Dictionary(sites.map { ($0.host, $0) }, uniquingKeysWith: { first, _ in first })
        let comparison = CostComparison(
            question.work, configurations: question.configurations, sites: sites, estimator: estimator,
            basis: question.basis, order: question.order)
        return (simulated(comparison, question, byHost, estimator), byHost, estimator)
    }

    private func simulated(
        _ comparison: CostComparison, _ question: CostQuestion, _ sites: [WorkerHost: CostSite],
        _ estimator: CostEstimator
    ) -> CostComparison {
        comparison.refiningFirst(question.simulated, basis: question.basis, order: question.order) {
            estimate throws(CostRefusal) in
            guard let site = sites[estimate.host] else { return estimate }
            return try estimator.simulated(estimate, question.work, on: site, draws: 500, seed: question.seed)
        }
    }

    private func sites(_ question: CostQuestion, in snapshot: CostSnapshot) throws(WorkflowError) -> [CostSite] {
        for name in question.devices ?? [] where !snapshot.devices.contains(where: { $0.name == name }) {
            throw .invalid(Self.unknownDevice(name, field: "devices", snapshot))
        }
        try check("providers", question.providers, Set(snapshot.quotes.map(\.provider)))
        try check("regions", question.regions, Set(snapshot.quotes.map(\.region)))
        try check("instance_types", question.instanceTypes, Set(snapshot.quotes.map(\.instanceType)))
        var sites: [CostSite] = []
        for device in snapshot.devices where question.devices?.contains(device.name) ?? true {
            do throws(InvalidInput) {
                sites.append(try snapshot.site(of: device))
            } catch {
                throw .invalid(error.under("devices.\(device.name)"))
            }
        }
        return sites + snapshot.rentedSites(where: question.wants)
    }

    private func site(_ host: WorkerHost, in snapshot: CostSnapshot) throws(WorkflowError) -> CostSite {
        switch host {
        case .device(let name):
            guard let device = snapshot.devices.first(where: { $0.name == name }) else {
                throw .invalid(Self.unknownDevice(name, field: "host", snapshot))
            }
            do throws(InvalidInput) {
                return try snapshot.site(of: device)
            } catch {
                throw .invalid(error.under("host"))
            }
        case .rented(let provider, let type, let region, let zone, let purchase):
            try check("host", [provider], Set(snapshot.quotes.map(\.provider)))
            let ofType = snapshot.quotes.filter { $0.provider == provider && $0.instanceType == type }
            try check("host", [type], Set(snapshot.quotes.filter { $0.provider == provider }.map(\.instanceType)))
            try check("host", [region], Set(ofType.map(\.region)))
            let sites = snapshot.rentedSites {
                $0.provider == provider && $0.instanceType == type && $0.region == region && $0.purchase == purchase
                    && (zone == nil || $0.zone == zone)
            }
            guard let site = sites.first else {
                throw .invalid(
                    InvalidInput(
                        field: "host", expected: "a machine with a \(purchase.rawValue) price that may be used",
                        received: host.description))
            }
            return site
        }
    }

    private func check(_ models: [ModelReference]) throws(WorkflowError) {
        for case .zoo(let name) in models where catalogue[name] == nil {
            let known = catalogue.models.map(\.name).joined(separator: ", ")
            throw .invalid(InvalidInput(field: "model", expected: "one of \(known)", received: name))
        }
    }

    private func check(_ field: String, _ names: [String]?, _ known: Set<String>) throws(WorkflowError) {
        for name in names ?? [] where !known.contains(name) {
            let some = known.sorted().prefix(20).joined(separator: ", ") + (known.count > 20 ? "…" : "")
            throw .invalid(InvalidInput(field: field, expected: "something with a price: \(some)", received: name))
        }
    }

    private static func unknownDevice(_ name: String, field: String, _ snapshot: CostSnapshot) -> InvalidInput {
        let known = snapshot.devices.map(\.name).joined(separator: ", ")
        return InvalidInput(
            field: field, expected: known.isEmpty ? "a device: there is none yet" : "one of the devices \(known)",
            received: name)
    }

    private func memory(of configuration: CostConfiguration) -> Double? {
        guard case .zoo(let name) = configuration.model, let facts = catalogue[name] else { return nil }
        let bytes = Double(facts.weightBytes) + Double(facts.peakLiveBytes) * Double(configuration.batch)
        return bytes * Double(configuration.precision.byteCount) / 4 / 1_048_576
    }

    private func top1(of configuration: CostConfiguration) -> Double? {
        guard case .zoo(let name) = configuration.model else { return nil }
        return catalogue[name]?.publishedTop1
    }

    /// The hundred cheapest and the hundred fastest of those with a cost.
    private static func promising(_ estimates: [CostEstimate], basis: CostBasis) -> [CostEstimate] {
        let priced = estimates.filter { $0.cost(basis).value != nil }
        let cheap = priced.enumerated().sorted {
            ($0.element.cost(basis).value?.p90 ?? .zero, $0.offset) < (
                $1.element.cost(basis).value?.p90 ?? .zero, $1.offset
            )
        }.prefix(100).map(\.offset)
        let fast = priced.enumerated().sorted {
            ($0.element.makespanHours.p90, $0.offset) < ($1.element.makespanHours.p90, $1.offset)
        }.prefix(100).map(\.offset)
        return Set(cheap).union(fast).sorted().map { priced[$0] }
    }
}
