import Foundation
import HTTPClient
import Postgres
import Testing
import Vocabulary

@Suite("Bad input", .serialized)
struct BadInputTests {
    static let cases:
        [(method: HTTPRequest.Method, path: String, body: String?, status: Int, code: String, field: String?)] = [
            (
                .post, "/api/v1/jobs", #"{"configuration": {"model": "resnet99"}}"#, 400, "invalid_input",
                "configuration.model"
            ),
            (
                .post, "/api/v1/jobs", #"{"configuration": {"model": "alexnet", "batch": 0}}"#, 400, "invalid_input",
                "configuration.batch"
            ),
            (
                .post, "/api/v1/jobs", #"{"configuration": {"model": "alexnet", "batch": 1000000000}}"#, 400,
                "invalid_input", "configuration.batch"
            ),
            (
                .post, "/api/v1/jobs", #"{"configuration": {"model": "alexnet", "batch": "eight"}}"#, 400,
                "invalid_input", "configuration.batch"
            ),
            (
                .post, "/api/v1/jobs", #"{"configuration": {"model": "alexnet", "colour": 1}}"#, 400, "invalid_input",
                "configuration.colour"
            ),
            (
                .post, "/api/v1/jobs", #"{"configuration": {"model": "alexnet"}, "colour": 1}"#, 400, "invalid_input",
                "colour"
            ),
            (
                .post, "/api/v1/jobs", #"{"configuration": {"model": "mobilenet_v2_x9_0"}}"#, 400, "invalid_input",
                "configuration.model"
            ),
            (
                .post, "/api/v1/jobs", #"{"configuration": {"model": "inception_v3", "input_size": 8}}"#, 400,
                "invalid_input", "configuration.input_size"
            ),
            (
                .post, "/api/v1/jobs", #"{"configuration": {"model": "alexnet", "classes": 1}}"#, 400, "invalid_input",
                "configuration.classes"
            ),
            (
                .post, "/api/v1/sweeps", #"{"grid": {"model": ["inception_v3"], "input_size": [299, 8]}}"#, 400,
                "invalid_input", "grid.input_size"
            ),
            (.get, "/api/v1/models/inception_v3?input_size=8", nil, 400, "invalid_input", "input_size"),
            (.get, "/api/v1/models/inception_v3?size=8", nil, 400, "invalid_input", "size"),
            (.get, "/api/v1/models/inception_v9", nil, 404, "not_found", nil),
            (.post, "/api/v1/jobs", #"{"configuration": 7}"#, 400, "invalid_input", "configuration"),
            (.post, "/api/v1/jobs", #"{}"#, 400, "invalid_input", "configuration"),
            (.post, "/api/v1/jobs", #"{"configuration": {"#, 400, "invalid_input", ""),
            (.post, "/api/v1/jobs", "", 400, "invalid_input", ""),
            (.post, "/api/v1/jobs", "[1]", 400, "invalid_input", ""),
            (
                .post, "/api/v1/jobs", #"{"configuration": {"model": "onnx:\#(String(repeating: "0", count: 64))"}}"#,
                400,
                "invalid_input", "configuration.model"
            ),
            (
                .post, "/api/v1/jobs", #"{"configuration": {"kind": "selftest"}, "priority": 101}"#, 400,
                "invalid_input", "priority"
            ),
            (
                .post, "/api/v1/jobs", #"{"configuration": {"kind": "selftest"}, "tags": {"a": 1}}"#, 400,
                "invalid_input", "tags.a"
            ),
            (
                .post, "/api/v1/sweeps", #"{"grid": {"model": ["alexnet"], "batch": [0]}}"#, 400, "invalid_input",
                "grid.batch"
            ),
            (.post, "/api/v1/sweeps", #"{"grid": {"model": []}}"#, 400, "invalid_input", "grid.model"),
            (
                .post, "/api/v1/sweeps", #"{"grid": {"model": ["alexnet", "alexnet"]}}"#, 400, "invalid_input",
                "grid.model"
            ),
            (.post, "/api/v1/sweeps", #"{"grid": {"model": ["alexnet", "nope"]}}"#, 400, "invalid_input", "grid.model"),
            (.get, "/api/v1/runs/xyz", nil, 400, "invalid_input", "run"),
            (.get, "/api/v1/runs/\(String(repeating: "0", count: 32))", nil, 404, "not_found", nil),
            (.get, "/api/v1/jobs/99999", nil, 404, "not_found", nil),
            (.get, "/api/v1/jobs/abc", nil, 400, "invalid_input", "job"),
            (.get, "/api/v1/jobs/99999999999999999999", nil, 400, "invalid_input", "job"),
            (.get, "/api/v1/runs?limit=0", nil, 400, "invalid_input", "limit"),
            (.get, "/api/v1/runs?sort=colour", nil, 400, "invalid_input", "sort"),
            (.get, "/api/v1/runs?cursor=zzz", nil, 400, "invalid_input", "cursor"),
            (.get, "/api/v1/runs?colour=red", nil, 400, "invalid_input", "colour"),
            (.get, "/api/v1/nothing", nil, 404, "not_found", nil),
            (.get, "/api/v1/files/..%2f..%2fetc%2fpasswd", nil, 400, "invalid_input", "sha256"),
            (.post, "/api/v1/claims", #"{"worker": 1, "count": 0, "wait_seconds": 0}"#, 400, "invalid_input", "count"),
            (.post, "/api/v1/claims", #"{"worker": 77, "count": 1, "wait_seconds": 0}"#, 404, "not_found", nil),
            (
                .post, "/api/v1/claims", #"{"worker": "x", "count": 1, "wait_seconds": 0}"#, 400, "invalid_input",
                "worker"
            ),
            (.post, "/api/v1/attempts/1/0/finish", #"{"outcome": "cancelled"}"#, 400, "invalid_input", "attempt"),
            (.post, "/api/v1/attempts/1/1/finish", #"{"outcome": "done"}"#, 400, "invalid_input", "outcome"),
            (.post, "/api/v1/attempts/1/1/finish", #"{"outcome": "cancelled"}"#, 409, "stale_attempt", nil),
            (
                .post, "/api/v1/attempts/1/1/events", #"{"first_sequence": 0, "events": [{"type": "dance"}]}"#, 400,
                "invalid_input", "events[0].type"
            ),
            (
                .post, "/api/v1/attempts/1/1/events",
                #"{"first_sequence": 9223372036854775807, "events": [{"type": "log", "level": "info", "message": "a"}, {"type": "log", "level": "info", "message": "b"}]}"#,
                400, "invalid_input", "first_sequence"
            ),
            (
                .post, "/api/v1/attempts/1/1/events",
                #"{"first_sequence": 0, "events": [{"type": "metric", "metric": {"key": "a\u0000", "value": 1, "timestamp_ms": 1}}]}"#,
                400, "invalid_input", "events[0].metric.key"
            ),
            (
                .post, "/api/v1/attempts/1/1/finish",
                #"{"outcome": "done", "result": {"metrics": [], "samples": [{"name": "a", "unit": "s", "values": []}, {"name": "a", "unit": "s", "values": []}], "tags": {}, "facts": {"x": "\u0000"}, "absent": {}}}"#,
                400, "invalid_input", "result.samples[1]"
            ),
            (
                .post, "/api/v1/sweeps", #"{"grid": {"kind": "selftest", "b0": 0, "b1": [1, 2]}}"#, 400,
                "invalid_input", "grid.b0"
            ),
            (
                .post, "/api/v1/jobs", #"{"configuration": {"kind": "selftest"}, "labels": ["a\u0000"]}"#, 400,
                "invalid_input", "labels[0]"
            ),
            (
                .post, "/api/v1/jobs", #"{"configuration": {"kind": "selftest"}, "tags": {"a": "\u0000"}}"#, 400,
                "invalid_input", "tags.a"
            ),
            (
                .post, "/api/v1/jobs",
                #"{"configuration": {"kind": "selftest"}, "experiment": "\#(String(repeating: "e\u{301}", count: 300))"}"#,
                400, "invalid_input", "experiment"
            ),
            (.get, "/api/v1/runs?model=%00", nil, 400, "invalid_input", "model"),
            (.get, "/api/v1/runs?sort=metrics.%00", nil, 400, "invalid_input", "sort"),
            (.post, "/api/v1/tokens", #"{"name": "x", "role": "king"}"#, 400, "invalid_input", "role"),
            (.delete, "/api/v1/tokens/5", nil, 404, "not_found", nil),
        ]

    @Test("gets a 4xx with code, field and expectation, and stores nothing")
    func refused() async throws {
        try await RunningCoordinator.with { coordinator in
            for bad in Self.cases {
                let (status, json) = try await coordinator.send(bad.method, bad.path, bad.body)
                #expect(status == bad.status, "\(bad.path) \(bad.body ?? "")")
                #expect(json["error"]?["code"] == .string(bad.code), "\(bad.path) \(bad.body ?? "")")
                if let field = bad.field {
                    guard case .array(let fields)? = json["error"]?["fields"] else {
                        Issue.record("\(bad.path) \(bad.body ?? "") names no field: \(json)")
                        continue
                    }
                    #expect(fields.contains { $0["field"] == .string(field) }, "\(bad.path) \(bad.body ?? ""): \(json)")
                    #expect(fields.allSatisfy { $0["expected"] != nil })
                }
            }
            for table in ["run", "job", "job_live", "sweep", "token", "idempotency"] {
                let rows = try await coordinator.client.execute(Statement(sql: "SELECT count(*) AS n FROM \(table)"))
                #expect(try rows.first?.decode("n", as: Int.self) == 0, "\(table)")
            }
            #expect(try await coordinator.send(.get, "/api/v1/models").status == 200)
        }
    }

    @Test("a grid of 10^6 jobs is refused before it is multiplied out")
    func hugeGrid() async throws {
        try await RunningCoordinator.with { coordinator in
            let thousand = (1...1000).map(String.init).joined(separator: ",")
            let body = #"{"grid": {"model": "alexnet", "batch": [\#(thousand)], "seed": [\#(thousand)]}}"#
            let (status, json) = try await coordinator.send(.post, "/api/v1/sweeps", body)
            #expect(status == 400)
            #expect(json["error"]?["message"] == "grid must be a grid of at most 10000 jobs, not at least 1000000")
        }
    }

    @Test("a body of 100 MB, or one that is not declared as JSON, is refused unread")
    func bodies() async throws {
        try await RunningCoordinator.with { coordinator in
            let huge = String(repeating: " ", count: 100_000_000)
            let (status, json) = try await coordinator.send(.post, "/api/v1/jobs", huge)
            #expect(status == 413)
            #expect(json["error"]?["code"] == "too_large")
            let (mediaStatus, mediaJSON) = try await coordinator.send(
                .post, "/api/v1/jobs", "{}", headers: [HTTPField("Content-Type", "text/plain")])
            #expect(mediaStatus == 415)
            #expect(mediaJSON["error"]?["code"] == "unsupported_media_type")
        }
    }

    @Test("a request through a proxy without a token is refused: to it everybody comes from loopback")
    func proxied() async throws {
        try await RunningCoordinator.with { coordinator in
            let (status, json) = try await coordinator.send(
                .get, "/api/v1/models", headers: [HTTPField("X-Forwarded-For", "192.0.2.7")])
            #expect(status == 401)
            #expect(json["error"]?["code"] == "unauthenticated")
        }
    }

    @Test("requests for another host or from another origin's page are refused")
    func rebinding() async throws {
        try await RunningCoordinator.with { coordinator in
            for header in [
                HTTPField("Host", "evil.example"), HTTPField("Origin", "http://evil.example"),
            ] {
                let (status, json) = try await coordinator.send(.get, "/api/v1/models", headers: [header])
                #expect(status == 403)
                #expect(json["error"]?["code"] == "forbidden")
            }
        }
    }
}
