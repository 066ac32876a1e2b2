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

    /// Submits a search.
    public func submit(_ body: SubmitSearchBody, key: String) async throws(ClientError) -> Sweep {
        try await post(Route.sweeps, body.json, key: key)
    }

    /// A sweep that searches, with its samples.
    public func search(_ id: SweepID) async throws(ClientError) -> SearchDetail { try await get(Route.search(id)) }

    /// Cancels a job: at once while it waits, by the next heartbeat while it runs.
    public func cancel(_ id: JobID, key: String = newIdempotencyKey()) async throws(ClientError) -> Job {
        try await post(Route.cancel(id), nil, key: key)
    }

    /// Cancels what is left of a sweep.
    public func cancel(_ id: SweepID, key: String = newIdempotencyKey()) async throws(ClientError) -> Sweep {
        try await post(Route.cancel(id), nil, key: key)
    }

    /// Pauses a job: at once while it waits, by the next heartbeat while it runs.
    public func pause(_ id: JobID) async throws(ClientError) -> Job {
        try await post(Route.pause(id), nil, key: Self.newIdempotencyKey())
    }

    /// Lets a paused job go on.
    public func resume(_ id: JobID) async throws(ClientError) -> Job {
        try await post(Route.resume(id), nil, key: Self.newIdempotencyKey())
    }

    /// Gives a job that ended without a result another try.
    public func retry(_ id: JobID) async throws(ClientError) -> Job {
        try await post(Route.retry(id), nil, key: Self.newIdempotencyKey())
    }

    /// Pauses what is left of a sweep.
    public func pause(_ id: SweepID) async throws(ClientError) -> Sweep {
        try await post(Route.pause(id), nil, key: Self.newIdempotencyKey())
    }

    /// Lets what is left of a sweep go on.
    public func resume(_ id: SweepID) async throws(ClientError) -> Sweep {
        try await post(Route.resume(id), nil, key: Self.newIdempotencyKey())
    }

    /// Gives a worker no more jobs; those that it has go on.
    public func pause(_ id: WorkerID) async throws(ClientError) -> Worker {
        try await post(Route.pause(id), nil, key: Self.newIdempotencyKey())
    }

    /// Gives a paused worker jobs again.
    public func resume(_ id: WorkerID) async throws(ClientError) -> Worker {
        try await post(Route.resume(id), nil, key: Self.newIdempotencyKey())
    }

    /// Hands out no more jobs.
    public func pauseQueue() async throws(ClientError) -> QueueState {
        try await post(Route.pauseQueue, nil, key: Self.newIdempotencyKey())
    }

    /// Hands out jobs again.
    public func resumeQueue() async throws(ClientError) -> QueueState {
        try await post(Route.resumeQueue, nil, key: Self.newIdempotencyKey())
    }

    /// What is true of the queue as a whole.
    public func queue() async throws(ClientError) -> QueueState { try await get(Route.queue) }

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
