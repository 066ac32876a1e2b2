import CLibpq

/// What identifies a prepared statement: the same text with other parameter types is another one.
struct PreparedKey: Hashable {
    let statement: Statement
    let types: [PostgresType]
}

/// A statement that this session's server side knows.
struct Prepared {
    let serverName: String
    var shape: Rows.Shape?
}

extension PostgresSession {
    /// Runs one statement. Outside of a transaction it commits on its own.
    @discardableResult
    public func execute(_ statement: Statement, _ parameters: Parameters = [:]) throws(PostgresError) -> Rows {
        try execute(try BoundStatement(statement, parameters))
    }

    /// Runs one statement whose parameters are encoded already.
    @discardableResult
    public func execute(_ bound: BoundStatement) throws(PostgresError) -> Rows {
        let results = try run([bound], cancellable: true)
        return results[0]
    }

    /// Sends all statements at once and waits for all of them: one round trip.
    ///
    /// Outside of a transaction they are one: the first error undoes what came before it and skips what comes after
    /// (PostgreSQL 15 documentation, 55.2.2.1). The error names the statement that failed.
    /// - Returns: the statements' results, in their order.
    @discardableResult
    public func execute(_ batch: [BoundStatement]) throws(PostgresError) -> [Rows] {
        guard !batch.isEmpty else { return [] }
        return try run(batch, cancellable: true)
    }

    /// Runs a batch; a prepared statement that the server invalidated is prepared again, once, where nothing of the batch
    /// can have stayed in force.
    func run(_ batch: [BoundStatement], cancellable: Bool) throws(PostgresError) -> [Rows] {
        if let breakage { throw .connection(breakage) }
        if cancellable, Task.isCancelled { throw .cancelled }
        let startedIdle = connection.transactionStatus == PQTRANS_IDLE
        do throws(PostgresError) {
            return try attempt(batch, cancellable: cancellable)
        } catch {
            guard startedIdle, !inTransaction, connection.transactionStatus == PQTRANS_IDLE,
                case .server(let server) = error, server.invalidatesPreparation,
                batch.count == 1 || !batch.contains(where: \.statement.controlsTransactions)
            else { throw error }
            for bound in batch { prepared[PreparedKey(statement: bound.statement, types: bound.types)] = nil }
            return try attempt(batch, cancellable: cancellable)
        }
    }

    private func attempt(_ batch: [BoundStatement], cancellable: Bool) throws(PostgresError) -> [Rows] {
        guard unsafe PQenterPipelineMode(connection.pointer) == 1 else {
            throw broken(connection.message, sent: false)
        }
        var expected: [ExpectedResult] = []
        var announced: [PreparedKey: Prepared] = [:]
        for bound in batch { try send(bound, &expected, &announced) }
        guard unsafe PQpipelineSync(connection.pointer) == 1 else { throw broken(connection.message, sent: true) }
        let results = try collect(expected, cancellable: cancellable)
        guard unsafe PQexitPipelineMode(connection.pointer) == 1 else {
            throw broken(connection.message, sent: true)
        }
        return try results.get()
    }

    private func send(
        _ bound: BoundStatement, _ expected: inout [ExpectedResult], _ announced: inout [PreparedKey: Prepared]
    ) throws(PostgresError) {
        let statement = bound.statement
        let key = PreparedKey(statement: statement, types: bound.types)
        var known = prepared[key] ?? announced[key]
        if known == nil {
            let fresh = Prepared(serverName: statement.name.isEmpty ? "" : nextServerName(for: statement))
            let types = bound.types.map { Oid($0.oid) }
            guard
                unsafe PQsendPrepare(connection.pointer, fresh.serverName, statement.sql, Int32(types.count), types)
                    == 1
            else { throw broken(connection.message, sent: !expected.isEmpty) }
            expected.append(.preparation(key, fresh))
            if !statement.name.isEmpty { announced[key] = fresh }
            known = fresh
        }
        guard let known, sendExecution(of: bound, serverName: known.serverName) else {
            throw broken(connection.message, sent: !expected.isEmpty)
        }
        expected.append(.execution(key, known.shape))
    }

    private func nextServerName(for statement: Statement) -> String {
        preparedCount += 1
        // The server keeps 63 bytes of a name (NAMEDATALEN - 1); the number keeps it unique within the session.
        return statement.name.prefix(48) + "_\(preparedCount)"
    }

    private func sendExecution(of bound: BoundStatement, serverName: String) -> Bool {
        unsafe bound.bytes.withUnsafeBytes { buffer in
            var values: [UnsafePointer<CChar>?] = unsafe []
            var lengths: [Int32] = []
            var formats: [Int32] = []
            for slot in bound.slots {
                let start = unsafe buffer.baseAddress.map { unsafe $0 + slot.offset }
                let value = unsafe start.map { unsafe $0.assumingMemoryBound(to: CChar.self) }
                unsafe values.append(slot.length < 0 ? nil : value)
                lengths.append(Int32(max(0, slot.length)))
                formats.append(slot.isText ? 0 : 1)
            }
            return unsafe PQsendQueryPrepared(
                connection.pointer, serverName, Int32(bound.slots.count), values, lengths, formats, 1) == 1
        }
    }
}

extension ServerError {
    /// Whether a prepared statement is to be forgotten: its result type changed, or the server does not know it.
    fileprivate var invalidatesPreparation: Bool {
        // 0A000 has many causes; in an EXECUTE of a prepared statement it is the plan cache's.
        sqlState == .invalidStatementName || sqlState == .featureNotSupported
    }
}

extension Statement {
    /// Whether it begins, ends or divides a transaction.
    fileprivate var controlsTransactions: Bool {
        let word = sql.drop { $0.isWhitespace }.prefix { $0.isLetter }.uppercased()
        return ["BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "PREPARE", "SAVEPOINT", "RELEASE"].contains(
            word)
    }
}
