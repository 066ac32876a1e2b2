public import FoundationEssentials
public import Vocabulary

/// Estimates what work costs on any machine, from what was measured, quoted and observed. Pure: the moment and the seed are given.
public struct CostEstimator: Sendable {
    /// How long a request takes on a machine.
    ///
    /// - Throws: the reason why nobody can say, as too little memory.
    public typealias Timing =
        @Sendable (_ configuration: CostConfiguration, _ site: CostSite) throws(CostRefusal) -> RequestTime

    let timing: Timing
    let interruptions: Interruptions
    private let stated: SpotLaw?
    /// What is taken for granted.
    public let assumptions: CostAssumptions
    /// The moment of the estimate: prices are as old as they are then, and work on own devices begins then.
    public let moment: Date

    /// Prepares estimates.
    public init(
        timing: @escaping Timing, interruptions: Interruptions, assumptions: CostAssumptions = .standard, moment: Date
    ) {
        self.timing = timing
        self.interruptions = interruptions
        self.assumptions = assumptions
        self.moment = moment
        do throws(InvalidInput) {
            stated = try assumptions.interruptionsPerHour.map { rate throws(InvalidInput) in try SpotLaw(stated: rate) }
        } catch {
            stated = nil  // assumptions hold no rate out of range
        }
    }

    /// What the work costs there, by closed forms.
    ///
    /// - Throws: ``CostRefusal`` with the reason.
    public func estimate(
        _ work: Work, _ configuration: CostConfiguration, on site: CostSite
    ) throws(CostRefusal) -> CostEstimate {
        try estimate(work, configuration, on: site, prepared(site))
    }

    /// What an estimate says of a place whatever is executed there: made once for many configurations.
    struct Place: Sendable {
        let host: WorkerHost
        /// Of a rented machine.
        let terms: Terms?

        /// How a machine is rented, with the evidence.
        struct Terms: Sendable {
            let rule: BillingRule
            /// How it comes and goes; nil where nobody takes it away.
            let law: SpotLaw?
            let price: Provenance
            let interruption: Provenance?
            let ageDays: Double
        }
    }

    /// The parts of an estimate that do not depend on the configuration.
    func prepared(_ site: CostSite) -> Place {
        guard case .rented(_, let quote, _) = site else { return Place(host: site.host, terms: nil) }
        let law = quote.purchase == .spot ? law(of: quote) : nil
        return Place(
            host: site.host,
            terms: Place.Terms(
                rule: BillingRule.of(provider: quote.provider), law: law, price: Self.evidence(of: quote),
                interruption: law.map(Interruptions.evidence), ageDays: ageDays(of: quote)))
    }

    func estimate(
        _ work: Work, _ configuration: CostConfiguration, on site: CostSite, _ place: Place
    ) throws(CostRefusal) -> CostEstimate {
        let refusal = { (reason: String) in
            CostRefusal(host: place.host, configuration: configuration, reason: reason)
        }
        let time = try timing(configuration, site)
        guard let task = CostTask(work, configuration, time: time, assumptions: assumptions) else {
            throw refusal("the hours of this work cannot be represented")
        }
        switch site {
        case .device(let terms, let power):
            guard task.machines == 1 else {
                throw refusal("one \(terms.device.name) is too slow: it would take \(task.machines) of them")
            }
            return deviceEstimate(task, terms, power, site)
        case .rented(_, let quote, _):
            guard quote.quality != .quarantined else {
                throw refusal("its price was stopped by a gate: \(quote.note ?? "")")
            }
            guard let terms = place.terms, let estimate = rentedEstimate(task, quote, place.host, terms) else {
                throw refusal(
                    quote.purchase == .spot
                        ? "it will not finish: it would be interrupted far more often than it saves"
                        : "the amount leaves the range of money, ±9.2 billion dollars")
            }
            return estimate
        }
    }

    private func deviceEstimate(
        _ task: CostTask, _ terms: DeviceTerms, _ power: Figure<WallPower>, _ site: CostSite
    ) -> CostEstimate {
        let images = task.work.images(batch: task.configuration.batch)
        let cost = DeviceCost(
            of: terms, power: power, hours: task.busyHours, images: Int(exactly: images.rounded()), start: moment)
        return CostEstimate(
            host: site.host, configuration: task.configuration, machines: 1,
            requestMilliseconds: task.requestMilliseconds, workHours: task.busyHours, paidHours: task.busyHours,
            makespanHours: task.elapsedHours, marginal: cost.marginal, full: cost.full,
            timeEvidence: task.time.provenance,
            priceEvidence: cost.full.provenance ?? cost.marginal.provenance ?? power.provenance
                ?? Provenance(level: .assumed, summary: power.reason ?? "the device's figures are not complete"),
            interruptionEvidence: nil, priceAgeDays: nil, policy: nil, onTime: nil, method: .closedForm)
    }

    private func rentedEstimate(
        _ task: CostTask, _ quote: Quote, _ host: WorkerHost, _ terms: Place.Terms
    ) -> CostEstimate? {
        let (rule, law, price) = (terms.rule, terms.law, terms.price)
        let hours = law.map { task.spotHours(law: $0, rule: rule) } ?? task.steadyHours(rule: rule)
        guard let hours, let hourly = quote.hourly.scaled(by: Double(task.machines)),
            let cost = hours.charged.cost(hourly)
        else { return nil }
        return CostEstimate(
            host: host, configuration: task.configuration, machines: task.machines,
            requestMilliseconds: task.requestMilliseconds, workHours: task.busyHours, paidHours: hours.charged,
            makespanHours: hours.makespan, marginal: .known(cost, price), full: .known(cost, price),
            timeEvidence: task.time.provenance, priceEvidence: price,
            interruptionEvidence: terms.interruption, priceAgeDays: terms.ageDays,
            policy: law == nil ? .onDemandOnly : .spotOnly, onTime: nil, method: .closedForm)
    }

    /// How machines of a quote come and go: as stated, else as observed.
    func law(of quote: Quote) -> SpotLaw { stated ?? interruptions.law(of: quote) }

    func ageDays(of quote: Quote) -> Double { max(0, moment.timeIntervalSince(quote.fetchedAt) / 86_400) }

    /// A quote as evidence: a price that somebody published is measured, a computed one is not.
    static func evidence(of quote: Quote) -> Provenance {
        let since = quote.effectiveAt.formatted(.iso8601.year().month().day())
        return Provenance(
            level: quote.quality == .derived ? .transferred : .measured,
            summary: "\(quote.hourly) USD an hour, \(quote.quality.rawValue), since \(since)", sources: [quote.source])
    }
}
