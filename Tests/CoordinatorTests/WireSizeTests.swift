import Foundation
import HTTPClient
import Testing
import Vocabulary
import Workflow

@testable import Coordinator

@Suite("What goes over the wire", .serialized)
struct WireSizeTests {
    private static func get(_ coordinator: RunningCoordinator, _ path: String, accepting: String?) async throws
        -> HTTPResponse
    {
        try await coordinator.http.send(
            HTTPRequest(
                .get, coordinator.url + path, headers: accepting.map { [HTTPField("Accept-Encoding", $0)] } ?? []))
    }

    @Test("JSON is compressed for who takes gzip, with the same ETag, and for nobody else")
    func compressed() async throws {
        try await RunningCoordinator.with { coordinator in
            let plain = try await Self.get(coordinator, "/api/v1/models", accepting: "identity")
            #expect(plain.headers["Content-Encoding"] == nil)
            #expect(plain.headers["Vary"] == "Accept-Encoding")
            // libcurl asks for gzip by itself, and hands over what it expanded.
            for accepted in ["gzip", "br, gzip;q=0.5", "*", nil] {
                let answer = try await Self.get(coordinator, "/api/v1/models", accepting: accepted)
                #expect(answer.headers["Content-Encoding"] == "gzip", "\(accepted ?? "nothing said")")
                #expect(answer.body == plain.body)
                #expect(answer.headers["ETag"] == plain.headers["ETag"])
                let count = try #require(answer.headers["Content-Length"].flatMap { Int($0) })
                #expect(count < plain.body.count / 3)
            }
            for refused in ["br", "gzip;q=0", "identity"] {
                let answer = try await Self.get(coordinator, "/api/v1/models", accepting: refused)
                #expect(answer.headers["Content-Encoding"] == nil, "\(refused)")
                #expect(answer.body == plain.body)
            }
        }
    }

    @Test("a listing has only the names that were asked for")
    func fields() async throws {
        try await RunningCoordinator.with { coordinator in
            _ = try await coordinator.send(
                .post, "/api/v1/jobs", #"{"configuration": {"kind": "selftest"}, "name": "one"}"#)
            let (status, page) = try await coordinator.send(
                .get, "/api/v1/runs?fields=name,status,metrics.latency_median_ms")
            #expect(status == 200)
            guard case .array(let items)? = page["items"], case .object(let run)? = items.first else {
                throw CoordinatorTestFailure("no run in \(page)")
            }
            #expect(Set(run.keys) == ["id", "name", "status", "metrics"])
            #expect(run["name"] == "one" && run["metrics"] == [:])
            let whole = try await coordinator.send(.get, "/api/v1/runs").json
            let all =
                "experiment,name,status,job,sweep,configuration,failure,parameters,tags,metrics,lifecycle_stage,created_at,started_at,ended_at,end_reason"
            #expect(try await coordinator.send(.get, "/api/v1/runs?fields=\(all)").json == whole)
            for wrong in ["nothing", "name,", "metrics.", "name,,status"] {
                let (status, answer) = try await coordinator.send(.get, "/api/v1/runs?fields=\(wrong)")
                #expect(status == 400, "\(wrong)")
                guard case .array(let fields)? = answer["error"]?["fields"] else {
                    throw CoordinatorTestFailure("no field in \(answer)")
                }
                #expect(fields.first?["field"] == "fields")
            }
        }
    }
}
