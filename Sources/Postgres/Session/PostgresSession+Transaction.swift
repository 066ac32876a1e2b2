import CLibpq

/// How much a transaction sees of others. Source: PostgreSQL 15 documentation, 13.2.
public enum Isolation: String, Sendable {
    /// Each statement sees what was committed before it began.
    case readCommitted = "READ COMMITTED"
    /// All statements see what was committed before the first.
    case repeatableRead = "REPEATABLE READ"
    /// As if transactions ran one after the other; some fail with `40001` and are to be run again.
    case serializable = "SERIALIZABLE"
}

/// Whether a transaction may write.
public enum Access: String, Sendable {
    /// It may.
    case readWrite = "READ WRITE"
    /// It may not.
    case readOnly = "READ ONLY"
}

extension PostgresSession {
    /// Runs `body` in a transaction on the session's thread: committed when it returns, rolled back when it throws.
    ///
    /// A ``PostgresError`` with `40001` or `40P01`, from the body or from `COMMIT`, runs the body again, up to `retries`
    /// times, after a pause of 5 ms doubling with jitter. The body must therefore not translate those errors, and must
    /// have no effects outside of the database.
    /// - Throws: what the body throws; ``PostgresError/transactionAborted`` when the body swallowed an error of the server;
    ///   ``PostgresError/connectionLost(_:)`` when it is not known whether `COMMIT` took effect.
    public func transaction<Value: Sendable>(
        isolation: Isolation = .readCommitted, access: Access = .readWrite, retries: Int = 0,
        _ body: @Sendable (isolated PostgresSession) async throws -> Value
    ) async throws -> Value {
        var attempt = 0
        while true {
            do {
                return try await transactionOnce(isolation, access, body)
            } catch let error as PostgresError {
                guard attempt < retries, case .server(let server) = error, server.asksForRetry, breakage == nil else {
                    throw error
                }
                attempt += 1
                let ceiling = 5.0 * Double(1 << min(attempt - 1, 7))
                try await Task.sleep(for: .milliseconds(Double.random(in: ceiling / 2...ceiling)))
            }
        }
    }

    private func transactionOnce<Value: Sendable>(
        _ isolation: Isolation, _ access: Access, _ body: @Sendable (isolated PostgresSession) async throws -> Value
    ) async throws -> Value {
        guard !inTransaction, connection.transactionStatus == PQTRANS_IDLE else {
            throw PostgresError.misuse("the session is in a transaction already")
        }
        try execute(Statement(sql: "BEGIN ISOLATION LEVEL \(isolation.rawValue) \(access.rawValue)"))
        inTransaction = true
        defer { inTransaction = false }
        let value: Value
        do {
            value = try await body(self)
        } catch {
            rollback()
            throw error
        }
        // A cancelled task commits too: once the body is done a definite end is worth more than a quick one.
        let outcome = try run([try Statement(sql: "COMMIT").bind()], cancellable: false)
        guard outcome[0].command == "COMMIT" else { throw PostgresError.transactionAborted }
        return value
    }

    /// Rolls back; a session on which that fails is broken and closed, which rolls back too.
    private func rollback() {
        guard breakage == nil else { return }
        do throws(PostgresError) {
            _ = try run([try Statement(sql: "ROLLBACK").bind()], cancellable: false)
        } catch {
            breakage = "\(error)"
        }
    }
}
