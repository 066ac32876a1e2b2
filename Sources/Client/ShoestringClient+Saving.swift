import HTTPClient
public import Vocabulary
import Wire

extension ShoestringClient {
    /// What the API answers to a path with its query, as it is: for programs that keep answers instead of reading them.
    ///
    /// - Parameter path: Below `/api/v1`, beginning with a slash, percent-encoded, as `/runs?limit=10`.
    public func answer(to path: String) async throws(ClientError) -> JSONValue {
        try await get(Route.base + path)
    }

    /// What the API answers to a question that changes nothing, as it is.
    ///
    /// - Parameters:
    ///   - path: Below `/api/v1`, beginning with a slash, as `/costs/compare`.
    ///   - question: The body.
    public func answer(to path: String, asked question: JSONValue) async throws(ClientError) -> JSONValue {
        try await post(Route.base + path, question, key: Self.newIdempotencyKey(), timeout: .seconds(120))
    }
}
