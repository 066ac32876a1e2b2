/// What can go wrong between a caller and the database.
///
/// No case ever carries a password: messages of libpq are scrubbed before they get here.
public enum PostgresError: Error, Sendable, Equatable {
    /// No session could be had; nothing was sent. Trying again can help.
    case connection(String)
    /// The session broke after something had been sent: whether it took effect is not known.
    case connectionLost(String)
    /// The server refused a statement; its transaction is rolled back or must be.
    case server(ServerError)
    /// A value that came back is not what was asked for.
    case decoding(DecodingMismatch)
    /// A statement was bound with the wrong names or with a value that the wire cannot carry. A mistake in the program.
    case binding(statement: String, reason: String)
    /// No session became free in time. `lastFailure` says why new ones could not be opened, where that is the reason.
    case poolTimeout(waited: Duration, lastFailure: String?)
    /// The calling task was cancelled: the statement was not sent, or the server ended it and it had no effect.
    case cancelled
    /// The client has been shut down.
    case shutDown
    /// `COMMIT` found the transaction failed (an error in it had been swallowed); the server rolled it back.
    case transactionAborted
    /// The session cannot be used for what was asked (already in a transaction, broken earlier…).
    case misuse(String)

    /// Whether the same call, made again, can succeed without anything else changing.
    ///
    /// A call that writes must also look at ``outcomeIsUnknown`` before it is repeated.
    public var isRetryable: Bool {
        switch self {
        case .connection, .connectionLost, .poolTimeout: true
        case .server(let error): error.isRetryable
        case .decoding, .binding, .cancelled, .shutDown, .transactionAborted, .misuse: false
        }
    }

    /// Whether the statements may have taken effect although an error is reported.
    public var outcomeIsUnknown: Bool {
        if case .connectionLost = self { return true }
        return false
    }

    /// The server's code, where the server reported the error.
    public var sqlState: SQLState? {
        if case .server(let error) = self { return error.sqlState }
        return nil
    }
}

/// An error as the server reported it. Field meanings: PostgreSQL 15 documentation, 55.8.
public struct ServerError: Error, Sendable, Equatable {
    /// What kind of error.
    public var sqlState: SQLState
    /// `ERROR`, `FATAL` or `PANIC`, never translated.
    public var severity: String
    /// The primary message, in the server's language.
    public var message: String
    /// More on the particular case; can hold values of rows.
    public var detail: String?
    /// What to do about it.
    public var hint: String?
    /// The constraint that was violated.
    public var constraint: String?
    /// The table concerned.
    public var table: String?
    /// The column concerned.
    public var column: String?
    /// Where in the statement (with `$n` parameters), in characters from 1.
    public var position: Int?
    /// The name of the ``Statement``, empty for one without a name.
    public var statementName: String

    /// Whether running the whole transaction again can succeed.
    public var isRetryable: Bool {
        switch sqlState {
        case .serializationFailure, .deadlockDetected, .adminShutdown, .crashShutdown, .cannotConnectNow,
            .tooManyConnections, .lockNotAvailable:
            true
        default: false
        }
    }

    /// Whether the server asks for the transaction to be run again: a serialization failure or a deadlock.
    var asksForRetry: Bool { sqlState == .serializationFailure || sqlState == .deadlockDetected }

    /// Whether the session is gone with it.
    var endsSession: Bool { severity == "FATAL" || severity == "PANIC" }
}

/// A value in a result that is not what the caller asked for.
public struct DecodingMismatch: Error, Sendable, Equatable {
    /// The column's name.
    public var column: String
    /// The Swift type that was asked for.
    public var expected: String
    /// The server's type, or `NULL`, or that the column is missing.
    public var found: String
    /// More on it, where type names do not say it all.
    public var reason: String?
}

extension PostgresError: CustomStringConvertible {
    /// One line with everything that is known.
    public var description: String {
        switch self {
        case .connection(let message): "cannot connect to Postgres: \(message)"
        case .connectionLost(let message): "connection to Postgres lost, outcome unknown: \(message)"
        case .server(let error): error.description
        case .decoding(let mismatch): mismatch.description
        case .binding(let statement, let reason): "statement '\(statement)': \(reason)"
        case .poolTimeout(let waited, let failure):
            "no database session became free within \(waited)" + (failure.map { "; last failure: \($0)" } ?? "")
        case .cancelled: "cancelled"
        case .shutDown: "the database client has been shut down"
        case .transactionAborted: "the transaction had failed; COMMIT rolled it back"
        case .misuse(let reason): reason
        }
    }
}

extension ServerError: CustomStringConvertible {
    /// One line: severity, code, message, then what else is known.
    public var description: String {
        var text = "\(severity) \(sqlState): \(message)"
        if !statementName.isEmpty { text += " (statement '\(statementName)')" }
        if let detail { text += "; \(detail)" }
        if let hint { text += "; hint: \(hint)" }
        if let constraint { text += "; constraint \(constraint)" }
        if let position { text += "; at character \(position)" }
        return text
    }
}

extension DecodingMismatch: CustomStringConvertible {
    /// One line: column, what was expected, what was found.
    public var description: String {
        "column '\(column)': expected \(expected), found \(found)" + (reason.map { " (\($0))" } ?? "")
    }
}
