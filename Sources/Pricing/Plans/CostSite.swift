public import Vocabulary

/// A machine on which the work could be done, with all that its price depends on.
public enum CostSite: Hashable, Sendable {
    /// One of the user's own devices with its power from the wall while it works.
    case device(DeviceTerms, Figure<WallPower>)
    /// A rented machine at a quoted price, with the list price to fall back on where there is one.
    case rented(InstanceType?, Quote, onDemand: Quote?)

    /// Its name, as workers state it.
    public var host: WorkerHost {
        switch self {
        case .device(let terms, _): .device(terms.device.name)
        case .rented(_, let quote, _):
            .rented(
                provider: quote.provider, instanceType: quote.instanceType, region: quote.region, zone: quote.zone,
                purchase: quote.purchase)
        }
    }

    /// What the run time depends on: the same for all regions, zones and ways of renting.
    public var hardware: HardwareKey {
        switch self {
        case .device(let terms, _): .device(terms.device.name)
        case .rented(_, let quote, _): .instance(provider: quote.provider, type: quote.instanceType)
        }
    }
}

/// A kind of machine, as far as its speed goes.
public enum HardwareKey: Hashable, Sendable {
    /// One of the user's own.
    case device(String)
    /// A type of rented machine.
    case instance(provider: String, type: String)
}

/// What is executed.
public struct CostConfiguration: Hashable, Sendable {
    /// The network.
    public let model: ModelReference
    /// Images of a request, or of a training step.
    public let batch: Int
    /// What the layers compute in.
    public let precision: Precision
    /// Whether it is training.
    public let isTraining: Bool

    /// A configuration.
    public init(model: ModelReference, batch: Int, precision: Precision, isTraining: Bool = false) {
        self.model = model
        self.batch = batch
        self.precision = precision
        self.isTraining = isTraining
    }
}

/// How long one request (or training step) takes somewhere, in seconds, with the evidence.
public struct RequestTime: Hashable, Sendable {
    /// Seconds.
    public let seconds: Quantiles<Double>
    /// Where they come from.
    public let provenance: Provenance

    /// A time above 0.
    ///
    /// - Throws: ``InvalidInput`` for a time that is zero, negative or not finite.
    public init(seconds: Quantiles<Double>, provenance: Provenance) throws(InvalidInput) {
        guard seconds.p10 > 0, seconds.p90.isFinite else {
            throw InvalidInput(
                field: "seconds", expected: "above 0 and finite", received: "\(seconds.p10)…\(seconds.p90)")
        }
        self.seconds = seconds
        self.provenance = provenance
    }
}
