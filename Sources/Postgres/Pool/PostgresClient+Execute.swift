import Foundation

/// Whether something waits to be read on a socket, or its end.
func isReadable(_ socket: Int32) -> Bool {
    var descriptor = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&descriptor, 1, 0) > 0
}

extension PostgresSession {
    /// Runs a caller's body on the session's thread and says in the same visit whether the session can be used again.
    func lend<Value: Sendable>(
        _ body: @Sendable (isolated PostgresSession) async throws -> Value
    ) async -> (Result<Value, any Error>, reusable: Bool) {
        do {
            let value = try await body(self)
            return (.success(value), isReusable)
        } catch {
            return (.failure(error), isReusable)
        }
    }

    /// The same for statements.
    func lend(_ batch: [BoundStatement]) -> (Result<[Rows], PostgresError>, reusable: Bool) {
        do throws(PostgresError) {
            return (.success(try execute(batch)), isReusable)
        } catch {
            return (.failure(error), isReusable)
        }
    }
}

extension PostgresClient {
    /// Runs `body` with a session of its own, on that session's thread: it calls the session without `await`.
    ///
    /// A session that comes back broken or in a transaction is discarded.
    /// - Throws: what the body throws; ``PostgresError`` when no session can be had.
    public func withSession<Value: Sendable>(
        _ body: @Sendable (isolated PostgresSession) async throws -> Value
    ) async throws -> Value {
        let lease = try await acquire()
        let (result, reusable) = await lease.session.lend(body)
        release(lease, reusable: reusable)
        return try result.get()
    }

    /// Runs `body` in a transaction; see ``PostgresSession/transaction(isolation:access:retries:_:)``.
    public func transaction<Value: Sendable>(
        isolation: Isolation = .readCommitted, access: Access = .readWrite, retries: Int = 0,
        _ body: @Sendable (isolated PostgresSession) async throws -> Value
    ) async throws -> Value {
        try await withSession { session in
            try await session.transaction(isolation: isolation, access: access, retries: retries, body)
        }
    }

    /// Runs one statement, which commits on its own.
    @discardableResult
    public func execute(_ statement: Statement, _ parameters: Parameters = [:]) async throws(PostgresError) -> Rows {
        try await execute([try BoundStatement(statement, parameters)])[0]
    }

    /// Runs one statement whose parameters are encoded already.
    @discardableResult
    public func execute(_ bound: BoundStatement) async throws(PostgresError) -> Rows {
        try await execute([bound])[0]
    }

    /// Runs all statements in one round trip and one transaction; see ``PostgresSession/execute(_:)-([BoundStatement])``.
    @discardableResult
    public func execute(_ batch: [BoundStatement]) async throws(PostgresError) -> [Rows] {
        guard !batch.isEmpty else { return [] }
        let lease = try await acquire()
        let (result, reusable) = await lease.session.lend(batch)
        release(lease, reusable: reusable)
        return try result.get()
    }
}
