/// Why a private cluster cannot be run.
public enum PrivateClusterError: Error, Sendable, Equatable {
    /// No `initdb` and `postgres` were found in these places.
    case binariesNotFound(searched: [String])
    /// The cluster was made by a major version of which no server is installed.
    case versionMismatch(cluster: Int, available: [Int])
    /// Another process owns the directory.
    case inUse(directory: String, processID: Int32?)
    /// The process runs as root, which Postgres refuses, and the user to run it as does not exist.
    case unknownUser(String)
    /// The process runs as root and `setpriv` (util-linux) is not there to run Postgres as another user.
    case setprivNotFound
    /// A directory or file cannot be made or used.
    case filesystem(path: String, reason: String)
    /// The directory for the socket belongs to somebody else or is open to others.
    case unsafeDirectory(path: String, reason: String)
    /// An executable did not start, or failed. `log` holds its last lines.
    case failed(command: String, reason: String, log: String)
    /// A server of an earlier coordinator is still there and does not end.
    case oldServerDoesNotStop(processID: Int32)
    /// The server ended although nobody asked it to. `log` holds its last lines.
    case serverEnded(reason: String, log: String)
    /// The server runs, but a session with it fails.
    case unusable(reason: String)
}

extension PrivateClusterError: CustomStringConvertible {
    /// What is wrong and what can be done about it.
    public var description: String {
        switch self {
        case .binariesNotFound(let searched):
            "no PostgreSQL server found in \(searched.joined(separator: ", ")): install it (Debian: apt-get install "
                + "postgresql), set SHOESTRING_PG_BIN to its bin directory, or set DATABASE_URL to a running server"
        case .versionMismatch(let cluster, let available):
            "the data directory was made by PostgreSQL \(cluster), installed is "
                + available.map(String.init).joined(separator: ", ")
                + ": install \(cluster), or move the data with pg_upgrade or pg_dump"
        case .inUse(let directory, let processID):
            "\(directory) is in use by " + (processID.map { "process \($0)" } ?? "another process")
        case .unknownUser(let name):
            "Postgres refuses to run as root, and the user '\(name)' to run it as does not exist"
        case .setprivNotFound: "setpriv (util-linux) is needed to run Postgres as another user than root"
        case .filesystem(let path, let reason): "\(path): \(reason)"
        case .unsafeDirectory(let path, let reason): "\(path) is not safe for a socket: \(reason)"
        case .failed(let command, let reason, let log): "\(command) failed: \(reason)\n\(log)"
        case .oldServerDoesNotStop(let processID):
            "a Postgres server of an earlier run (process \(processID)) does not stop; end it and try again"
        case .serverEnded(let reason, let log): "the private Postgres server ended: \(reason)\n\(log)"
        case .unusable(let reason): "the private Postgres server cannot be used: \(reason)"
        }
    }
}
