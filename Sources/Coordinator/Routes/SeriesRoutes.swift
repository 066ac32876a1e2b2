import Foundation
import Hummingbird
import Vocabulary
import Wire
import Workflow

/// What was logged of a run's metrics over time, to read.
struct SeriesRoutes: Sendable {
    let read: ReadSeries

    func add(reading: RouterGroup<CoordinatorContext>) {
        reading.get("runs/:run/series", use: list)
        reading.get("runs/:run/series/:metric", use: show)
    }

    @Sendable private func list(request: Request, context: CoordinatorContext) async throws -> Response {
        try JSONAnswer.cacheable(Page(items: try await read.heads(of: try context.run())), request: request)
    }

    @Sendable private func show(request: Request, context: CoordinatorContext) async throws -> Response {
        let id = try context.run()
        let text = context.parameters.get("metric") ?? ""
        guard let key = text.removingPercentEncoding, key.isPlain(atMost: 250) else {
            throw InvalidInput(
                field: "metric", expected: "a metric's name of 1 to 250 characters, percent-encoded", received: text)
        }
        return try JSONAnswer.cacheable(try await read(key, of: id, try Self.query(of: request)), request: request)
    }

    private static func query(of request: Request) throws(InvalidInput) -> SeriesQuery {
        var query = QueryReader(request)
        let axis = query.choice("axis", SeriesAxis.self)
        let from = query.integer("from", in: Int64.min...Int64.max)
        let to = query.integer("to", in: Int64.min...Int64.max)
        let points = query.integer("points", in: SeriesQuery.pointRange)
        try query.finish()
        return try SeriesQuery(axis: axis ?? .step, from: from, to: to, points: points ?? 1000)
    }
}
