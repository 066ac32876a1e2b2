import Foundation
import Postgres
import PostgresTesting
import Testing

@testable import PrivatePostgres

@Suite("A private cluster")
struct PrivateClusterTests {
    private func cluster(in directory: String) -> PrivateCluster {
        PrivateCluster(ScratchCluster.configuration(directory: directory))
    }

    private func client(_ connectionString: String) -> PostgresClient {
        PostgresClient(PostgresConfiguration(connectionString: connectionString, maximumSessions: 2))
    }

    @Test("starts, keeps its data over a stop, and starts again")
    func keepsData() async throws {
        let directory = try ScratchDirectory.make()
        let first = cluster(in: directory)
        let address = try await first.start()
        #expect(try await first.start() == address)
        let before = client(address)
        try await before.execute("CREATE TABLE kept (x int)")
        try await before.execute("INSERT INTO kept VALUES (42)")
        #expect(try await before.execute("SHOW listen_addresses")[0].decode(at: 0, as: String.self) == "")
        await before.shutDown()
        await first.stop()

        let second = cluster(in: directory)
        let after = client(try await second.start())
        #expect(try await after.execute("SELECT x FROM kept")[0].decode("x", as: Int32.self) == 42)
        #expect(
            try await after.execute("SELECT current_database()::text")[0].decode(at: 0, as: String.self) == "shoestring"
        )
        await after.shutDown()
        await second.stop()
        try FileManager.default.removeItem(atPath: directory)
    }

    @Test("two coordinators do not own one directory: the second learns the first's process id")
    func refusesSecondOwner() async throws {
        let directory = try ScratchDirectory.make()
        let owner = cluster(in: directory)
        _ = try await owner.start()
        let home = Files.canonical(directory)
        await #expect(throws: PrivateClusterError.inUse(directory: home, processID: getpid())) {
            _ = try await cluster(in: directory).start()
        }
        await owner.stop()
        try FileManager.default.removeItem(atPath: directory)
    }

    @Test(
        "what was committed survives kill -9 of the server, which is started again, and again after its owner is gone")
    func recoversFromKill() async throws {
        let directory = try ScratchDirectory.make()
        // The defaults: durable. Without synchronous_commit the last commits could be lost.
        var configuration = PrivateClusterConfiguration(directory: directory)
        configuration.restarts = 1
        let victim = PrivateCluster(configuration)
        let client = client(try await victim.start())
        try await client.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS x")
        let first = try #require(await victim.processID)
        let supervision = Task { try await victim.run() }
        var events = client.listen(channels: ["x"]).makeAsyncIterator()
        #expect(await events.next() == .listening)
        kill(first, SIGKILL)
        #expect(await events.next() == .listening)
        let counted = try await client.execute("SELECT count(*) FROM kept")
        #expect(try counted[0].decode(at: 0, as: Int.self) == 1000)
        let second = try #require(await victim.processID)
        #expect(second != first)
        kill(second, SIGKILL)
        await #expect {
            try await supervision.value
        } throws: { error in
            guard case .serverEnded(let reason, _) = error as? PrivateClusterError else { return false }
            return reason == "it was ended by signal 9"
        }

        let next = PrivateCluster(configuration)
        _ = try await next.start()
        let again = try await client.execute("SELECT count(*) FROM kept")
        #expect(try again[0].decode(at: 0, as: Int.self) == 1000)
        await client.shutDown()
        await next.stop()
        try FileManager.default.removeItem(atPath: directory)
    }

    @Test("a directory with a long path works: only its socket is elsewhere")
    func longPath() async throws {
        let directory = try ScratchDirectory.make()
        let deep = directory + "/" + String(repeating: "long 'name' ", count: 10)
        #expect(chmodOnly(directory, 0o755))
        let cluster = cluster(in: deep)
        let client = client(try await cluster.start())
        let shown = try await client.execute("SHOW unix_socket_directories")[0].decode(at: 0, as: String.self)
        #expect(!shown.hasPrefix(directory))
        #expect(shown.utf8.count < 80)
        await client.shutDown()
        await cluster.stop()
        try FileManager.default.removeItem(atPath: directory)
        try FileManager.default.removeItem(atPath: shown)
    }

    @Test("a server that an earlier owner left is ended before the next one starts")
    func replacesOrphan() async throws {
        let directory = try ScratchDirectory.make()
        let first = cluster(in: directory)
        let address = try await first.start()
        await first.stop()
        // The same server, started behind the back of everybody who holds the lock: nobody's child.
        let layout = try ClusterLayout.plan(first.configuration)
        let arguments = [
            "-D", layout.data, "-c", "config_file=\(layout.configurationFile)",
            "-c", "hba_file=\(layout.hostAccessFile)", "-c", "ident_file=\(layout.identityFile)",
        ]
        let binary = try #require(try Installation.all().first).bin + "/postgres"
        let orphan = try await ChildProcess.start(try layout.plan(binary, arguments, deathSignal: "INT"))
        var isUp = false
        while !isUp, !orphan.hasEnded {
            isUp =
                Files.text(of: layout.processFile).map { OldServer.isReady($0, processID: orphan.processID) } ?? false
            await pause(milliseconds: 10)
        }
        #expect(isUp)
        let next = cluster(in: directory)
        #expect(try await next.start() == address)
        #expect(orphan.hasEnded || kill(orphan.processID, 0) != 0)
        #expect(await next.processID != orphan.processID)
        await next.stop()
        try FileManager.default.removeItem(atPath: directory)
    }

    @Test("a cluster of another major version is named, with what is installed")
    func refusesOtherVersion() async throws {
        let directory = try ScratchDirectory.make()
        let layout = try ClusterLayout.plan(PrivateClusterConfiguration(directory: directory))
        try layout.makeDirectories()
        try Files.makeDirectory(layout.data, mode: 0o700, owner: nil)
        try Files.write("9\n", to: layout.data + "/PG_VERSION", mode: 0o600)
        let installed = try Installation.all().map(\.majorVersion)
        await #expect(throws: PrivateClusterError.versionMismatch(cluster: 9, available: installed)) {
            _ = try await cluster(in: directory).start()
        }
        try FileManager.default.removeItem(atPath: layout.home)
    }

    @Test("a server that does not start says why, in its own words")
    func showsLog() async throws {
        let directory = try ScratchDirectory.make()
        var configuration = ScratchCluster.configuration(directory: directory)
        configuration.settings["shared_buffers"] = "a lot"
        let broken = PrivateCluster(configuration)
        await #expect {
            _ = try await broken.start()
        } throws: { error in
            guard case .failed(_, _, let log) = error as? PrivateClusterError else { return false }
            return log.contains("invalid value for parameter \"shared_buffers\": \"a lot\"")
        }
        // It has given the directory back.
        let good = cluster(in: directory)
        _ = try await good.start()
        await good.stop()
        try FileManager.default.removeItem(atPath: directory)
    }

    @Test(
        "a directory that the server's user cannot reach is replaced by one that it can",
        .enabled(if: geteuid() == 0, "root only"))
    func fallsBack() async throws {
        let closed = try ScratchDirectory.make()
        #expect(chmodOnly(closed, 0o700))
        let fallback = try ScratchDirectory.make()
        var configuration = ScratchCluster.configuration(directory: closed + "/inside/data")
        configuration.fallbackRoot = fallback
        let layout = try ClusterLayout.plan(configuration)
        #expect(layout.obstacle == Files.canonical(closed))
        #expect(layout.home == Files.canonical(fallback) + "/" + Files.digest(Files.canonical(closed + "/inside/data")))
        let cluster = PrivateCluster(configuration)
        // ScratchDirectory's are closed to others as well.
        #expect(chmodOnly(fallback, 0o755))
        let client = client(try await cluster.start())
        #expect(try await client.execute("SELECT 1 AS one")[0].decode("one", as: Int32.self) == 1)
        await client.shutDown()
        await cluster.stop()
        #expect(try #require(Files.text(of: closed + "/inside/data/location.txt")).contains(layout.home))
        try FileManager.default.removeItem(atPath: closed)
        try FileManager.default.removeItem(atPath: fallback)
    }

    private func chmodOnly(_ path: String, _ mode: mode_t) -> Bool { unsafe chmod(path, mode) == 0 }
}
