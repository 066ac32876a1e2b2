import Foundation
import Logging
import Postgres
import PostgresTesting
import PrivatePostgres
import ServiceLifecycle
import Testing

@Suite("Clients")
struct ClientTests {
    @Test("many callers share few sessions; all are served", .timeLimit(.minutes(1)))
    func shares() async throws {
        try await withClient(maximumSessions: 3) { client in
            let add = Statement("add", sql: "SELECT :a + 1 AS sum")
            let sums = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<300 {
                    group.addTask { try await client.execute(add, ["a": number])[0].decode("sum", as: Int.self) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(sums.sorted() == Array(1...300))
            #expect(client.statistics.opened <= 3)
            #expect(client.statistics.leases == 300)
        }
    }

    @Test("who cannot get a session in time is told so; who is cancelled while waiting too")
    func timesOut() async throws {
        try await withClient(maximumSessions: 1, acquireTimeout: .milliseconds(100)) { client in
            try await client.withSession { _ in
                let error = await postgresError { try await client.execute("SELECT 1 AS x") }
                guard case .poolTimeout(let waited, nil) = error else {
                    Issue.record("\(String(describing: error))")
                    return
                }
                #expect(waited >= .milliseconds(100))
                let task = Task { try await client.execute("SELECT 1 AS x") }
                task.cancel()
                await #expect(throws: PostgresError.cancelled) { _ = try await task.value }
            }
            #expect(client.statistics.waiting == 0)
            #expect(client.statistics.timeouts == 1)
            #expect(try await client.execute("SELECT 1 AS x").count == 1)
        }
    }

    @Test("a wrong address is reported at once")
    func wrongAddress() async throws {
        let client = PostgresClient(PostgresConfiguration(connectionString: "host=/nowhere/at/all dbname=x"))
        let error = await postgresError { try await client.execute("SELECT 1 AS x") }
        guard case .connection(let message) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(message.contains("/nowhere/at/all"))
        await client.shutDown()
        await #expect(throws: PostgresError.shutDown) { try await client.execute("SELECT 1 AS x") }
    }

    @Test("a client survives its server's restart: callers wait while it is away", .timeLimit(.minutes(1)))
    func survivesRestart() async throws {
        let directory = try ScratchDirectory.make()
        let cluster = PrivateCluster(ScratchCluster.configuration(directory: directory))
        let address = try await cluster.start()
        let client = PostgresClient(
            PostgresConfiguration(connectionString: address, maximumSessions: 2, acquireTimeout: .seconds(30)))
        var events = client.listen(channels: ["x"]).makeAsyncIterator()
        #expect(await events.next() == .listening)
        try await client.execute("SELECT 1 AS x")
        await cluster.stop()
        async let waiting = client.execute("SELECT 2 AS x")
        _ = try await cluster.start()
        #expect(try await waiting[0].decode("x", as: Int32.self) == 2)
        #expect(await events.next() == .listening)
        await client.shutDown()
        await cluster.stop()
        try FileManager.default.removeItem(atPath: directory)
    }

    @Test("as a service it closes its sessions on graceful shutdown")
    func service() async throws {
        try await withClient { client in
            try await client.execute("SELECT 1 AS x")
            let group = ServiceGroup(services: [client], logger: .init(label: "test"))
            let running = Task { try await group.run() }
            await group.triggerGracefulShutdown()
            try await running.value
            #expect(client.statistics.idle == 0)
            await #expect(throws: PostgresError.shutDown) { try await client.execute("SELECT 1 AS x") }
        }
    }

    @Test("a scratch database starts as its template and leaves nothing behind")
    func scratch() async throws {
        let template = try await scratchTemplate("numbers") { address in
            let session = try await PostgresSession.open(PostgresConfiguration(connectionString: address))
            try await session.execute(script: "CREATE TABLE numbers AS SELECT generate_series(1, 3) AS n")
        }
        let name = try await withScratchDatabase(template: template) { address in
            let session = try await PostgresSession.open(PostgresConfiguration(connectionString: address))
            #expect(try await session.execute("SELECT n FROM numbers").count == 3)
            return try await session.execute("SELECT current_database()::text AS d")[0].decode("d", as: String.self)
        }
        try await withClient { client in
            let left = try await client.execute("SELECT FROM pg_database WHERE datname = :name", ["name": name])
            #expect(left.isEmpty)
        }
    }
}
