import HTTPClient
public import Vocabulary
public import Wire

extension ShoestringClient {
    /// Submits one configuration.
    ///
    /// - Parameter key: Makes repeating safe: the same key with the same body is the same job.
    public func submit(
        _ body: SubmitJobBody, key: String = newIdempotencyKey()
    ) async throws(ClientError) -> Job {
        try await post(Route.jobs, body.json, key: key)
    }

    /// Submits a grid, one job for each point, all or none.
    public func submit(
        _ body: SubmitSweepBody, key: String = newIdempotencyKey()
    ) async throws(ClientError) -> Sweep {
        try await post(Route.sweeps, body.json, key: key, timeout: .seconds(120))
    }

    /// Cancels a job: at once while it waits, by the next heartbeat while it runs.
    public func cancel(_ id: JobID, key: String = newIdempotencyKey()) async throws(ClientError) -> Job {
        try await post(Route.cancel(id), nil, key: key)
    }

    /// Cancels what is left of a sweep.
    public func cancel(_ id: SweepID, key: String = newIdempotencyKey()) async throws(ClientError) -> Sweep {
        try await post(Route.cancel(id), nil, key: key)
    }

    /// Makes a token; its secret is in the answer, this once.
    public func createToken(name: String, role: Role) async throws(ClientError) -> CreatedToken {
        try await post(
            Route.tokens, JSONValue.object(["name": .string(name), "role": .string(role.rawValue)]),
            key: Self.newIdempotencyKey())
    }

    /// Revokes a token.
    public func revokeToken(_ id: Int64) async throws(ClientError) {
        _ = try await send(HTTPRequest(.delete, address(Route.token(id))))
    }
}
