import Foundation
import Postgres
import PostgresTesting
import Testing

@Suite("Sessions")
struct SessionTests {
    @Test("a batch is one transaction: the error names its statement and what came before is undone")
    func pipelines() async throws {
        try await withScratchDatabase { address in
            let client = PostgresClient(PostgresConfiguration(connectionString: address))
            try await client.execute("CREATE TABLE t (x int CONSTRAINT positive CHECK (x > 0))")
            let insert = Statement("insert", sql: "INSERT INTO t VALUES (:x) RETURNING x")
            let good = try await client.execute([
                insert.bind(["x": 1]), insert.bind(["x": 2]), Statement("count", sql: "SELECT count(*) FROM t").bind(),
            ])
            #expect(try good.map { try $0[0].decode(at: 0, as: Int.self) } == [1, 2, 2])
            #expect(good[0].command == "INSERT 0 1")
            #expect(good[0].affectedRows == 1)

            let refused = Statement("refused", sql: "INSERT INTO t VALUES (:x)")
            let thrown = await postgresError {
                try await client.execute([insert.bind(["x": 3]), refused.bind(["x": -1]), insert.bind(["x": 4])])
            }
            guard case .server(let error) = thrown else {
                Issue.record("\(String(describing: thrown))")
                return
            }
            #expect(error.sqlState == .checkViolation)
            #expect(error.constraint == "positive")
            #expect(error.table == "t")
            #expect(error.statementName == "refused")
            let xs = try await client.execute("SELECT x FROM t ORDER BY x").map { try $0.decode("x", as: Int32.self) }
            #expect(xs == [1, 2])
            // Nothing of that cost a session.
            #expect(client.statistics.opened == 1)
            await client.shutDown()
        }
    }

    @Test("a pipeline larger than every buffer does not deadlock")
    func largePipeline() async throws {
        try await withClient { client in
            let echo = Statement("echo", sql: "SELECT :x AS x")
            let text = String(repeating: "x", count: 20_000)
            // 1,000 times 20 kB in each direction: a client that only writes would wait for a server that only writes.
            let results = try await client.execute(try (0..<1000).map { _ in try echo.bind(["x": text]) })
            #expect(results.count == 1000)
            #expect(try results[999][0].decode("x", as: String.self) == text)
        }
    }

    @Test("a statement is prepared once per session and parameter types, and again when its result type changes")
    func preparation() async throws {
        try await withScratchDatabase { address in
            let client = PostgresClient(PostgresConfiguration(connectionString: address, maximumSessions: 1))
            try await client.execute("CREATE TABLE t AS SELECT 1 AS x")
            let all = Statement("all", sql: "SELECT * FROM t WHERE x >= :least")
            let prepared = Statement(sql: "SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'all%'")
            for _ in 0..<3 { try await client.execute(all, ["least": 1]) }
            #expect(try await client.execute(prepared)[0].decode(at: 0, as: Int.self) == 1)
            try await client.execute(all, ["least": Int32(1)])
            #expect(try await client.execute(prepared)[0].decode(at: 0, as: Int.self) == 2)

            try await client.execute("ALTER TABLE t ADD COLUMN y text DEFAULT 'new'")
            #expect(try await client.execute(all, ["least": 1])[0].decode("y", as: String.self) == "new")
            try await client.execute("DEALLOCATE ALL")
            #expect(try await client.execute(all, ["least": 1]).count == 1)

            // Within a transaction the plan's failure is the transaction's.
            let state = await sqlState {
                try await client.transaction { session in
                    try session.execute("ALTER TABLE t ADD COLUMN z int")
                    try session.execute(all, ["least": 1])
                }
            }
            #expect(state == .featureNotSupported)
            #expect(try await client.execute(all, ["least": 1]).count == 1)
            await client.shutDown()
        }
    }

    @Test("a script is one transaction, unless it says otherwise")
    func scripts() async throws {
        try await withScratchDatabase { address in
            let session = try await PostgresSession.open(PostgresConfiguration(connectionString: address))
            try await session.execute(
                script: "CREATE TABLE a (x int); INSERT INTO a VALUES (1), (2); SELECT * FROM a; ")
            #expect(
                await sqlState { try await session.execute(script: "CREATE TABLE b (x int); SELECT 1 / 0; ") }
                    == .divisionByZero)
            #expect(await sqlState { try await session.execute("SELECT FROM b") } == .undefinedTable)
            #expect(try await session.execute("SELECT x FROM a").count == 2)
            try await session.execute(script: "")
        }
    }

    @Test("settings reach the session: application name, timeouts, others")
    func settings() async throws {
        let address = try await ScratchCluster.shared.connectionString()
        var configuration = PostgresConfiguration(
            connectionString: address, applicationName: "name", statementTimeout: .milliseconds(50))
        configuration.settings = ["search_path": "pg_catalog"]
        let session = try await PostgresSession.open(configuration)
        func show(_ name: String) async throws -> String {
            try await session.execute(Statement(sql: "SHOW \(name)"))[0].decode(at: 0)
        }
        #expect(try await show("application_name") == "name")
        #expect(try await show("statement_timeout") == "50ms")
        #expect(try await show("search_path") == "pg_catalog")
        #expect(await sqlState { try await session.execute("SELECT pg_sleep(20)") } == .queryCanceled)
        #expect(try await session.execute("SELECT 1 AS x").count == 1)
    }

    @Test("cancelling a task ends its statement on the server; others go on")
    func cancellation() async throws {
        try await withClient(maximumSessions: 2) { client in
            let (started, start) = AsyncStream.makeStream(of: Int32.self)
            let task = Task {
                try await client.withSession { session in
                    start.yield(session.backendProcessID)
                    try session.execute("SELECT pg_sleep(600)")
                }
            }
            var iterator = started.makeAsyncIterator()
            let processID = try #require(await iterator.next())
            task.cancel()
            await #expect(throws: PostgresError.cancelled) { try await task.value }
            let running = try await client.execute(
                "SELECT FROM pg_stat_activity WHERE pid = :pid AND state = 'active'", ["pid": processID])
            #expect(running.isEmpty)
            #expect(client.statistics.discarded == 1)
            #expect(client.statistics.leased == 0)
        }
    }

    @Test("a killed backend costs its caller one error, whose outcome is unknown, and nobody else any")
    func terminatedBackend() async throws {
        try await withClient { client in
            let error = await postgresError {
                try await client.execute("SELECT pg_terminate_backend(pg_backend_pid())")
            }
            #expect(error?.outcomeIsUnknown == true)
            #expect(error?.isRetryable == true)
            #expect("\(String(describing: error))".contains("57P01"))
            let rows = try await client.execute("SELECT 1 AS x")
            #expect(rows.count == 1)
        }
    }

    @Test("a session that ends while idle is replaced without anybody noticing")
    func terminatedWhileIdle() async throws {
        try await withClient(maximumSessions: 1) { client in
            let processID = try await client.withSession { $0.backendProcessID }
            let other = try await PostgresSession.open(client.configuration)
            // With a time-out the function waits until the backend is gone.
            let gone = try await other.execute("SELECT pg_terminate_backend(:pid, 20000) AS gone", ["pid": processID])
            #expect(try gone[0].decode("gone", as: Bool.self))
            let next = try await client.withSession { session in
                try session.execute("SELECT 1 AS x")
                return session.backendProcessID
            }
            #expect(next != processID)
            #expect(client.statistics.discarded == 1)
        }
    }

    @Test("passwords do not get into errors")
    func secrets() async throws {
        let strings = [
            "postgres://user:s3cr%zzt@localhost/x", "host=/nowhere password='s3cret", "password=s3cret host=/nowhere",
            "postgres://user:s3cret@%2Fnowhere/x", "host=/nowhere passwrd=s3cret",
        ]
        for string in strings {
            let error = await postgresError {
                _ = try await PostgresSession.open(PostgresConfiguration(connectionString: string))
            }
            guard case .connection(let message) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(!message.contains("s3cr"))
        }
    }
}
