import Checksum
import Foundation
import HTTPClient
import Store
import Testing
import Vocabulary
import Workflow

@testable import Coordinator

@Suite("Files of runs over HTTP", .serialized)
struct ArtifactTests {
    private static let model = Data("a model".utf8)

    /// Stores a file as a worker does.
    private static func store(
        _ data: Data, _ coordinator: RunningCoordinator, token: String? = nil
    ) async throws -> (status: Int, sha256: String) {
        let sha256 = try SHA256.of(data)
        let response = try await coordinator.http.send(
            HTTPRequest(
                .put, coordinator.url + "/api/v1/files/\(sha256)", body: .bytes(data),
                authorization: token.map { .bearer($0) } ?? .none))
        return (response.status, sha256)
    }

    /// Submits a job, claims it and returns its number.
    private static func running(_ coordinator: RunningCoordinator, _ worker: Int64) async throws -> Int64 {
        let (_, job) = try await coordinator.send(.post, "/api/v1/jobs", #"{"configuration": {"kind": "selftest"}}"#)
        guard case .integer(let id)? = job["id"] else { throw CoordinatorTestFailure("\(job)") }
        _ = try await coordinator.send(
            .post, "/api/v1/claims", #"{"worker": \#(worker), "count": 1, "wait_seconds": 5}"#)
        return id
    }

    private static func finish(
        _ job: Int64, _ artifacts: String, _ coordinator: RunningCoordinator
    ) async throws -> (status: Int, json: JSONValue) {
        try await coordinator.send(
            .post, "/api/v1/attempts/\(job)/1/finish",
            #"{"outcome": "done", "result": {"metrics": [], "samples": [], "tags": {}, "facts": {}, "absent": {}, "#
                + #""artifacts": [\#(artifacts)]}}"#)
    }

    private static func run(of job: Int64, _ coordinator: RunningCoordinator) async throws -> String {
        let (_, whole) = try await coordinator.send(.get, "/api/v1/jobs/\(job)")
        guard case .string(let run)? = whole["run"] else { throw CoordinatorTestFailure("\(whole)") }
        return run
    }

    @Test("are listed and fetched as attachments of a harmless type, and another job can use the model by its run")
    func wholeWay() async throws {
        try await RunningCoordinator.with { coordinator in
            let worker = try await coordinator.registerWorker()
            let job = try await Self.running(coordinator, worker)
            let (stored, sha256) = try await Self.store(Self.model, coordinator)
            #expect(stored == 201)
            let page = try await Self.store(Data("<script>alert(1)</script>".utf8), coordinator).sha256
            let files =
                #"{"name": "model.onnx", "kind": "model", "sha256": "\#(sha256)", "byte_count": 7},"#
                + #"{"name": "a/page.html", "kind": "other", "sha256": "\#(page)", "byte_count": 25}"#
            #expect(try await Self.finish(job, files, coordinator).status == 200)
            let run = try await Self.run(of: job, coordinator)
            let (_, list) = try await coordinator.send(.get, "/api/v1/runs/\(run)/artifacts")
            guard case .array(let items)? = list["items"] else { throw CoordinatorTestFailure("\(list)") }
            #expect(items.map { $0["name"] } == ["a/page.html", "model.onnx"])
            #expect(items[1]["sha256"] == .string(sha256))

            for (name, bytes) in [("model.onnx", Self.model), ("a/page.html", Data("<script>alert(1)</script>".utf8))] {
                let answer = try await coordinator.http.send(
                    HTTPRequest(.get, coordinator.url + "/api/v1/runs/\(run)/artifacts/\(name)"))
                #expect(answer.status == 200)
                #expect(answer.body == bytes)
                #expect(answer.headers["Content-Type"] == "application/octet-stream")
                #expect(answer.headers["X-Content-Type-Options"] == "nosniff")
                #expect(answer.headers["Content-Disposition"]?.hasPrefix("attachment") == true)
            }

            let (status, benchmark) = try await coordinator.send(
                .post, "/api/v1/jobs", #"{"configuration": {"model": "run:\#(run)"}}"#)
            #expect(status == 201)
            #expect(benchmark["configuration"]?["model"] == .string("onnx:" + sha256))
            guard case .string(let child)? = benchmark["run"] else { throw CoordinatorTestFailure("\(benchmark)") }
            let (_, below) = try await coordinator.send(.get, "/api/v1/runs/\(child)")
            #expect(below["parents"] == [["run": .string(run), "name": "selftest finish", "relation": "model"]])
            let (_, above) = try await coordinator.send(.get, "/api/v1/runs/\(run)")
            guard case .array(let children)? = above["children"] else { throw CoordinatorTestFailure("\(above)") }
            #expect(children.map { $0["run"] } == [.string(child)])
        }
    }

    @Test("that are not acceptable are refused with the field, and nothing is stored")
    func refused() async throws {
        try await RunningCoordinator.with { coordinator in
            let worker = try await coordinator.registerWorker()
            let job = try await Self.running(coordinator, worker)
            let sha256 = try await Self.store(Self.model, coordinator).sha256
            let unknown = String(repeating: "0", count: 64)
            let many = (0..<201).map {
                #"{"name": "f\#($0)", "kind": "data", "sha256": "\#(sha256)", "byte_count": 7}"#
            }
            let cases: [(artifacts: String, field: String)] = [
                (#"{"name": "../x", "kind": "data", "sha256": "\#(sha256)", "byte_count": 7}"#, "name"),
                (#"{"name": "x", "kind": "data", "sha256": "\#(unknown)", "byte_count": 7}"#, "sha256"),
                (#"{"name": "x", "kind": "data", "path": "/etc/passwd"}"#, "sha256"),
                (#"{"name": "x", "kind": "checkpoint", "sha256": "\#(sha256)", "byte_count": 7}"#, "step"),
                (many.joined(separator: ","), "artifacts"),
            ]
            for (artifacts, field) in cases {
                let (status, answer) = try await Self.finish(job, artifacts, coordinator)
                #expect(status == 400, "\(answer)")
                guard case .array(let fields)? = answer["error"]?["fields"],
                    case .string(let named)? = fields.first?["field"]
                else { throw CoordinatorTestFailure("\(answer)") }
                #expect(named.hasSuffix(field), "\(named)")
                let event = #"{"first_sequence": 0, "events": [{"type": "artifact", "artifact": \#(artifacts)}]}"#
                guard artifacts.count < 1000 else { continue }
                let (eventStatus, _) = try await coordinator.send(.post, "/api/v1/attempts/\(job)/1/events", event)
                #expect(eventStatus == 400)
            }
            let run = try await Self.run(of: job, coordinator)
            #expect(try await coordinator.send(.get, "/api/v1/runs/\(run)/artifacts").json == ["items": []])
            let paths = ["..%2f..%2fetc%2fpasswd", "nothing.txt", "a//b", "%00", "x%20y"]
            for path in paths {
                let status = try await coordinator.send(.get, "/api/v1/runs/\(run)/artifacts/\(path)").status
                #expect([400, 404].contains(status), "\(path): \(status)")
            }
            for model in ["run:\(run)", "run:\(String(repeating: "0", count: 32))"] {
                let (status, answer) = try await coordinator.send(
                    .post, "/api/v1/jobs", #"{"configuration": {"model": "\#(model)"}}"#)
                #expect(status == 400)
                guard case .array(let fields)? = answer["error"]?["fields"] else {
                    throw CoordinatorTestFailure("\(answer)")
                }
                #expect(fields.first?["field"] == "configuration.model")
            }
        }
    }

    @Test("may be stored by a worker's token, and not by a reader's")
    func roles() async throws {
        try await RunningCoordinator.with(access: .tokens) { coordinator in
            for (role, status) in [(Role.worker, 201), (.submit, 200), (.read, 403)] {
                let secret = "secret-of-\(role.rawValue)-that-is-long-enough"
                _ = try await coordinator.ledger.createToken(name: role.rawValue, role: role, secret: secret)
                #expect(try await Self.store(Self.model, coordinator, token: secret).status == status)
            }
        }
    }
}
