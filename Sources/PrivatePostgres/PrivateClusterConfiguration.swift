/// Where a private cluster lives and how it is set.
public struct PrivateClusterConfiguration: Sendable {
    /// The directory for the cluster, its configuration, its log and its lock. It is made when missing.
    public var directory: String
    /// The user that the server runs as when this process is root.
    public var userWhenRoot: String
    /// The directory for the cluster when this process is root and the user above cannot reach ``directory``.
    public var fallbackRoot: String
    /// The database that is made at the first start, and the name of its superuser.
    public var database: String
    /// How long a start may take; recovery after a crash is part of it.
    public var startTimeout: Duration
    /// How long a fast shutdown may take before the server is told to stop at once (it then recovers at the next start).
    public var stopTimeout: Duration
    /// How often within ten minutes ``PrivateCluster/run()`` starts the server again after it ended by itself.
    public var restarts: Int
    /// Settings of `postgresql.conf` on top of the defaults.
    public var settings: [String: String]

    /// The configuration with its defaults.
    public init(directory: String) {
        self.directory = directory
        userWhenRoot = "postgres"
        fallbackRoot = "/var/lib/shoestring"
        database = "shoestring"
        startTimeout = .seconds(300)
        stopTimeout = .seconds(60)
        restarts = 3
        settings = [:]
    }

    /// For a machine with two cores and a few GiB that does other work too. Durability is never traded: `fsync` and
    /// `synchronous_commit` stay on. Sources: PostgreSQL 15 documentation, chapter 20; `jit` is off because no statement of
    /// ours runs long enough to pay for a compilation.
    static let defaults: [String: String] = [
        "listen_addresses": "", "port": "5432", "unix_socket_permissions": "0700", "max_connections": "60",
        "shared_buffers": "128MB", "fsync": "on", "synchronous_commit": "on", "full_page_writes": "on",
        "wal_compression": "on", "max_wal_size": "1GB", "checkpoint_completion_target": "0.9", "jit": "off",
        "timezone": "UTC", "log_timezone": "UTC", "lc_messages": "C", "log_line_prefix": "%m [%p] ",
        "cluster_name": "shoestring", "log_checkpoints": "off",
    ]

    /// The text of `postgresql.conf`.
    func postgresqlConf(socketDirectory: String) -> String {
        var values = Self.defaults.merging(settings) { $1 }
        values["unix_socket_directories"] = socketDirectory
        let lines = values.sorted { $0.key < $1.key }.map { name, value in
            "\(name) = '\(value.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''"))'"
        }
        return "# Written at every start; put changes elsewhere.\n" + lines.joined(separator: "\n") + "\n"
    }
}
