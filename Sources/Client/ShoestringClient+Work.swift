import HTTPClient
public import Vocabulary
public import Wire

extension ShoestringClient {
    /// Introduces a worker; the same name again is the same worker.
    public func register(_ body: RegisterWorkerBody) async throws(ClientError) -> Worker {
        try await post(Route.workers, body)
    }

    /// Asks for work and waits for it as long as the body says.
    public func claim(_ body: ClaimBody) async throws(ClientError) -> ClaimAnswer {
        try await post(Route.claims, body, timeout: .seconds(body.waitSeconds + 15))
    }

    /// Extends leases.
    public func heartbeat(_ body: HeartbeatBody) async throws(ClientError) -> HeartbeatAnswer {
        try await post(Route.heartbeats, body, timeout: .seconds(10))
    }

    /// Writes events of an attempt; the answer can say that it is to be given back.
    public func write(_ body: EventsBody, for attempt: AttemptID) async throws(ClientError) -> EventsAnswer {
        try await post(Route.events(attempt), body)
    }

    /// Ends an attempt with its result or failure.
    public func finish(_ attempt: AttemptID, _ body: FinishBody) async throws(ClientError) -> FinishAnswer {
        try await post(Route.finish(attempt), body, timeout: .seconds(60))
    }

    /// Gives an attempt's job back, unharmed.
    public func release(_ attempt: AttemptID) async throws(ClientError) {
        _ = try await send(try postRequest(Route.release(attempt), nil, timeout: .seconds(3)))
    }
}
