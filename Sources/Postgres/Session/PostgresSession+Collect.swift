import CLibpq

/// What the next result of a pipeline belongs to.
enum ExpectedResult {
    case preparation(PreparedKey, Prepared)
    case execution(PreparedKey, Rows.Shape?)

    var key: PreparedKey {
        switch self {
        case .preparation(let key, _), .execution(let key, _): key
        }
    }
}

extension PostgresSession {
    /// Takes in the results of a pipeline up to its synchronisation point.
    /// - Returns: the rows, or the first error of the server. - Throws: when the session is of no more use.
    func collect(
        _ expected: [ExpectedResult], cancellable: Bool
    ) throws(PostgresError) -> Result<[Rows], PostgresError> {
        var failure: PostgresError?
        var results: [Rows] = []
        var watch = CancellationWatch(isOn: cancellable)
        for item in expected {
            guard let result = try next(&watch) else { throw broken("libpq returned no result", sent: true) }
            switch result.status {
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: accept(result, of: item, into: &results)
            case PGRES_PIPELINE_ABORTED: break
            case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
                throw broken("COPY is not supported", sent: true)
            default:
                let error = result.serverError(statementName: item.key.statement.name)
                if error.sqlState.code.isEmpty || error.endsSession || !connection.isAlive {
                    throw ended(by: error)
                }
                if failure == nil { failure = .server(error) }
            }
            guard try next(&watch) == nil else { throw broken("libpq returned a result too many", sent: true) }
        }
        guard let end = try next(&watch), end.status == PGRES_PIPELINE_SYNC else {
            throw broken("the pipeline did not end where it should", sent: true)
        }
        // The request to cancel may still be under way, to hit whoever used the session next: nobody does.
        if watch.wasCancelled { breakage = "a statement on it was cancelled" }
        if watch.wasCancelled, failure?.sqlState == .queryCanceled { return .failure(.cancelled) }
        // Done before the request arrived: what took effect is reported as done.
        if let failure { return .failure(failure) }
        return .success(results)
    }

    private func accept(_ result: consuming ResultHandle, of item: ExpectedResult, into results: inout [Rows]) {
        switch item {
        case .preparation(let key, let known):
            if !known.serverName.isEmpty { prepared[key] = known }
        case .execution(let key, let shape):
            let shape = shape ?? prepared[key]?.shape ?? Rows.Shape(columns: result.columns())
            prepared[key]?.shape = shape
            results.append(Rows(adopting: result, shape: shape))
        }
    }

    /// The error for a result that came with the end of the session.
    private func ended(by error: ServerError) -> PostgresError {
        breakage = error.message
        // An administrator's shutdown or a crash: the statement may have been about to commit.
        return .connectionLost(error.sqlState.code.isEmpty ? error.message : error.description)
    }

    /// Waits for the next result without blocking any other session.
    func next(_ watch: inout CancellationWatch) throws(PostgresError) -> ResultHandle? {
        while true {
            let unsent = connection.flush()
            // A broken pipe leaves what the server said before it closed to be read.
            if unsent < 0, !connection.consumeInput() { throw broken(connection.message, sent: true) }
            if !connection.isBusy { return ResultHandle.next(of: connection) }
            let readiness = connection.wait(forWriting: unsent == 1, milliseconds: Self.cancellationTick)
            switch readiness {
            case .readable:
                // A FATAL message that came with the end is a result like others: it is read before the end is reported.
                if !connection.consumeInput(), connection.isBusy { throw broken(connection.message, sent: true) }
            case .writable: continue
            case .timeout:
                guard watch.gaveUp(on: connection) else { continue }
                throw broken("the task was cancelled, and the server did not answer", sent: true)
            }
        }
    }
}

/// Notices, between two polls, that the calling task was cancelled.
struct CancellationWatch {
    let isOn: Bool
    private var deadline: ContinuousClock.Instant?

    init(isOn: Bool) { self.isOn = isOn }

    /// Whether the server was asked to end the statement.
    var wasCancelled: Bool { deadline != nil }

    /// - Returns: whether the server did not answer the cancel in time.
    mutating func gaveUp(on connection: borrowing ConnectionHandle) -> Bool {
        if let deadline { return ContinuousClock.now > deadline }
        guard isOn, Task.isCancelled else { return false }
        deadline = .now + PostgresSession.cancellationGrace
        CancelHandle(for: connection)?.send()
        return false
    }
}
