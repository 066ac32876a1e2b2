/// Where the database is and how sessions with it behave.
public struct PostgresConfiguration: Sendable {
    /// A URL (`postgres://…`), a keyword string (`host=… dbname=…`) or empty, handed to libpq as it is. What it leaves out
    /// comes from libpq's environment (`PGHOST`, `PGPASSWORD`, `~/.pgpass`, …). Never logged.
    public var connectionString: String
    /// What `pg_stat_activity` shows, unless the connection string says otherwise.
    public var applicationName: String
    /// How long one attempt to connect may take, unless the connection string says otherwise. Whole seconds, at least 2.
    public var connectTimeout: Duration
    /// How long a statement may run before the server ends it with `57014`; nil: the server's own setting.
    public var statementTimeout: Duration?
    /// How long a statement may wait for a lock before the server ends it with `55P03`; nil: the server's own setting.
    public var lockTimeout: Duration?
    /// How long a session may idle inside a transaction before the server ends it; nil: the server's own setting.
    public var idleInTransactionTimeout: Duration?
    /// Further settings, applied to each session when it opens.
    public var settings: [String: String]
    /// The most sessions that are open at once, not counting those that listen.
    public var maximumSessions: Int
    /// How long a caller waits for a free session.
    public var acquireTimeout: Duration

    /// The configuration with its defaults.
    public init(
        connectionString: String, applicationName: String = "shoestring", maximumSessions: Int = 8,
        acquireTimeout: Duration = .seconds(10), statementTimeout: Duration? = .seconds(60)
    ) {
        self.connectionString = connectionString
        self.applicationName = applicationName
        self.connectTimeout = .seconds(5)
        self.statementTimeout = statementTimeout
        self.lockTimeout = nil
        self.idleInTransactionTimeout = .seconds(300)
        self.settings = [:]
        self.maximumSessions = max(1, maximumSessions)
        self.acquireTimeout = acquireTimeout
    }

    /// Keywords for `PQconnectdbParams`. Later ones win, so what stands before `dbname` is a default.
    var keywords: [(String, String)] {
        let seconds = max(2, connectTimeout.components.seconds)
        return [
            ("connect_timeout", "\(seconds)"), ("keepalives_idle", "30"), ("keepalives_interval", "10"),
            ("keepalives_count", "3"), ("tcp_user_timeout", "40000"),
            ("dbname", connectionString), ("client_encoding", "UTF8"), ("fallback_application_name", applicationName),
        ]
    }

    /// What every session sets after it has connected.
    var sessionSettings: [(name: String, value: String)] {
        var result = settings.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
        func add(_ name: String, _ duration: Duration?) {
            guard let duration else { return }
            let parts = duration.components
            let milliseconds = max(1, parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000)
            result.append((name, "\(milliseconds)ms"))
        }
        add("statement_timeout", statementTimeout)
        add("lock_timeout", lockTimeout)
        add("idle_in_transaction_session_timeout", idleInTransactionTimeout)
        return result
    }
}

extension PostgresConfiguration: CustomStringConvertible, CustomReflectable {
    /// Everything but the connection string, which can hold a password.
    public var description: String {
        "PostgresConfiguration(applicationName: \(applicationName), maximumSessions: \(maximumSessions))"
    }

    /// Shows what ``description`` shows, so that `dump` keeps the secret too.
    public var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}
