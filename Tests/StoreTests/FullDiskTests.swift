import Postgres
import Testing
import Vocabulary
import Workflow

@testable import Store

@Suite("A database whose disk is full")
struct FullDiskTests {
    @Test(
        "is unavailable with the reason, stores nothing by halves, and goes on when there is room",
        arguments: ["53100", "53200", "58030"])
    func full(code: String) async throws {
        try await withLedger { ledger, client in
            _ = try await ledger.enqueueOne()
            let lease = try #require(try await ledger.claimOne(try await ledger.testWorker()))
            // What Postgres raises when a file cannot grow, raised where a metric is stored.
            _ = try await client.execute(
                Statement(
                    sql: """
                        CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                        RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '\(code)'; END $$
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
            let expected = LedgerError.unavailable(
                "it has no room or memory left, or its disk fails: could not extend file: No space left on device")
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
}
