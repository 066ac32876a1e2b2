public import FoundationEssentials

/// The number of a budget, from 1.
public typealias BudgetID = Identifier<Budget>

/// What a budget counts: the money that leaves the purse, or all that the machine costs.
public enum CostBasis: String, Hashable, Sendable, Codable, CaseIterable {
    /// Only what the work adds: electricity above idle, or the rent.
    case marginal
    /// Everything: also the machine's share of its price and of its idle time.
    case full
}

/// What a budget is for.
public enum BudgetScope: Hashable, Sendable {
    /// One job, all its attempts.
    case job(JobID)
    /// All jobs of a sweep.
    case sweep(SweepID)
    /// All jobs of an experiment.
    case experiment(ExperimentID)
    /// Everything that ends in a calendar month (UTC), every month anew.
    case month

    /// The word for the kind of scope.
    public var word: String {
        switch self {
        case .job: "job"
        case .sweep: "sweep"
        case .experiment: "experiment"
        case .month: "month"
        }
    }

    /// The number of the job, sweep or experiment; 0 for the month.
    public var subject: Int64 {
        switch self {
        case .job(let id): id.value
        case .sweep(let id): id.value
        case .experiment(let id): id.value
        case .month: 0
        }
    }

    /// Reads ``word`` and ``subject``; nil for a word that is none.
    public init?(word: String, subject: Int64) {
        switch word {
        case "job": self = .job(JobID(subject))
        case "sweep": self = .sweep(SweepID(subject))
        case "experiment": self = .experiment(ExperimentID(subject))
        case "month": self = .month
        default: return nil
        }
    }
}

/// A limit in money that claims keep: what attempts have cost and what running ones may cost never exceeds it by a claim.
public struct Budget: Hashable, Sendable, Codable {
    /// How near the limit is.
    public enum State: String, Hashable, Sendable, Codable, CaseIterable {
        /// Less than four fifths are spent or reserved.
        case open
        /// Four fifths or more are.
        case warning
        /// Nothing is left.
        case exhausted
        /// It counts no longer.
        case closed
    }

    /// Its number.
    public let id: BudgetID
    /// A name for people.
    public let name: String
    /// What it is for.
    public let scope: BudgetScope
    /// What it counts.
    public let basis: CostBasis
    /// The most that may be spent.
    public let limit: Money
    /// What ended attempts cost; for a month, those that ended in this one.
    public let spent: Money
    /// What running attempts may cost.
    public let reserved: Money
    /// When it was opened.
    public let createdAt: Date
    /// When it was closed.
    public let closedAt: Date?

    /// Describes a budget.
    public init(
        id: BudgetID, name: String, scope: BudgetScope, basis: CostBasis, limit: Money, spent: Money, reserved: Money,
        createdAt: Date, closedAt: Date?
    ) {
        self.id = id
        self.name = name
        self.scope = scope
        self.basis = basis
        self.limit = limit
        self.spent = spent
        self.reserved = reserved
        self.createdAt = createdAt
        self.closedAt = closedAt
    }

    /// What can still be promised; negative when attempts ran longer than their leases.
    public var left: Money { Money(nanodollars: limit.nanodollars &- spent.nanodollars &- reserved.nanodollars) }

    /// How near the limit is.
    public var state: State {
        if closedAt != nil { return .closed }
        if left <= .zero { return .exhausted }
        return left.nanodollars <= limit.nanodollars / 5 ? .warning : .open
    }

    enum CodingKeys: String, CodingKey {
        case id, name, scope, subject, basis, state
        case limit = "limit_usd"
        case spent = "spent_usd"
        case reserved = "reserved_usd"
        case left = "left_usd"
        case createdAt = "created_at"
        case closedAt = "closed_at"
    }

    /// Encodes everything, also what follows from the rest.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(name, forKey: .name)
        try container.encode(scope.word, forKey: .scope)
        if scope != .month { try container.encode(scope.subject, forKey: .subject) }
        try container.encode(basis, forKey: .basis)
        try container.encode(state, forKey: .state)
        try container.encode(limit, forKey: .limit)
        try container.encode(spent, forKey: .spent)
        try container.encode(reserved, forKey: .reserved)
        try container.encode(left, forKey: .left)
        try container.encode(createdAt, forKey: .createdAt)
        try container.encodeIfPresent(closedAt, forKey: .closedAt)
    }

    /// Decodes what ``encode(to:)`` wrote.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let word = try container.decode(String.self, forKey: .scope)
        let subject = try container.decodeIfPresent(Int64.self, forKey: .subject) ?? 0
        guard let scope = BudgetScope(word: word, subject: subject) else {
            throw DecodingError.dataCorruptedError(
                forKey: .scope, in: container, debugDescription: "expected job, sweep, experiment or month")
        }
        self.init(
            id: try container.decode(BudgetID.self, forKey: .id),
            name: try container.decode(String.self, forKey: .name),
            scope: scope, basis: try container.decode(CostBasis.self, forKey: .basis),
            limit: try container.decode(Money.self, forKey: .limit),
            spent: try container.decode(Money.self, forKey: .spent),
            reserved: try container.decode(Money.self, forKey: .reserved),
            createdAt: try container.decode(Date.self, forKey: .createdAt),
            closedAt: try container.decodeIfPresent(Date.self, forKey: .closedAt))
    }
}
