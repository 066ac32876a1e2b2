import HTTPTypes
import Hummingbird
import Logging
import Vocabulary
import Wire
import Workflow

/// Turns every error into the one error body; a defect is logged whole and told in one sentence.
struct ErrorBodies: RouterMiddleware {
    typealias Context = CoordinatorContext

    @concurrent func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let body = Self.body(for: error)
            if body.error.code == .insufficientStorage {
                context.logger.warning(
                    "no room", metadata: ["path": "\(request.uri.path)", "reason": "\(body.error.message)"])
            }
            if body.error.code == .internal {
                context.logger.error("defect", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
            }
            var response = try JSONAnswer.response(body, status: HTTPResponse.Status(code: body.error.code.status))
            if body.error.code == .unavailable { response.headers[.retryAfter] = "1" }
            if body.error.code == .unauthenticated { response.headers[.wwwAuthenticate] = "Bearer" }
            // What is left of a body that was refused is not read: the connection cannot be used again.
            if body.error.code == .tooLarge { response.headers[.connection] = "close" }
            return response
        }
    }

    static func body(for error: any Error) -> ErrorBody {
        switch error {
        case let body as ErrorBody: body
        case let input as InvalidInput: ErrorBody(input)
        case let error as WorkflowError: body(for: error)
        case let error as any HTTPResponseError: body(for: error)
        default: ErrorBody(.internal, "a defect of the coordinator; its log has the details")
        }
    }

    private static func body(for error: WorkflowError) -> ErrorBody {
        switch error {
        case .invalid(let input): ErrorBody(input)
        case .notFound(let what): ErrorBody(.notFound, "there is no \(what)")
        case .staleAttempt(let attempt):
            ErrorBody(
                .staleAttempt,
                "attempt \(attempt.number) of job \(attempt.job) no longer holds its job; nothing was written, stop the work"
            )
        case .conflict(let reason): ErrorBody(.conflict, reason)
        case .overBudget(let shortage): body(for: shortage)
        case .idempotencyMismatch:
            ErrorBody(.idempotencyConflict, "this Idempotency-Key was used with another request; take a new one")
        case .unavailable(let reason): ErrorBody(.unavailable, "the database does not answer: \(reason)")
        case .noRoom(let reason):
            ErrorBody(
                .insufficientStorage,
                "the disk of the coordinator's database is full; nothing was stored, and it goes on when there is room: "
                    + reason)
        case .defect: ErrorBody(.internal, "a defect of the coordinator; its log has the details")
        }
    }

    private static func body(for shortage: BudgetShortage) -> ErrorBody {
        let input = InvalidInput(
            field: shortage.isOwn ? "budget_usd" : "budget",
            expected: "jobs that cost at most \(shortage.left) USD (\(shortage.basis.rawValue), 90 %): what is left of "
                + "\"\(shortage.name)\"",
            received: "\(shortage.needed) USD")
        return ErrorBody(
            .overBudget,
            "with nine in ten chances for each the jobs cost up to \(shortage.needed) USD (\(shortage.basis.rawValue)) "
                + "on the dearest worker that can take them, and the budget \"\(shortage.name)\" has \(shortage.left) USD "
                + "left; raise its limit or submit less",
            fields: input.fields)
    }

    private static func body(for error: any HTTPResponseError) -> ErrorBody {
        switch error.status {
        case .notFound: ErrorBody(.notFound, "there is nothing at this path; see \(Route.openAPI)")
        case .contentTooLarge: ErrorBody(.tooLarge, "the body is larger than this path takes")
        case .badRequest: ErrorBody(.invalidInput, "the request cannot be read: \(error)")
        case let status where (400..<500).contains(status.code):
            ErrorBody(.invalidInput, "the request cannot be carried out: \(status.reasonPhrase)")
        default: ErrorBody(.internal, "a defect of the coordinator; its log has the details")
        }
    }
}
