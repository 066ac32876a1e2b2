import HTTPTypes
import Hummingbird

/// Serves files whole: the page is small, and a Range that makes no sense must not become a malformed answer.
struct WholeFiles: RouterMiddleware {
    typealias Context = CoordinatorContext

    @concurrent func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        var head = request.head
        head.headerFields[.range] = nil
        head.headerFields[.ifRange] = nil
        return try await next(Request(head: head, body: request.body), context)
    }
}
