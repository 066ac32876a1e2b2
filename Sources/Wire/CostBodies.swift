public import Vocabulary

/// Money at 10, 50 and 90 % with the reason beside it when there is none.
public struct CostFigure: Hashable, Sendable, Codable {
    /// One in ten outcomes is below; absent where the cost is not known.
    public let p10: Money?
    /// The median.
    public let p50: Money?
    /// One in ten outcomes is above.
    public let p90: Money?
    /// Why the cost is not known.
    public let absent: String?

    /// A known cost.
    public init(_ cost: Quantiles<Money>) {
        p10 = cost.p10
        p50 = cost.p50
        p90 = cost.p90
        absent = nil
    }

    /// A cost that is not known.
    public init(absent reason: String) {
        p10 = nil
        p50 = nil
        p90 = nil
        absent = reason
    }
}

/// What some work costs in one configuration on one machine, as answers carry it.
public struct CostRow: Hashable, Sendable, Codable {
    /// The machine, as `device:attic` or `aws/g4dn.xlarge/us-east-1/spot`.
    public let host: String
    /// The network.
    public let model: String
    /// Images of a request or training step.
    public let batch: Int
    /// What the layers compute in.
    public let precision: Precision
    /// How many machines at once.
    public let machines: Int
    /// What the work adds to the bill, US dollars.
    public let marginal: CostFigure
    /// What it costs altogether, US dollars.
    public let full: CostFigure
    /// For a million images, marginal, at the median.
    public let marginalPerMillion: Money?
    /// One request or step, ms.
    public let requestMilliseconds: Quantiles<Double>
    /// Hours of work without interruptions.
    public let workHours: Quantiles<Double>
    /// Hours that are paid.
    public let paidHours: Quantiles<Double>
    /// Hours from start to end.
    public let makespanHours: Quantiles<Double>
    /// The weakest evidence of the three below: the badge.
    public let level: Provenance.Level
    /// Where the time comes from.
    public let timeEvidence: Provenance
    /// Where the price comes from.
    public let priceEvidence: Provenance
    /// Where the interruption rate comes from; absent where nobody takes the machine away.
    public let interruptionEvidence: Provenance?
    /// How old the price is, days.
    public let priceAgeDays: Double?
    /// How the work is done under a deadline, or `spot_only` and `on_demand_only`.
    public let policy: String?
    /// The probability to end by the deadline.
    public let onTime: Double?
    /// `closed_form` or `simulated`.
    public let method: String
    /// Simulated courses.
    public let draws: Int?
    /// The seed that makes them again.
    public let seed: UInt64?

    /// A row.
    public init(
        host: String, model: String, batch: Int, precision: Precision, machines: Int, marginal: CostFigure,
        full: CostFigure, marginalPerMillion: Money?, requestMilliseconds: Quantiles<Double>,
        workHours: Quantiles<Double>, paidHours: Quantiles<Double>, makespanHours: Quantiles<Double>,
        level: Provenance.Level, timeEvidence: Provenance, priceEvidence: Provenance,
        interruptionEvidence: Provenance?, priceAgeDays: Double?, policy: String?, onTime: Double?, method: String,
        draws: Int?, seed: UInt64?
    ) {
        self.host = host
        self.model = model
        self.batch = batch
        self.precision = precision
        self.machines = machines
        self.marginal = marginal
        self.full = full
        self.marginalPerMillion = marginalPerMillion
        self.requestMilliseconds = requestMilliseconds
        self.workHours = workHours
        self.paidHours = paidHours
        self.makespanHours = makespanHours
        self.level = level
        self.timeEvidence = timeEvidence
        self.priceEvidence = priceEvidence
        self.interruptionEvidence = interruptionEvidence
        self.priceAgeDays = priceAgeDays
        self.policy = policy
        self.onTime = onTime
        self.method = method
        self.draws = draws
        self.seed = seed
    }

    enum CodingKeys: String, CodingKey {
        case host, model, batch, precision, machines, level, policy, method, draws, seed
        case marginal = "marginal_usd"
        case full = "full_usd"
        case marginalPerMillion = "marginal_usd_per_million_images"
        case requestMilliseconds = "request_ms"
        case workHours = "work_hours"
        case paidHours = "paid_hours"
        case makespanHours = "makespan_hours"
        case timeEvidence = "time_evidence"
        case priceEvidence = "price_evidence"
        case interruptionEvidence = "interruption_evidence"
        case priceAgeDays = "price_age_days"
        case onTime = "on_time"
    }
}

/// The answer to `POST /api/v1/estimates`.
public struct EstimateAnswer: Hashable, Sendable, Codable {
    /// The estimate.
    public let estimate: CostRow
    /// What was asked, with every default filled in.
    public let inputs: JSONValue
    /// Which formulas made it.
    public let formulaVersion: String

    /// An answer.
    public init(estimate: CostRow, inputs: JSONValue, formulaVersion: String) {
        self.estimate = estimate
        self.inputs = inputs
        self.formulaVersion = formulaVersion
    }

    enum CodingKeys: String, CodingKey {
        case estimate, inputs
        case formulaVersion = "formula_version"
    }
}

/// The answer to `costs/compare`.
public struct CompareAnswer: Hashable, Sendable, Codable {
    /// Why a candidate has no estimate.
    public struct Refused: Hashable, Sendable, Codable {
        /// The machine.
        public let host: String
        /// What would be executed, as `resnet18 b8 bf16`.
        public let configuration: String
        /// Why not.
        public let reason: String

        /// A refusal.
        public init(host: String, configuration: String, reason: String) {
            self.host = host
            self.configuration = configuration
            self.reason = reason
        }
    }

    /// The page's rows, in the order that was asked for.
    public let items: [CostRow]
    /// How many there are altogether.
    public let total: Int
    /// The first hundred of those that could not be estimated.
    public let refused: [Refused]
    /// How many could not.
    public let refusedTotal: Int
    /// Which formulas made it.
    public let formulaVersion: String

    /// An answer.
    public init(items: [CostRow], total: Int, refused: [Refused], refusedTotal: Int, formulaVersion: String) {
        self.items = items
        self.total = total
        self.refused = refused
        self.refusedTotal = refusedTotal
        self.formulaVersion = formulaVersion
    }

    enum CodingKeys: String, CodingKey {
        case items, total, refused
        case refusedTotal = "refused_total"
        case formulaVersion = "formula_version"
    }
}

/// The answer to `POST /api/v1/plans`.
public struct PlanAnswer: Hashable, Sendable, Codable {
    /// A limit that alone stands in the way.
    public struct Binding: Hashable, Sendable, Codable {
        /// Which, by the name that the question has for it.
        public let limit: String
        /// What can be had while every other limit is kept, in the limit's unit.
        public let needed: Double
        /// The way that would do it.
        public let way: CostRow

        /// A limit.
        public init(limit: String, needed: Double, way: CostRow) {
            self.limit = limit
            self.needed = needed
            self.way = way
        }
    }

    /// Ways within every limit, the cheapest at 90 % first.
    public let ways: [CostRow]
    /// Those that no other way beats in cost and time at once.
    public let front: [CostRow]
    /// Without a way: which limits could be loosened, each alone.
    public let bindings: [Binding]
    /// Without a way and without one limit that would do: what misses least.
    public let nearest: CostRow?
    /// Which formulas made it.
    public let formulaVersion: String

    /// An answer.
    public init(ways: [CostRow], front: [CostRow], bindings: [Binding], nearest: CostRow?, formulaVersion: String) {
        self.ways = ways
        self.front = front
        self.bindings = bindings
        self.nearest = nearest
        self.formulaVersion = formulaVersion
    }

    enum CodingKeys: String, CodingKey {
        case ways, front, bindings, nearest
        case formulaVersion = "formula_version"
    }
}

/// One of the user's own devices, as answers carry it.
public struct DeviceBody: Hashable, Sendable, Codable {
    /// An input of its cost.
    public struct Input: Hashable, Sendable, Codable {
        /// The field's name.
        public let name: String
        /// Its value with its unit.
        public let value: String
        /// What it could be, where it was assumed.
        public let range: String?
        /// Who says so.
        public let source: String
        /// Whether the user stated it.
        public let isConfirmed: Bool

        /// An input.
        public init(name: String, value: String, range: String?, source: String, isConfirmed: Bool) {
            self.name = name
            self.value = value
            self.range = range
            self.source = source
            self.isConfirmed = isConfirmed
        }

        enum CodingKeys: String, CodingKey {
            case name, value, range, source
            case isConfirmed = "confirmed"
        }
    }

    /// As the user stated it.
    public let device: OwnedDevice
    /// Everything that its cost goes by.
    public let inputs: [Input]
    /// What an hour of work costs; absent where it is not known.
    public let rate: HostRate?
    /// What is missing for a full rate.
    public let missing: [String]

    /// A device.
    public init(device: OwnedDevice, inputs: [Input], rate: HostRate?, missing: [String]) {
        self.device = device
        self.inputs = inputs
        self.rate = rate
        self.missing = missing
    }
}
