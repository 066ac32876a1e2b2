public import Vocabulary

/// What some work costs in one configuration on one machine: intervals, evidence and everything that went in.
public struct CostEstimate: Hashable, Sendable {
    /// How the interval was found.
    public enum Method: Hashable, Sendable {
        /// By formulas: good enough to sort thousands.
        case closedForm
        /// By so many simulated courses from this seed.
        case simulated(draws: Int, seed: UInt64)
    }

    /// Which version of the formulas made it; a number from another version is not comparable to the last digit.
    public static let formulaVersion = "cost-3"

    /// The machine.
    public let host: WorkerHost
    /// What is executed.
    public let configuration: CostConfiguration
    /// How many such machines; more than one only for serving.
    public let machines: Int
    /// One request or training step, in milliseconds.
    public let requestMilliseconds: Quantiles<Double>
    /// Hours of work on each machine, without interruptions.
    public let workHours: Quantiles<Double>
    /// Hours that each machine is paid for: restarts and repeated work included.
    public let paidHours: Quantiles<Double>
    /// Hours from start to end, waiting for machines included.
    public let makespanHours: Quantiles<Double>
    /// What the work adds to the bill: rent, or electricity.
    public let marginal: Figure<Quantiles<Money>>
    /// What it costs altogether; equal to ``marginal`` for rented machines.
    public let full: Figure<Quantiles<Money>>
    /// Where the time comes from.
    public let timeEvidence: Provenance
    /// Where the price comes from.
    public let priceEvidence: Provenance
    /// Where the interruption rate comes from; nil where nobody takes the machine away.
    public let interruptionEvidence: Provenance?
    /// How old the price is, in days; nil for the user's own devices.
    public let priceAgeDays: Double?
    /// The policy that a simulation followed.
    public let policy: DeadlinePolicy?
    /// The probability that it ends by the deadline; nil without one.
    public let onTime: Double?
    /// How the interval was found.
    public let method: Method

    /// The least certain of the evidence: what a badge shows.
    public var level: Provenance.Level {
        max(timeEvidence.level, max(priceEvidence.level, interruptionEvidence?.level ?? .measured))
    }

    /// The cost by one of the two ways of counting.
    public func cost(_ basis: CostBasis) -> Figure<Quantiles<Money>> {
        switch basis {
        case .marginal: marginal
        case .full: full
        }
    }

    /// Images or requests' images for one dollar at the median; nil without a cost or for a cost of nothing.
    public func costOfMillion(images: Double, _ basis: CostBasis) -> Money? {
        guard images > 0, let median = cost(basis).value?.p50 else { return nil }
        return median.scaled(by: 1e6 / images)
    }
}

/// Why there is no estimate for a candidate; nothing is made up instead.
public struct CostRefusal: Error, Hashable, Sendable {
    /// The machine.
    public let host: WorkerHost
    /// The configuration.
    public let configuration: CostConfiguration
    /// What is missing or impossible, in words for people.
    public let reason: String

    /// A refusal.
    public init(host: WorkerHost, configuration: CostConfiguration, reason: String) {
        self.host = host
        self.configuration = configuration
        self.reason = reason
    }
}
