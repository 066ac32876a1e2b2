import FoundationEssentials
import HTTPClient
public import Vocabulary
public import Wire

extension ShoestringClient {
    /// The open budgets.
    public func budgets() async throws(ClientError) -> Page<Budget> { try await get(Route.budgets) }

    /// Opens a budget.
    public func open(_ budget: NewBudget) async throws(ClientError) -> Budget {
        try await post(Route.budgets, budget.json, key: Self.newIdempotencyKey())
    }

    /// Changes a budget's limit.
    public func setLimit(_ limit: Money, of id: BudgetID) async throws(ClientError) -> Budget {
        let body: JSONValue = ["limit_usd": .string(limit.description)]
        let request = HTTPRequest(
            .put, address(Route.budget(id)), headers: [HTTPField("Content-Type", "application/json")],
            body: .bytes(body.canonicalData()))
        return try decode(try await send(request), Route.budget(id))
    }

    /// Closes a budget.
    public func close(_ id: BudgetID) async throws(ClientError) {
        _ = try await send(HTTPRequest(.delete, address(Route.budget(id))))
    }

    /// What was estimated against what happened.
    ///
    /// - Parameters:
    ///   - since: A time in ISO 8601.
    ///   - drift: Prices that moved by a larger share are told.
    public func reconciliation(
        since: String? = nil, kind: JobKind? = nil, drift: Double? = nil, limit: Int = 200
    ) async throws(ClientError) -> ReconciliationAnswer {
        var query = [("limit", String(limit))]
        if let since { query.append(("since", since)) }
        if let kind { query.append(("kind", kind.rawValue)) }
        if let drift { query.append(("drift", "\(drift)")) }
        return try await get(Route.reconciliation, query: query)
    }

    /// What attempts cost, the newest first; of one run, or of all.
    public func bills(run: RunID? = nil, limit: Int = 100) async throws(ClientError) -> Page<Bill> {
        if let run { return try await get(Route.bills(run)) }
        return try await get(Route.bills, query: [("limit", String(limit))])
    }
}
