public import Vocabulary

/// What a plan must keep; absent limits do not bind.
public struct PlanLimits: Hashable, Sendable {
    /// The kinds of limits.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// Done by then, with the wanted probability.
        case deadline = "deadline_hours"
        /// One request's time at 90 %.
        case latency = "latency_ms"
        /// Memory of the network at work.
        case memory = "memory_mib"
        /// The network's published top-1 accuracy, in percent.
        case accuracy = "top1_percent"
        /// The cost at 90 %.
        case budget = "budget_usd"
    }

    /// Hours from now.
    public let deadlineHours: Double?
    /// How probable it must be to be on time, 0…1.
    public let onTime: Double
    /// Milliseconds.
    public let latencyMilliseconds: Double?
    /// MiB.
    public let memoryMiB: Double?
    /// Percent, of published accuracy: nothing else is known before a network was trained here.
    public let top1Percent: Double?
    /// US dollars.
    public let budget: Money?
    /// Which cost the budget and the order go by.
    public let basis: CostBasis

    /// Reads the limits strictly.
    ///
    /// - Throws: ``InvalidInput`` naming each field out of its range: a deadline in the past is one.
    public init(json: JSONValue) throws(InvalidInput) {
        var reader = try ObjectReader(json)
        deadlineHours = reader.number("deadline_hours", in: 0.01...87_600)
        onTime = reader.number("on_time_probability", in: 0.5...1) ?? 0.95
        latencyMilliseconds = reader.number("latency_ms", in: 1e-6...1e9)
        memoryMiB = reader.number("memory_mib", in: 1...1e9)
        top1Percent = reader.number("top1_percent", in: 0...100)
        budget = reader.money("budget_usd", above: .zero)
        basis = reader.choice("basis", CostBasis.self) ?? .marginal
        try reader.finish()
    }

    /// What an option needs of each limit that is stated, as a factor: at most 1 keeps it; infinite where it is not known.
    func strain(_ option: PlanOption) -> [Kind: Double] {
        var strain: [Kind: Double] = [:]
        if let deadlineHours {
            // On time with the wanted probability; where that is known only as a share, the hours say by how much it is missed.
            let late = (option.estimate.onTime ?? 0) < onTime
            strain[.deadline] = late ? max(option.estimate.makespanHours.p90 / deadlineHours, 1.000001) : 1
        }
        if let latencyMilliseconds {
            strain[.latency] = option.estimate.requestMilliseconds.p90 / latencyMilliseconds
        }
        if let memoryMiB { strain[.memory] = option.memoryMiB.map { $0 / memoryMiB } ?? .infinity }
        if let top1Percent {
            strain[.accuracy] = option.top1Percent.map { $0 > 0 ? top1Percent / $0 : .infinity } ?? .infinity
        }
        if let budget {
            let cost = option.estimate.cost(basis).value?.p90
            strain[.budget] = cost.flatMap { $0.ratio(to: budget) } ?? .infinity
        }
        return strain
    }

    /// What an option has of a limit, in the limit's unit.
    func value(_ kind: Kind, of option: PlanOption) -> Double? {
        switch kind {
        case .deadline: option.estimate.makespanHours.p90
        case .latency: option.estimate.requestMilliseconds.p90
        case .memory: option.memoryMiB
        case .accuracy: option.top1Percent
        case .budget: option.estimate.cost(basis).value.map { Double($0.p90.nanodollars) / 1e9 }
        }
    }
}

/// A way to do the work, with what limits ask of it.
public struct PlanOption: Hashable, Sendable {
    /// What it costs and how long it takes.
    public let estimate: CostEstimate
    /// Memory that the network needs at work, MiB; nil where it is not known.
    public let memoryMiB: Double?
    /// Published top-1 accuracy in percent; nil where none is published.
    public let top1Percent: Double?

    /// A way.
    public init(estimate: CostEstimate, memoryMiB: Double?, top1Percent: Double?) {
        self.estimate = estimate
        self.memoryMiB = memoryMiB
        self.top1Percent = top1Percent
    }
}
