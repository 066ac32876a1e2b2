/// A budget to be opened, as a request states it.
public struct NewBudget: Hashable, Sendable {
    /// A name for people; by default what it is for.
    public let name: String
    /// What it is for.
    public let scope: BudgetScope
    /// What it counts.
    public let basis: CostBasis
    /// The most that may be spent; above zero.
    public let limit: Money

    /// A budget to be opened.
    public init(name: String, scope: BudgetScope, basis: CostBasis, limit: Money) {
        self.name = name
        self.scope = scope
        self.basis = basis
        self.limit = limit
    }

    /// The form that ``init(json:)`` reads.
    public var json: JSONValue {
        var members: [String: JSONValue] = [
            "name": .string(name), "scope": .string(scope.word), "basis": .string(basis.rawValue),
            "limit_usd": .string(limit.description),
        ]
        if scope != .month { members["subject"] = .integer(scope.subject) }
        return .object(members)
    }

    private enum Word: String, CaseIterable { case job, sweep, experiment, month }

    /// Reads `{"scope": "sweep", "subject": 3, "limit_usd": "2.50", "basis": "full", "name": "…"}` strictly.
    ///
    /// - Throws: ``InvalidInput`` with every missing, unknown, wrongly typed or out-of-range field.
    public init(json: JSONValue) throws(InvalidInput) {
        var reader = try ObjectReader(json)
        let word = reader.required("scope", "job, sweep, experiment or month") { $0.choice("scope", Word.self) }
        let lowest: Int64 = word == .experiment ? 0 : 1
        var subject: Int64 = 0
        if word == .month {
            if let value = reader.value("subject") { reader.complain("subject", "absent for a month", value) }
        } else {
            subject = reader.requiredInteger("subject", in: lowest...Int64.max)
        }
        let limit = reader.required("limit_usd", Money.expectation) { $0.money("limit_usd", above: .zero) }
        let basis = reader.choice("basis", CostBasis.self) ?? .marginal
        let name = reader.string("name", maximum: 250)
        try reader.finish()
        guard let word, let limit, let scope = BudgetScope(word: word.rawValue, subject: subject) else {
            throw InvalidInput(field: "scope", expected: "job, sweep, experiment or month")
        }
        self.init(
            name: name ?? (word == .month ? "every month" : "\(word.rawValue) \(subject)"), scope: scope, basis: basis,
            limit: limit)
    }
}

extension ObjectReader {
    /// An amount of money above a least one, as text; `nil` when absent.
    public mutating func money(_ name: String, above least: Money) -> Money? {
        guard let value = value(name) else { return nil }
        guard case .string(let text) = value, let money = Money(text), money > least else {
            complain(name, "\(Money.expectation), above \(least)", value)
            return nil
        }
        return money
    }
}
