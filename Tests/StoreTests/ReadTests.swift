import Foundation
import Logging
import Migrations
import Postgres
import Testing
import Vocabulary
import Workflow

@testable import Store

@Suite("Listings")
struct ReadTests {
    @Test(
        "page runs by a metric without losing or repeating one, those without the metric last",
        arguments: [true, false])
    func pages(descending: Bool) async throws {
        try await withLedger { ledger, _ in
            _ = try await ledger.enqueue(try .selftests(7), key: nil)
            let worker = try await ledger.testWorker()
            for value in [3.0, 1, .nan, 2, 2] {
                let lease = try #require(try await ledger.claimOne(worker))
                _ = try await ledger.finish(attempt: lease.attempt, result: .latency(value))
            }
            var query = RunQuery(order: .metric(MetricName.latencyMedian), descending: descending, limit: 2)
            var seen: [Run] = []
            repeat {
                let page = try await ledger.runs(query)
                seen += page.runs
                query.after = page.next
            } while query.after != nil
            #expect(Set(seen.map(\.id)).count == 7)
            let values = seen.map { $0.metrics[MetricName.latencyMedian]?.value }
            let numbers: [Double?] = descending ? [3, 2, 2, 1] : [1, 2, 2, 3]
            #expect(Array(values.prefix(4)) == numbers)
            #expect(values[4]?.isNaN == true)
            #expect(values[5] == nil && values[6] == nil)
        }
    }

    @Test("page runs by name in both directions", arguments: [true, false])
    func byName(descending: Bool) async throws {
        try await withLedger { ledger, _ in
            _ = try await ledger.enqueue(try .selftests(5), key: nil)
            var query = RunQuery(order: .name, descending: descending, limit: 2)
            var names: [String] = []
            repeat {
                let page = try await ledger.runs(query)
                names += page.runs.map(\.name)
                query.after = page.next
            } while query.after != nil
            let expected = (0..<5).map { "test \($0)" }
            #expect(names == (descending ? expected.reversed() : expected))
        }
    }

    @Test("find nothing for what does not exist")
    func missing() async throws {
        try await withLedger { ledger, _ in
            let run = try await ledger.run(RunID())
            #expect(run == nil)
            let job = try await ledger.job(JobID(99))
            #expect(job == nil)
            let sweep = try await ledger.sweep(SweepID(99))
            #expect(sweep == nil)
            let worker = try await ledger.worker(WorkerID(99))
            #expect(worker == nil)
            await #expect(throws: LedgerError.missing("worker 99")) {
                try await ledger.extend(worker: WorkerID(99), beats: [], leaseSeconds: 30)
            }
            #expect(try await ledger.runs(RunQuery(experiment: "none")).runs.isEmpty)
        }
    }

    @Test("keep the experiment Default, and make others when they are named")
    func experiments() async throws {
        try await withLedger { ledger, _ in
            _ = try await ledger.enqueueOne(SubmitOptions(experiment: "attic"))
            _ = try await ledger.enqueueOne(SubmitOptions(experiment: "attic"))
            #expect(try await ledger.experiments(before: nil, limit: 10).map(\.name) == ["attic", "Default"])
            #expect(try await ledger.runs(RunQuery(experiment: "attic")).runs.count == 2)
        }
    }
}

@Suite("Tokens and files")
struct TokenAndFileTests {
    @Test("a token is found by its secret until it is revoked, and its secret is stored nowhere")
    func tokens() async throws {
        try await withLedger { ledger, client in
            let token = try await ledger.createToken(name: "laptop", role: .worker, secret: "s3cret")
            #expect(try await ledger.token(secret: "s3cret") == token)
            #expect(try await ledger.token(secret: "other") as TokenRecord? == nil)
            let row = try #require(try await client.execute("SELECT token::text AS t FROM token").first)
            #expect(try row.decode("t", as: String.self).contains("s3cret") == false)
            #expect(try await ledger.revokeToken(token.id))
            #expect(try await ledger.token(secret: "s3cret") as TokenRecord? == nil)
            #expect(try await ledger.revokeToken(token.id) == false)
        }
    }

    @Test("a file arrives whole or not at all")
    func files() async throws {
        try await withLedger { ledger, client in
            let digest = String(repeating: "ab", count: 32)
            await #expect(throws: LedgerError.self) {
                try await ledger.store(
                    sha256: digest, name: "x", byteCount: 4, pieces: Pieces([Data([1, 2])], fails: true))
            }
            let none = try await ledger.file(sha256: digest)
            #expect(none == nil)
            #expect(try await client.execute("SELECT 1 AS one FROM file_chunk").isEmpty)
            let pieces = [Data([1, 2]), Data([3])]
            try await ledger.store(sha256: digest, name: "x.onnx", byteCount: 3, pieces: Pieces(pieces))
            try await ledger.store(sha256: digest, name: "again", byteCount: 3, pieces: Pieces(pieces))
            let file = try #require(try await ledger.file(sha256: digest))
            #expect(file.byteCount == 3 && file.name == "x.onnx")
            #expect(try await ledger.piece(sha256: digest, number: 1) == Data([3]))
            let last = try await ledger.piece(sha256: digest, number: 2)
            #expect(last == nil)
        }
    }
}

/// Pieces that end, or fail after the last.
struct Pieces: AsyncSequence, Sendable {
    let pieces: [Data]
    let fails: Bool

    init(_ pieces: [Data], fails: Bool = false) {
        self.pieces = pieces
        self.fails = fails
    }

    struct AsyncIterator: AsyncIteratorProtocol {
        var rest: ArraySlice<Data>
        let fails: Bool

        mutating func next() async throws -> Data? {
            if rest.isEmpty, fails { throw TestFailure("the connection broke") }
            return rest.popFirst()
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(rest: pieces[...], fails: fails) }
}

@Suite("The migrator")
struct MigratorTests {
    @Test("may be run by several coordinators at once, and again")
    func concurrent() async throws {
        try await PostgresScratch.empty { client in
            let migrator = Migrator(files: try Migrations.files(), logger: Logger(label: "test"))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<3 { group.addTask { try await migrator(client) } }
                try await group.waitForAll()
            }
            try await migrator(client)
            let files = try Migrations.files().count
            #expect(try await client.execute("SELECT 1 AS one FROM schema_migration").count == files)
        }
    }

    @Test("refuses a database that is newer, and a file that was edited")
    func refuses() async throws {
        try await PostgresScratch.empty { client in
            let migrator = Migrator(files: try Migrations.files(), logger: Logger(label: "test"))
            try await migrator(client)
            _ = try await client.execute("UPDATE schema_migration SET checksum = 'x' WHERE number = 1")
            await #expect(throws: StoreError.schema("0001_foundation.sql was edited after it was applied; restore it"))
            {
                try await migrator(client)
            }
            _ = try await client.execute(
                "INSERT INTO schema_migration (number, name, checksum) VALUES (9000, 'x', 'x')")
            await #expect(throws: StoreError.self) { try await migrator(client) }
        }
    }

    @Test("leaves nothing of a file that fails in its middle")
    func atomic() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "shoestring-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { _ = try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "0001_broken.sql")
        try Data("CREATE TABLE half (id int); SELECT 1 / 0;".utf8).write(to: file)
        try await PostgresScratch.empty { client in
            await #expect(throws: PostgresError.self) {
                try await Migrator(files: [file], logger: Logger(label: "test"))(client)
            }
            let left = try await client.execute("SELECT 1 AS one FROM pg_class WHERE relname = 'half'").count
            #expect(left == 0)
        }
    }
}
