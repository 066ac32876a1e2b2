import Foundation
import Hummingbird
import Vocabulary
import Wire
import Workflow

/// The zoo, the API's description and the coordinator's health.
struct AboutRoutes: Sendable {
    let ledger: any Ledger
    let catalogue: ModelCatalogue
    let openAPI: Data

    func add(public group: RouterGroup<CoordinatorContext>, reading: RouterGroup<CoordinatorContext>) {
        group.get("openapi.json") { _, _ in JSONAnswer.response(bytes: openAPI) }
        reading.get("models", use: models)
        reading.get("models/:name", use: model)
        reading.get("models/:name/layers", use: layers)
    }

    /// 200 `ok` when the database answers, 503 otherwise.
    @Sendable func health(request: Request, context: CoordinatorContext) async throws -> Response {
        try await reading(ledger) { (ledger) throws(LedgerError) in try await ledger.ping() }
        return Response(
            status: .ok, headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: "ok\n")))
    }

    @Sendable private func models(request: Request, context: CoordinatorContext) async throws -> Response {
        try JSONAnswer.cacheable(Page(items: catalogue.models), request: request)
    }

    @Sendable private func model(request: Request, context: CoordinatorContext) async throws -> Response {
        let name = context.parameters.get("name") ?? ""
        var query = QueryReader(request)
        let inputSize = query.integer("input_size", in: BenchmarkConfiguration.inputSizeRange)
        let classes = query.integer("classes", in: BenchmarkConfiguration.classesRange)
        try query.finish()
        let isPublished = inputSize == nil && classes == nil
        let variant = NetworkVariant(name, inputSize: inputSize, classes: classes)
        guard let facts = try isPublished ? catalogue[name] : catalogue.network(variant)?.facts else {
            throw WorkflowError.notFound("model \(name)")
        }
        return try JSONAnswer.response(facts)
    }

    @Sendable private func layers(request: Request, context: CoordinatorContext) async throws -> Response {
        let name = context.parameters.get("name") ?? ""
        guard let layers = catalogue.layers(of: name) else { throw WorkflowError.notFound("model \(name)") }
        return try JSONAnswer.cacheable(Page(items: layers), request: request)
    }
}
