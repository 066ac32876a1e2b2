import Foundation
public import Logging
import Postgres
public import ServiceLifecycle

/// A Postgres server of our own, in a directory of our own, reachable over a Unix socket only.
///
/// It runs while this process does. When this process dies, the kernel tells the server to shut down; whatever is left of
/// it is ended, and the data recovered, at the next start.
public actor PrivateCluster: Service {
    /// The configuration that it was made with.
    public nonisolated let configuration: PrivateClusterConfiguration
    private let logger: Logger
    private var running: Running?

    private struct Running {
        let layout: ClusterLayout
        let installation: Installation
        var server: ChildProcess
        let lock: LockHolder
    }

    /// Gives the lock a place in a copyable value.
    private final class LockHolder: Sendable {
        private let lock: OwnershipLock
        init(_ lock: consuming OwnershipLock) { self.lock = lock }
    }

    /// A cluster that does not run yet.
    public init(_ configuration: PrivateClusterConfiguration, logger: Logger = Logger(label: "private-postgres")) {
        self.configuration = configuration
        self.logger = logger
    }

    /// The server's process id while it runs.
    public var processID: Int32? { running?.server.processID }

    /// Makes the cluster at the first start, ends what an earlier owner left, and starts the server.
    /// - Returns: the connection string of its database. A second call returns it again.
    public func start() async throws(PrivateClusterError) -> String {
        if let running { return running.layout.connectionString(configuration, database: configuration.database) }
        let layout = try ClusterLayout.plan(configuration)
        if let obstacle = layout.obstacle {
            logger.notice(
                "the database's files are elsewhere: its user cannot pass through a directory",
                metadata: ["directory": "\(obstacle)", "files": "\(layout.home)"])
        }
        try layout.makeDirectories()
        let lock = LockHolder(try OwnershipLock.take(directory: layout.home))
        try await layout.endOldServer(limit: configuration.stopTimeout)
        try rotateLog(layout)
        let installation = try await initialize(layout)
        try layout.writeConfiguration(configuration)
        let server = try await launch(layout, installation)
        running = Running(layout: layout, installation: installation, server: server, lock: lock)
        do throws(PrivateClusterError) {
            try await makeDatabase(layout)
        } catch {
            await stop()
            throw error
        }
        logger.info("private Postgres runs", metadata: ["files": "\(layout.home)", "pid": "\(server.processID)"])
        return layout.connectionString(configuration, database: configuration.database)
    }

    /// Shuts the server down (fast: sessions are ended, what was committed is kept) and waits for its end.
    public func stop() async {
        guard let running else { return }
        self.running = nil
        running.server.signal(SIGINT)
        if await running.server.end(within: configuration.stopTimeout) == nil {
            logger.warning("private Postgres takes too long to shut down: stopping it at once")
            running.server.signal(SIGQUIT)
            if await running.server.end(within: .seconds(10)) == nil {
                running.server.signal(SIGKILL)
                _ = await running.server.end()
            }
        }
        withExtendedLifetime(running.lock) {}
    }

    /// Starts the server unless it runs, starts it again when it ends by itself, and stops it on graceful shutdown.
    ///
    /// Sessions see a restart as lost connections; the address stays the same.
    /// - Throws: ``PrivateClusterError/serverEnded(reason:log:)`` when it ends by itself too often.
    public func run() async throws {
        _ = try await start()
        var ends: [ContinuousClock.Instant] = []
        while let current = running {
            let server = current.server
            let limit = configuration.stopTimeout
            let status = await withTaskCancellationOrGracefulShutdownHandler {
                await server.end()
            } onCancelOrGracefulShutdown: {
                server.signal(SIGINT)
                server.signal(SIGQUIT, after: limit)
            }
            guard running != nil else { return }  // stop() was called.
            if Task.isShuttingDownGracefully || Task.isCancelled { break }
            ends = ends.filter { $0 > .now - .seconds(600) } + [.now]
            let reason = ChildProcess.describe(status ?? -1)
            guard ends.count <= configuration.restarts else {
                running = nil
                throw PrivateClusterError.serverEnded(reason: reason, log: Files.lastLines(of: current.layout.log))
            }
            logger.error("private Postgres ended by itself; starting it again", metadata: ["reason": "\(reason)"])
            try await restart(current)
        }
        running = nil
    }

    private func restart(_ ended: Running) async throws(PrivateClusterError) {
        do throws(PrivateClusterError) {
            let server = try await launch(ended.layout, ended.installation)
            // stop() may have been called meanwhile; then nobody else ends this one.
            guard running != nil else {
                server.signal(SIGINT)
                _ = await server.end()
                return
            }
            running?.server = server
        } catch {
            running = nil
            throw error
        }
    }

    // MARK: Steps of the start

    private func rotateLog(_ layout: ClusterLayout) throws(PrivateClusterError) {
        guard let size = FileHandle(forReadingAtPath: layout.log)?.seekToEndOfFile(), size > 16 << 20 else { return }
        guard unsafe rename(layout.log, layout.log + ".1") == 0 else {
            throw .filesystem(path: layout.log, reason: Files.lastError)
        }
    }

    /// Runs initdb where there is no cluster yet. - Returns: the installation that fits the cluster.
    private func initialize(_ layout: ClusterLayout) async throws(PrivateClusterError) -> Installation {
        let installations = try Installation.all()
        if let text = Files.text(of: layout.data + "/PG_VERSION") {
            let version = Installation.majorVersion(in: text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
            guard let fitting = installations.first(where: { $0.majorVersion == version }) else {
                throw .versionMismatch(cluster: version, available: installations.map(\.majorVersion))
            }
            return fitting
        }
        let newest = installations[0]
        logger.info("making a Postgres cluster", metadata: ["files": "\(layout.home)"])
        try Files.remove(layout.unfinishedData)
        try Files.makeDirectory(layout.unfinishedData, mode: 0o700, owner: layout.serverAccount)
        let arguments = [
            "-D", layout.unfinishedData, "-U", configuration.database, "-E", "UTF8", "--locale=C", "--auth=peer",
            "--data-checksums", "--no-instructions",
        ]
        try await ChildProcess.run(
            try layout.plan(newest.bin + "/initdb", arguments, deathSignal: "KILL"))
        guard unsafe rename(layout.unfinishedData, layout.data) == 0 else {
            throw .filesystem(path: layout.data, reason: Files.lastError)
        }
        return newest
    }

    /// Starts the server and waits until it takes connections. The processes of a server that was killed hold its shared
    /// memory for a moment: then it is tried again.
    private func launch(
        _ layout: ClusterLayout, _ installation: Installation
    ) async throws(PrivateClusterError) -> ChildProcess {
        let arguments = [
            "-D", layout.data, "-c", "config_file=\(layout.configurationFile)",
            "-c", "hba_file=\(layout.hostAccessFile)", "-c", "ident_file=\(layout.identityFile)",
        ]
        let plan = try layout.plan(installation.bin + "/postgres", arguments, deathSignal: "INT")
        let retryUntil = ContinuousClock.now + .seconds(15)
        while true {
            let server = try await ChildProcess.start(plan)
            if try await isReady(server, layout) { return server }
            let status = ChildProcess.describe(await server.end() ?? -1)
            let log = Files.lastLines(of: layout.log)
            guard log.contains("pre-existing shared memory block"), ContinuousClock.now < retryUntil else {
                throw .failed(command: "postgres", reason: status, log: log)
            }
            await pause(milliseconds: 200)
        }
    }

    /// - Returns: false when the server ended instead.
    private func isReady(_ server: ChildProcess, _ layout: ClusterLayout) async throws(PrivateClusterError) -> Bool {
        let deadline = ContinuousClock.now + configuration.startTimeout
        while !server.hasEnded {
            if let text = Files.text(of: layout.processFile), OldServer.isReady(text, processID: server.processID) {
                return true
            }
            if ContinuousClock.now > deadline || Task.isCancelled {
                server.signal(SIGQUIT)
                let reason =
                    Task.isCancelled ? "the start was cancelled" : "it took longer than \(configuration.startTimeout)"
                throw .failed(command: "postgres", reason: reason, log: Files.lastLines(of: layout.log))
            }
            await pause(milliseconds: 10)
        }
        return false
    }

    private func makeDatabase(_ layout: ClusterLayout) async throws(PrivateClusterError) {
        let administration = layout.connectionString(configuration, database: "postgres")
        do throws(PostgresError) {
            let session = try await PostgresSession.open(PostgresConfiguration(connectionString: administration))
            let exists = try await session.execute(
                "SELECT FROM pg_catalog.pg_database WHERE datname = :name", ["name": configuration.database])
            guard exists.isEmpty else { return }
            let escaped = configuration.database.split(separator: "\"", omittingEmptySubsequences: false)
            try await session.execute(script: "CREATE DATABASE \"\(escaped.joined(separator: "\"\""))\"")
        } catch {
            throw .unusable(reason: "\(error)")
        }
    }
}
