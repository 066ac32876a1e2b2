import Foundation
public import Vocabulary

/// How spot machines of each kind come and go, as far as own runs or traces tell; the prior for all others.
public struct Interruptions: Sendable {
    /// Where machines of one law are.
    public struct Key: Hashable, Sendable {
        /// The provider.
        public let provider: String
        /// The machine type.
        public let instanceType: String
        /// The zone, or the region where nothing finer is known.
        public let place: String

        /// A kind of machine in a place.
        public init(provider: String, instanceType: String, place: String) {
            self.provider = provider
            self.instanceType = instanceType
            self.place = place
        }
    }

    private let laws: [Key: SpotLaw]
    private let prior: SpotLaw

    /// Laws by kind and place.
    ///
    /// - Throws: ``InvalidInput`` never in practice: the prior alone is a valid law.
    public init(_ laws: [Key: SpotLaw] = [:]) throws(InvalidInput) {
        self.laws = laws
        prior = try SpotLaw(ups: [], outages: [])
    }

    /// The laws of machines that were observed: running hours are exposure, losses are events.
    ///
    /// An interval counts for its zone and for its region, so that a zone of which nothing is known goes by its region.
    /// - Throws: ``InvalidInput`` for hours that are negative or not finite.
    public init(observed: [(host: WorkerHost, interval: UpInterval)]) throws(InvalidInput) {
        var ups: [Key: [UpInterval]] = [:]
        for case (.rented(let provider, let type, let region, let zone, .spot), let interval) in observed {
            for place in Set([region, zone ?? region]) {
                ups[Key(provider: provider, instanceType: type, place: place), default: []].append(interval)
            }
        }
        var laws: [Key: SpotLaw] = [:]
        for (key, intervals) in ups { laws[key] = try SpotLaw(ups: intervals, outages: []) }
        try self.init(laws)
    }

    /// The law of a quote: its zone's, else its region's, else the prior.
    public func law(of quote: Quote) -> SpotLaw {
        for place in [quote.zone, quote.region].compactMap({ $0 }) {
            let key = Key(provider: quote.provider, instanceType: quote.instanceType, place: place)
            if let law = laws[key] { return law }
        }
        return prior
    }

    /// The evidence of a law.
    static func evidence(_ law: SpotLaw) -> Provenance {
        let mean = (1 / law.rate).formatted(.number.precision(.fractionLength(1)))
        if law.isStated {
            return Provenance(
                level: .assumed, summary: "an interruption every \(mean) h, as stated in the question",
                sources: ["interruptions_per_hour"])
        }
        if law.history.events == 0, law.history.hours == 0 { return RatePrior.scarceTypes.provenance }
        return Provenance(
            level: .calibrated,
            summary: "an interruption every \(mean) h: \(law.history.events) in "
                + "\(law.history.hours.formatted(.number.precision(.fractionLength(0)))) running hours, and the prior",
            sources: ["own runs and traces", "gamma posterior, F11"])
    }
}
