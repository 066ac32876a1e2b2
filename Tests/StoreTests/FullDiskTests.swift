import Foundation
import Postgres
import Testing
import Vocabulary
import Workflow

@testable import Store

@Suite("A database whose disk is full")
struct FullDiskTests {
    private static let reason = "could not extend file: No space left on device"

    @Test(
        "is unavailable with the reason, stores nothing by halves, and goes on when there is room",
        arguments: [
            ("53100", LedgerError.noRoom(FullDiskTests.reason)),
            ("53200", .unavailable("it has no memory left, or its disk fails: " + FullDiskTests.reason)),
            ("58030", .unavailable("it has no memory left, or its disk fails: " + FullDiskTests.reason)),
        ])
    func full(code: String, expected: LedgerError) async throws {
        try await withLedger { ledger, client in
            _ = try await ledger.enqueueOne()
            let lease = try #require(try await ledger.claimOne(try await ledger.testWorker()))
            // What Postgres raises when a file cannot grow, raised where a metric is stored.
            _ = try await client.execute(
                Statement(
                    sql: """
                        CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                        RAISE EXCEPTION '\(Self.reason)' USING ERRCODE = '\(code)'; END $$
                        """))
            _ = try await client.execute(
                Statement(
                    sql:
                        "CREATE TRIGGER full_disk BEFORE INSERT ON run_metric FOR EACH ROW EXECUTE FUNCTION full_disk()"
                ))
            let events: [RunnerEvent] = [
                .log(level: .info, message: "one"),
                .metric(Metric(key: "loss", value: 2, step: 1, timestampMilliseconds: 1)),
            ]
            await #expect(throws: expected) {
                try await ledger.record(attempt: lease.attempt, firstSequence: 0, events: events)
            }
            await #expect(throws: expected) { try await ledger.finish(attempt: lease.attempt, result: .latency(1)) }
            #expect(try await ledger.job(lease.attempt.job)?.state == .running)
            #expect(try await ledger.log(of: lease.attempt.job, after: 0, limit: 10).isEmpty)
            _ = try await client.execute(Statement(sql: "DROP TRIGGER full_disk ON run_metric"))
            #expect(try await ledger.record(attempt: lease.attempt, firstSequence: 0, events: events))
            #expect(try await ledger.finish(attempt: lease.attempt, result: .latency(1)) == .settled(.done))
            #expect(try await ledger.run(lease.run)?.metrics["loss"] == WireNumber(2))
        }
    }

    @Test("keeps no piece of a file that it has no room for, and takes the same file when there is room")
    func files() async throws {
        try await withLedger { ledger, client in
            _ = try await client.execute(
                Statement(
                    sql: """
                        CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                        RAISE EXCEPTION '\(Self.reason)' USING ERRCODE = '53100'; END $$
                        """))
            // The third piece does not fit any more.
            _ = try await client.execute(
                Statement(
                    sql: """
                        CREATE TRIGGER full_disk BEFORE INSERT ON file_chunk FOR EACH ROW WHEN (NEW.number = 2)
                        EXECUTE FUNCTION full_disk()
                        """))
            let sha256 = String(repeating: "a", count: 64)
            func store() async throws(LedgerError) {
                let pieces = AsyncThrowingStream<Data, any Error> { continuation in
                    for byte in UInt8(0)..<4 { continuation.yield(Data([byte])) }
                    continuation.finish()
                }
                try await ledger.store(sha256: sha256, name: "step.ckpt", byteCount: 4, pieces: pieces)
            }
            await #expect(throws: LedgerError.noRoom(Self.reason)) { try await store() }
            #expect(try await ledger.file(sha256: sha256) == nil)
            #expect(try await client.execute(Statement(sql: "SELECT FROM file_chunk")).isEmpty)
            _ = try await client.execute(Statement(sql: "DROP TRIGGER full_disk ON file_chunk"))
            try await store()
            #expect(try await ledger.file(sha256: sha256)?.byteCount == 4)
            #expect(try await ledger.piece(sha256: sha256, number: 3) == Data([3]))
        }
    }
}
