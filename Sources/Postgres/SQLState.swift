/// The five characters that say what went wrong, whatever language the server's messages are in.
///
/// Source: PostgreSQL 15 documentation, appendix A.
public struct SQLState: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// Five digits or upper-case letters.
    public let code: String

    /// The state with a code.
    public init(_ code: String) { self.code = code }
    /// The state with a code.
    public init(stringLiteral value: String) { code = value }

    /// The first two characters: the family of the error (`23` integrity, `08` connection, …).
    public var category: Substring { code.prefix(2) }
    /// The code.
    public var description: String { code }

    /// A row with this key exists already.
    public static let uniqueViolation: SQLState = "23505"
    /// The row that is referred to does not exist, or is still referred to.
    public static let foreignKeyViolation: SQLState = "23503"
    /// A check constraint refused the row.
    public static let checkViolation: SQLState = "23514"
    /// A column that must have a value got none.
    public static let notNullViolation: SQLState = "23502"
    /// An exclusion constraint refused the row.
    public static let exclusionViolation: SQLState = "23P01"
    /// Concurrent transactions cannot be put in an order; running it again can succeed.
    public static let serializationFailure: SQLState = "40001"
    /// This transaction was chosen to break a deadlock; running it again can succeed.
    public static let deadlockDetected: SQLState = "40P01"
    /// A statement timeout or a cancel request ended the statement.
    public static let queryCanceled: SQLState = "57014"
    /// The server is shutting down, or an administrator ended the session.
    public static let adminShutdown: SQLState = "57P01"
    /// Another server process crashed; the server restarts.
    public static let crashShutdown: SQLState = "57P02"
    /// The server is starting up, shutting down or in recovery.
    public static let cannotConnectNow: SQLState = "57P03"
    /// A file could not grow: the disk, or a quota, is full.
    public static let diskFull: SQLState = "53100"
    /// Every connection slot is taken.
    public static let tooManyConnections: SQLState = "53300"
    /// A statement was sent in a transaction that had failed already.
    public static let inFailedTransaction: SQLState = "25P02"
    /// A write in a read-only transaction.
    public static let readOnlyTransaction: SQLState = "25006"
    /// A lock was not to be had within `lock_timeout` or with `NOWAIT`.
    public static let lockNotAvailable: SQLState = "55P03"
    /// Among others: a prepared statement's result type has changed.
    public static let featureNotSupported: SQLState = "0A000"
    /// A prepared statement does not exist (any more).
    public static let invalidStatementName: SQLState = "26000"
    /// The SQL is malformed.
    public static let syntaxError: SQLState = "42601"
    /// The table does not exist.
    public static let undefinedTable: SQLState = "42P01"
    /// The column does not exist.
    public static let undefinedColumn: SQLState = "42703"
    /// The database exists already.
    public static let duplicateDatabase: SQLState = "42P04"
    /// The database does not exist.
    public static let undefinedDatabase: SQLState = "3D000"
    /// A division by zero.
    public static let divisionByZero: SQLState = "22012"
}
