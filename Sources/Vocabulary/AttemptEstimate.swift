/// How long an attempt at a job will take, by how long earlier ones took, and at most what it costs; made when the job is submitted and kept
/// with it, so that it can be held against what happened.
public struct AttemptEstimate: Hashable, Sendable, Codable {
    /// The earlier attempts that it goes by: those that agree in everything that is stated here.
    public struct Group: Hashable, Sendable, Codable {
        /// What they did.
        public let kind: JobKind
        /// On which network; absent in a coarser group.
        public let model: String?
        /// With how many images a request.
        public let batch: Int?
        /// In which precision.
        public let precision: Precision?
        /// On which engine.
        public let engine: String?

        /// A group.
        public init(
            kind: JobKind, model: String? = nil, batch: Int? = nil, precision: Precision? = nil, engine: String? = nil
        ) {
            self.kind = kind
            self.model = model
            self.batch = batch
            self.precision = precision
            self.engine = engine
        }
    }

    /// Seconds from claim to end below which 10, 50 and 90 % of those attempts were: nearest ranks, Hyndman and Fan's type 1.
    public let seconds: Quantiles<Double>
    /// By what the interval is widened because earlier estimates of the kind covered too little; 1 for not at all.
    public let widening: Double
    /// n: how many attempts of the group were done in the days that count.
    public let count: Int
    /// Which attempts they are.
    public let group: Group
    /// The price of the live worker that could take the job and whose marginal price is the dearest; absent when none had a price.
    public let dearestMarginal: HostRate?
    /// The same by full prices.
    public let dearestFull: HostRate?
    /// Which formulas made it.
    public let formulaVersion: String
    /// The seed of its randomness; absent because there is none.
    public let seed: UInt64?

    /// The present formulas.
    public static let currentFormulaVersion = "attempt-1"

    /// An estimate.
    ///
    /// - Throws: ``InvalidInput`` for seconds that are not above zero and finite, and for a widening below 1.
    public init(
        seconds: Quantiles<Double>, widening: Double, count: Int, group: Group, dearestMarginal: HostRate?,
        dearestFull: HostRate?, formulaVersion: String = currentFormulaVersion, seed: UInt64? = nil
    ) throws(InvalidInput) {
        guard seconds.p10 > 0, seconds.p90.isFinite else {
            throw InvalidInput(
                field: "seconds", expected: "above 0 and finite", received: "\(seconds.p10)…\(seconds.p90)")
        }
        guard widening >= 1, (seconds.p90 * widening).isFinite else {
            throw InvalidInput(field: "widening", expected: "a factor of at least 1", received: "\(widening)")
        }
        self.seconds = seconds
        self.widening = widening
        self.count = count
        self.group = group
        self.dearestMarginal = dearestMarginal
        self.dearestFull = dearestFull
        self.formulaVersion = formulaVersion
        self.seed = seed
    }

    /// The seconds as they are stated: 80 % of attempts should lie between their p10 and p90.
    public var stated: Quantiles<Double> { Self.widened(seconds, by: widening) }

    /// The price of an hour on the dearest worker; nil without one by that basis.
    public func hourly(_ basis: CostBasis) -> Money? {
        switch basis {
        case .marginal: dearestMarginal?.marginal
        case .full: dearestFull?.full
        }
    }

    /// What so many seconds cost on the dearest worker; nil without a price by that basis.
    public func cost(ofSeconds seconds: Double, _ basis: CostBasis) -> Money? {
        hourly(basis)?.scaled(by: seconds / 3600)
    }

    /// An interval whose ends are moved apart by a factor of at least 1; the median stays.
    public static func widened(_ seconds: Quantiles<Double>, by factor: Double) -> Quantiles<Double> {
        do throws(InvalidInput) {
            return try Quantiles(p10: seconds.p10 / factor, p50: seconds.p50, p90: seconds.p90 * factor)
        } catch {
            return seconds  // a factor below 1, which no estimate has
        }
    }

    enum CodingKeys: String, CodingKey {
        case seconds, widening, group, seed
        case count = "n"
        case dearestMarginal = "dearest_by_marginal"
        case dearestFull = "dearest_by_full"
        case formulaVersion = "formula_version"
    }
}
