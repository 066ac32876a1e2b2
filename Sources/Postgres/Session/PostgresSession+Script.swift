import CLibpq

extension PostgresSession {
    /// Runs several statements, separated by semicolons, without parameters: for migrations.
    ///
    /// Unless the script begins transactions itself, all of it is one: the first error undoes everything (PostgreSQL 15
    /// documentation, 55.2.2.1). Rows that it produces are dropped.
    public func execute(script: String) throws(PostgresError) {
        if let breakage { throw .connection(breakage) }
        if Task.isCancelled { throw .cancelled }
        guard !script.utf8.contains(0) else {
            throw .binding(statement: "script", reason: "the script holds a NUL character")
        }
        guard unsafe PQsendQuery(connection.pointer, script) == 1 else {
            throw broken(connection.message, sent: false)
        }
        var failure: PostgresError?
        var watch = CancellationWatch(isOn: true)
        while let result = try next(&watch) {
            switch result.status {
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: continue
            case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH: throw broken("COPY is not supported", sent: true)
            default:
                let error = result.serverError(statementName: "")
                if error.sqlState.code.isEmpty || error.endsSession || !connection.isAlive {
                    throw broken(error.description, sent: true)
                }
                if failure == nil { failure = .server(error) }
            }
        }
        if watch.wasCancelled { breakage = "a script on it was cancelled" }
        if watch.wasCancelled, failure?.sqlState == .queryCanceled { throw .cancelled }
        if let failure { throw failure }
    }
}
