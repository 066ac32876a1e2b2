import Foundation
import Hummingbird
import Vocabulary
import Wire
import Workflow

/// Budgets and bills.
struct BudgetRoutes: Sendable {
    let budgets: KeepBudgets

    func add(reading: RouterGroup<CoordinatorContext>, submitting: RouterGroup<CoordinatorContext>) {
        reading.get("budgets", use: list)
        reading.get("budgets/:budget", use: show)
        reading.get("bills", use: bills)
        reading.get("runs/:run/bills", use: billsOfRun)
        submitting.post("budgets", use: open)
        submitting.put("budgets/:budget", use: change)
        submitting.delete("budgets/:budget", use: close)
    }

    @Sendable private func list(request: Request, context: CoordinatorContext) async throws -> Response {
        try JSONAnswer.cacheable(Page(items: try await budgets.list()), request: request)
    }

    @Sendable private func show(request: Request, context: CoordinatorContext) async throws -> Response {
        let budget = try await budgets.show(try context.identifier("budget", of: Budget.self))
        return try JSONAnswer.cacheable(budget, request: request)
    }

    @Sendable private func open(request: Request, context: CoordinatorContext) async throws -> Response {
        let budget = try NewBudget(json: try await request.json(atMost: largestSubmission))
        return try JSONAnswer.response(try await budgets.open(budget), status: .created)
    }

    @Sendable private func change(request: Request, context: CoordinatorContext) async throws -> Response {
        let id = try context.identifier("budget", of: Budget.self)
        let limit = try Self.limit(try await request.json(atMost: largestSubmission))
        return try JSONAnswer.response(try await budgets.setLimit(limit, of: id))
    }

    /// Apart from the asynchronous function around it: the 6.3.1 compiler crashes on the two together when it optimises.
    private static func limit(_ json: JSONValue) throws -> Money {
        var reader = try ObjectReader(json)
        let limit = reader.required("limit_usd", Money.expectation) { $0.money("limit_usd", above: .zero) }
        try reader.finish()
        guard let limit else { throw InvalidInput(field: "limit_usd", expected: Money.expectation) }
        return limit
    }

    @Sendable private func close(request: Request, context: CoordinatorContext) async throws -> Response {
        try await budgets.close(try context.identifier("budget", of: Budget.self))
        return Response(status: .noContent)
    }

    @Sendable private func bills(request: Request, context: CoordinatorContext) async throws -> Response {
        var query = QueryReader(request)
        let experiment = query.integer("experiment", in: 0...Int64.max).map { ExperimentID($0) }
        let since = query.read("since", expected: "a time as 2026-11-01T00:00:00Z") {
            try? Date($0, strategy: .iso8601)
        }
        let limit = query.integer("limit", in: 1...1000) ?? 100
        try query.finish()
        let bills = try await budgets.bills(experiment: experiment, since: since, limit: limit)
        return try JSONAnswer.cacheable(Page(items: bills), request: request)
    }

    @Sendable private func billsOfRun(request: Request, context: CoordinatorContext) async throws -> Response {
        let bills = try await budgets.bills(run: try context.run(), limit: 1000)
        return try JSONAnswer.cacheable(Page(items: bills), request: request)
    }
}
