import Foundation
import Postgres
import PostgresTesting
import Synchronization
import Testing

@Suite("Transactions")
struct TransactionTests {
    private struct Refused: Error, Equatable {}

    @Test("what the body throws undoes everything and is thrown on")
    func rollback() async throws {
        try await withScratchDatabase { address in
            let client = PostgresClient(PostgresConfiguration(connectionString: address, maximumSessions: 1))
            try await client.execute("CREATE TABLE t (x int)")
            await #expect(throws: Refused()) {
                try await client.transaction { session in
                    try session.execute("INSERT INTO t VALUES (1)")
                    throw Refused()
                }
            }
            let rows = try await client.execute("SELECT FROM t")
            #expect(rows.isEmpty)
            #expect(client.statistics.discarded == 0)
            await client.shutDown()
        }
    }

    @Test("an error of the server that the body swallows does not pass for a commit")
    func swallowedError() async throws {
        try await withClient { client in
            await #expect(throws: PostgresError.transactionAborted) {
                try await client.transaction { session in
                    do throws(PostgresError) {
                        try session.execute("SELECT 1 / 0")
                    } catch {
                        #expect(error.sqlState == .divisionByZero)
                    }
                }
            }
        }
    }

    @Test("isolation and access are what was asked for; a transaction inside a transaction is refused")
    func modes() async throws {
        try await withClient { client in
            let shown = try await client.transaction(isolation: .serializable, access: .readOnly) { session in
                let isolation = try session.execute("SHOW transaction_isolation")[0].decode(at: 0, as: String.self)
                let access = try session.execute("SHOW transaction_read_only")[0].decode(at: 0, as: String.self)
                return [isolation, access]
            }
            #expect(shown == ["serializable", "on"])
            await #expect(throws: PostgresError.misuse("the session is in a transaction already")) {
                try await client.transaction { session in try await session.transaction { _ in } }
            }
        }
    }

    @Test("a session left in a transaction is not handed out again")
    func leftOpen() async throws {
        try await withClient(maximumSessions: 1) { client in
            let first = try await client.withSession { session in
                try session.execute("BEGIN")
                return session.backendProcessID
            }
            #expect(try await client.withSession { $0.backendProcessID } != first)
        }
    }

    @Test("of two serializable transactions that contradict each other one runs again, when asked to, and both succeed")
    func retries() async throws {
        try await withScratchDatabase { address in
            let client = PostgresClient(PostgresConfiguration(connectionString: address, maximumSessions: 2))
            try await client.execute("CREATE TABLE t (x int)")
            let runs = Mutex(0)
            // Both have read before either writes: the first runs meet, whatever the order.
            let meeting = Meeting(2)
            let body: @Sendable (isolated PostgresSession) async throws -> Void = { session in
                let count = try session.execute("SELECT count(*) AS n FROM t")[0].decode("n", as: Int.self)
                if runs.withLock({
                    $0 += 1; return $0
                }) <= 2 {
                    await meeting.arrive()
                }
                try session.execute("INSERT INTO t VALUES (:x)", ["x": count])
            }
            async let one: Void = client.transaction(isolation: .serializable, retries: 3, body)
            async let two: Void = client.transaction(isolation: .serializable, retries: 3, body)
            _ = try await (one, two)
            #expect(runs.withLock { $0 } == 3)
            let xs = try await client.execute("SELECT x FROM t ORDER BY x").map { try $0.decode("x", as: Int32.self) }
            #expect(xs == [0, 1])
            await client.shutDown()
        }
    }
}

/// Holds everybody back until all are there.
private actor Meeting {
    private var missing: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []
    init(_ count: Int) { missing = count }

    func arrive() async {
        missing -= 1
        if missing == 0 {
            for continuation in waiting { continuation.resume() }
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }
}
