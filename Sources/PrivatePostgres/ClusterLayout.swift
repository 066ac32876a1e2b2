import Foundation

/// Where the parts of a cluster are, and who the server runs as.
struct ClusterLayout: Equatable, Sendable {
    /// The longest path of a socket that we use: the kernel allows 107 bytes (`sun_path`, unix(7)), some clients fewer.
    static let longestSocketPath = 99

    /// The directory with everything below; ours.
    let home: String
    /// nil: the server runs as this process does.
    let serverAccount: Account?
    /// The directory for the socket; the server's, closed to everybody else.
    let socketDirectory: String
    /// Set when the home is not where it was asked for: the directory that the server's user cannot pass.
    let obstacle: String?

    /// The server's own directory.
    var data: String { home + "/data" }
    /// Where initdb works, so that a cluster is there whole or not at all.
    var unfinishedData: String { home + "/data.new" }
    var log: String { home + "/postgres.log" }
    var configurationFile: String { home + "/postgresql.conf" }
    var hostAccessFile: String { home + "/pg_hba.conf" }
    var identityFile: String { home + "/pg_ident.conf" }
    var processFile: String { data + "/postmaster.pid" }

    /// Decides where everything goes. As root the server runs as another user, which may not be able to reach the directory
    /// (a repository below /root, mode 0700): then the home is below the fallback root, under a name made of the path.
    static func plan(
        _ configuration: PrivateClusterConfiguration, effectiveUser: uid_t = geteuid(),
        runtimeDirectory: String? = ProcessInfo.processInfo.environment["XDG_RUNTIME_DIR"]
    ) throws(PrivateClusterError) -> ClusterLayout {
        let wanted = Files.canonical(configuration.directory)
        guard effectiveUser == 0 else {
            let sockets = socketDirectory(home: wanted, user: effectiveUser, runtimeDirectory: runtimeDirectory)
            return ClusterLayout(home: wanted, serverAccount: nil, socketDirectory: sockets, obstacle: nil)
        }
        guard let account = Account.named(configuration.userWhenRoot), account.uid != 0 else {
            throw .unknownUser(configuration.userWhenRoot)
        }
        let obstacle = account.obstacle(onTheWayTo: (wanted as NSString).deletingLastPathComponent)
        let home =
            obstacle == nil ? wanted : "\(Files.canonical(configuration.fallbackRoot))/\(Files.digest(wanted))"
        let sockets = socketDirectory(home: home, user: account.uid, runtimeDirectory: nil)
        return ClusterLayout(home: home, serverAccount: account, socketDirectory: sockets, obstacle: obstacle)
    }

    /// Beside the data where the path is short and plain enough, else in the user's runtime directory or /tmp.
    static func socketDirectory(home: String, user: uid_t, runtimeDirectory: String?) -> String {
        func fits(_ directory: String) -> Bool {
            // A comma divides directories in the setting, and a quote quotes them.
            (directory + "/.s.PGSQL.5432").utf8.count <= longestSocketPath
                && !directory.contains { $0 == "," || $0 == "\"" || $0 == "'" || $0.isNewline }
        }
        let beside = home + "/socket"
        if fits(beside) { return beside }
        let name = "shoestring-\(user)-\(Files.digest(home))"
        if let runtimeDirectory, !runtimeDirectory.isEmpty, Files.exists(runtimeDirectory) {
            let inside = runtimeDirectory + "/" + name
            if fits(inside) { return inside }
        }
        return "/tmp/" + name
    }

    /// Makes the directories, with the owners and modes that keep everybody else out of the data and off the socket.
    func makeDirectories() throws(PrivateClusterError) {
        // As root the home stays root's, so that the server's user cannot exchange its configuration; it must pass it.
        try Files.makeDirectory(home, mode: serverAccount == nil ? 0o700 : 0o755, owner: nil)
        guard let found = FileStatus(path: home, followingLinks: true), found.isDirectory else {
            throw .filesystem(path: home, reason: "is not a directory")
        }
        guard found.owner == geteuid() else {
            throw .filesystem(path: home, reason: "belongs to user \(found.owner), this process runs as \(geteuid())")
        }
        if serverAccount != nil, let blocked = serverAccount?.obstacle(onTheWayTo: home) {
            throw .filesystem(path: blocked, reason: "user '\(serverAccount?.name ?? "")' cannot pass through it")
        }
        try Files.makeDirectory(socketDirectory, mode: 0o700, owner: nil)
        try checkSocketDirectory()
    }

    /// /tmp is everybody's: a directory of the right name may have been made by somebody else.
    private func checkSocketDirectory() throws(PrivateClusterError) {
        let server = serverAccount?.uid ?? geteuid()
        guard let found = FileStatus(path: socketDirectory, followingLinks: false), found.isDirectory else {
            throw .unsafeDirectory(path: socketDirectory, reason: "it is not a directory")
        }
        guard found.owner == server || found.owner == geteuid() else {
            throw .unsafeDirectory(path: socketDirectory, reason: "it belongs to user \(found.owner)")
        }
        guard found.mode & 0o077 == 0 else {
            throw .unsafeDirectory(path: socketDirectory, reason: "others may enter it")
        }
        if let serverAccount { try Files.own(socketDirectory, by: serverAccount) }
    }

    /// Writes the server's configuration anew, so that what an upgrade of ours changes takes effect.
    func writeConfiguration(_ configuration: PrivateClusterConfiguration) throws(PrivateClusterError) {
        let mode: mode_t = serverAccount == nil ? 0o600 : 0o644
        try Files.write(
            configuration.postgresqlConf(socketDirectory: socketDirectory), to: configurationFile, mode: mode)
        // Beside the mode of the socket's directory, the server asks the kernel who is at the other end (peer).
        try Files.write("local all all peer map=owner\n", to: hostAccessFile, mode: mode)
        let names = Set([serverAccount?.name, Account.current?.name].compactMap { $0 }).sorted()
        let lines = names.map { "owner \"\($0)\" \"\(configuration.database)\"\n" }
        try Files.write(lines.joined(), to: identityFile, mode: mode)
        if let obstacle {
            let note =
                "Postgres does not run as root, and user '\(serverAccount?.name ?? "")' cannot pass through "
                + "\(obstacle). The cluster for \(configuration.directory) is here instead: \(home)\n"
            try Files.makeDirectory(configuration.directory, mode: 0o755, owner: nil)
            try Files.write(note, to: configuration.directory + "/location.txt", mode: 0o644)
        }
    }

    /// A URL for libpq.
    func connectionString(_ configuration: PrivateClusterConfiguration, database: String) -> String {
        func escaped(_ text: String) -> String {
            text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text
        }
        let user = escaped(configuration.database)
        return "postgresql://\(user)@/\(escaped(database))?host=\(escaped(socketDirectory))&port=5432"
    }

    /// An executable with its arguments, as the server's user where that is another one.
    ///
    /// `setpriv` replaces itself with the executable, so the process is ours to signal and to wait for; there is no shell.
    /// - Parameter deathSignal: what the kernel sends it when this process dies.
    func plan(
        _ executable: String, _ arguments: [String], deathSignal: String
    ) throws(PrivateClusterError) -> ChildProcess.Plan {
        let candidates: [String] = ["/usr/bin/setpriv", "/bin/setpriv"]
        let setpriv = candidates.first { unsafe access($0, X_OK) == 0 }
        guard let setpriv else {
            guard serverAccount == nil else { throw .setprivNotFound }
            return ChildProcess.Plan(executable: executable, arguments: arguments, log: log)
        }
        var options = ["--pdeathsig", deathSignal]
        if let serverAccount {
            options += ["--reuid", "\(serverAccount.uid)", "--regid", "\(serverAccount.gid)", "--init-groups"]
        }
        return ChildProcess.Plan(executable: setpriv, arguments: options + ["--", executable] + arguments, log: log)
    }
}
