import Checksum
import Foundation
import HTTPClient
import Postgres
import Testing
import Vocabulary

@testable import Coordinator

/// What Postgres raises when a file cannot grow, raised by triggers; `EndToEndTests` has a file that really cannot.
@Suite("A coordinator whose database has no room", .serialized)
struct FullDiskRouteTests {
    private static func execute(_ sql: String, _ coordinator: RunningCoordinator) async throws -> Rows {
        try await coordinator.client.execute(Statement(sql: sql))
    }

    private static func fill(_ table: String, on event: String, _ coordinator: RunningCoordinator) async throws {
        _ = try await execute("CREATE SEQUENCE IF NOT EXISTS refusals", coordinator)
        // A sequence counts also what is rolled back.
        _ = try await execute(
            """
            CREATE OR REPLACE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM nextval('refusals');
            RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$
            """, coordinator)
        _ = try await execute(
            "CREATE TRIGGER full_disk BEFORE \(event) ON \(table) FOR EACH ROW EXECUTE FUNCTION full_disk()",
            coordinator)
    }

    private static func empty(_ table: String, _ coordinator: RunningCoordinator) async throws {
        _ = try await execute("DROP TRIGGER full_disk ON \(table)", coordinator)
    }

    /// Submits a job, claims it and returns its number.
    private static func running(_ coordinator: RunningCoordinator) async throws -> (job: Int64, worker: Int64) {
        let worker = try await coordinator.registerWorker()
        let (_, job) = try await coordinator.send(.post, "/api/v1/jobs", #"{"configuration": {"kind": "selftest"}}"#)
        guard case .integer(let id)? = job["id"] else { throw CoordinatorTestFailure("\(job)") }
        _ = try await coordinator.send(
            .post, "/api/v1/claims", #"{"worker": \#(worker), "count": 1, "wait_seconds": 5}"#)
        return (id, worker)
    }

    @Test("answers 507 with the reason to events and files, stores nothing by halves, and goes on when there is room")
    func full() async throws {
        try await RunningCoordinator.with { coordinator in
            let (job, worker) = try await Self.running(coordinator)
            try await Self.fill("run_metric", on: "INSERT", coordinator)
            try await Self.fill("file_chunk", on: "INSERT", coordinator)
            let metric = #"{"type": "metric", "metric": {"key": "loss", "value": 2, "step": 1, "timestamp_ms": 1}}"#
            let events = #"{"first_sequence": 0, "events": [\#(metric)]}"#
            let path = "/api/v1/attempts/\(job)/1/events"
            let (status, answer) = try await coordinator.send(.post, path, events)
            #expect(status == 507)
            #expect(answer["error"]?["code"] == "insufficient_storage")
            guard case .string(let message)? = answer["error"]?["message"] else {
                throw CoordinatorTestFailure("\(answer)")
            }
            #expect(message.hasSuffix("could not extend file: No space left on device"))
            let checkpoint = Data((0..<3_000_000).map { UInt8(truncatingIfNeeded: $0) })
            let file = coordinator.url + "/api/v1/files/\(try SHA256.of(checkpoint))"
            let refused = try await coordinator.http.send(HTTPRequest(.put, file, body: .bytes(checkpoint)))
            #expect(refused.status == 507)
            #expect(try await coordinator.http.send(HTTPRequest(.head, file)).status == 404)
            #expect(try await Self.execute("SELECT FROM file_chunk", coordinator).isEmpty)
            // What needs no room is answered, and what was refused passes as it was.
            let (beat, _) = try await coordinator.send(
                .post, "/api/v1/heartbeats",
                #"{"worker": \#(worker), "attempts": [{"attempt": {"job": \#(job), "attempt": 1}}]}"#)
            #expect(beat == 200)
            try await Self.empty("run_metric", coordinator)
            try await Self.empty("file_chunk", coordinator)
            #expect(try await coordinator.send(.post, path, events).status == 200)
            #expect(try await coordinator.http.send(HTTPRequest(.put, file, body: .bytes(checkpoint))).status == 201)
            #expect(try await Self.execute("SELECT FROM run_metric WHERE key = 'loss'", coordinator).count == 1)
        }
    }

    // The lease has run out while nobody could extend it. Whoever takes it back at once makes a lost attempt of one that is alive.
    @Test("gives workers the time to extend their leases before it takes back what they hold")
    func grace() async throws {
        try await RunningCoordinator.with { coordinator in
            let (job, worker) = try await Self.running(coordinator)
            try await Self.fill("job_live", on: "UPDATE OR DELETE", coordinator)
            _ = try await Self.execute("ALTER TABLE job_live DISABLE TRIGGER full_disk", coordinator)
            let beat = #"{"worker": \#(worker), "attempts": [{"attempt": {"job": \#(job), "attempt": 1}}]}"#
            try await coordinator.client.transaction { session in
                _ = try session.execute(Statement(sql: "UPDATE job_live SET lease_until = now() - interval '1 s'"))
                _ = try session.execute(Statement(sql: "ALTER TABLE job_live ENABLE TRIGGER full_disk"))
            }
            #expect(try await coordinator.send(.post, "/api/v1/heartbeats", beat).status == 507)
            // The heartbeat's own refusal and at least one of the upkeep's.
            let deadline = ContinuousClock.now + .seconds(60)
            while try await Self.execute("SELECT FROM refusals WHERE last_value > 2", coordinator).isEmpty {
                guard ContinuousClock.now < deadline else { throw CoordinatorTestFailure("the upkeep did nothing") }
                try await Task.sleep(for: .milliseconds(20))
            }
            try await Self.empty("job_live", coordinator)
            let settled = "SELECT FROM job_live WHERE state <> 'running' OR lease_until > now()"
            while try await Self.execute(settled, coordinator).isEmpty {
                guard ContinuousClock.now < deadline else { throw CoordinatorTestFailure("the upkeep did nothing") }
                try await Task.sleep(for: .milliseconds(20))
            }
            let (status, answer) = try await coordinator.send(.post, "/api/v1/heartbeats", beat)
            #expect(status == 200)
            guard case .array(let extended)? = answer["attempts"] else { throw CoordinatorTestFailure("\(answer)") }
            #expect(extended.count == 1, "the lease was lost: \(answer)")
        }
    }
}
