import Foundation
import HTTPClient
import Store
import Testing
import Vocabulary
import Workflow

@testable import Coordinator

@Suite("The HTTP path of a job", .serialized)
struct JobPathTests {
    @Test("goes from submit to a result that is read back")
    func wholeWay() async throws {
        try await RunningCoordinator.with { coordinator in
            let worker = try await coordinator.registerWorker()
            let (status, job) = try await coordinator.send(
                .post, "/api/v1/jobs",
                #"{"configuration": {"kind": "selftest"}, "name": "<script>", "experiment": "attic"}"#)
            #expect(status == 201)
            #expect(job["state"] == "ready")
            let (_, claims) = try await coordinator.send(
                .post, "/api/v1/claims", #"{"worker": \#(worker), "count": 4, "wait_seconds": 5}"#)
            guard case .array(let leases)? = claims["leases"], leases.count == 1 else {
                throw CoordinatorTestFailure("no lease in \(claims)")
            }
            let (_, beat) = try await coordinator.send(
                .post, "/api/v1/heartbeats",
                #"{"worker": \#(worker), "attempts": [{"attempt": {"job": 1, "attempt": 1}, "progress": 0.5}]}"#)
            #expect(beat["attempts"] == [["attempt": ["job": 1, "attempt": 1], "cancel": false, "release": false]])
            let result =
                #"{"outcome": "done", "result": {"metrics": [{"key": "latency_median_ms", "value": 2.5, "timestamp_ms": 1}], "#
                + #""samples": [{"name": "latency", "unit": "ms", "values": [2, 3]}], "tags": {"grade": "A"}, "facts": {"x": 1}, "absent": {}}}"#
            for _ in 0..<2 {
                let (finished, state) = try await coordinator.send(.post, "/api/v1/attempts/1/1/finish", result)
                #expect(finished == 200)
                #expect(state == ["state": "done"])
            }
            let (_, runs) = try await coordinator.send(
                .get, "/api/v1/runs?experiment=attic&sort=metrics.latency_median_ms")
            guard case .array(let items)? = runs["items"], let run = items.first, case .string(let id)? = run["id"]
            else {
                throw CoordinatorTestFailure("no run in \(runs)")
            }
            #expect(run["name"] == "<script>")
            #expect(run["metrics"] == ["latency_median_ms": 2.5])
            let (_, samples) = try await coordinator.send(.get, "/api/v1/runs/\(id)/samples")
            #expect(samples == ["items": [["name": "latency", "unit": "ms", "values": [2, 3]]]])
            let (_, detail) = try await coordinator.send(.get, "/api/v1/runs/\(id)")
            #expect(detail["facts"] == ["x": 1])
            #expect(detail["attempt"] == ["job": 1, "attempt": 1])
        }
    }

    @Test("is accepted with a warning where no registered worker has the memory that it is estimated to need")
    func tooLarge() async throws {
        try await RunningCoordinator.with { coordinator in
            let worker = """
                {"name": "small", "agent_version": "test", "capability": {"memory_mib": 512, "slots": 1, "labels": [],
                "runners": [{"protocol": 1, "engine": "openvino", "engine_version": "1", "kinds": ["benchmark"],
                "devices": [{"name": "cpu", "title": "a processor", "precisions": ["fp32"]}]}]},
                "machine": {"architecture": "x86_64", "flags": [], "caches_kib": {}, "logical_processors": 2, "usable_processors": 2,
                "memory_mib": 1024}}
                """
            let (_, registered) = try await coordinator.send(.post, "/api/v1/workers", worker)
            let (status, job) = try await coordinator.send(
                .post, "/api/v1/jobs", #"{"configuration": {"model": "vgg16"}, "if_unsupported": "wait"}"#)
            #expect(status == 201)
            // 1154 MiB, rounded up to eighths of 1024.
            let need = "it needs about 1280 MiB by estimate"
            guard case .array(let warnings)? = job["warnings"], case .string(let warning)? = warnings.first else {
                throw CoordinatorTestFailure("no warning in \(job)")
            }
            #expect(warning.contains(need) && warning.contains("small has 512 MiB"))
            #expect(try await coordinator.send(.get, "/api/v1/jobs/1").json["warnings"] == nil)
            guard case .integer(let id)? = registered["id"] else { throw CoordinatorTestFailure("\(registered)") }
            let (_, claims) = try await coordinator.send(
                .post, "/api/v1/claims", #"{"worker": \#(id), "count": 1, "wait_seconds": 0}"#)
            #expect(claims["leases"] == [])
            let (_, why) = try await coordinator.send(.get, "/api/v1/jobs/1/explanation")
            #expect(
                why["workers"] == [
                    [
                        "worker": "small",
                        "lacks": ["512 MiB of memory for an attempt, about 1280 MiB are needed by estimate"],
                    ]
                ])
            let (_, sweep) = try await coordinator.send(
                .post, "/api/v1/sweeps", #"{"grid": {"model": ["vgg16", "squeezenet1_1"]}}"#)
            guard case .array(let said)? = sweep["warnings"], case .string(let text)? = said.first else {
                throw CoordinatorTestFailure("no warning in \(sweep)")
            }
            #expect(text.hasPrefix("no registered worker has the memory for 1 of 2 jobs: "))
            let (_, small) = try await coordinator.send(
                .post, "/api/v1/jobs", #"{"configuration": {"model": "squeezenet1_1"}}"#)
            #expect(small["warnings"] == nil)
        }
    }

    @Test("wakes a long poll when work is submitted, long before the poll's time is over")
    func longPoll() async throws {
        try await RunningCoordinator.with { coordinator in
            let worker = try await coordinator.registerWorker()
            async let claimed = coordinator.send(
                .post, "/api/v1/claims", #"{"worker": \#(worker), "count": 1, "wait_seconds": 60}"#)
            // The poll has begun when the coordinator has seen the worker: registration counts too, so wait for a waiter.
            _ = try await coordinator.send(.post, "/api/v1/jobs", #"{"configuration": {"kind": "selftest"}}"#)
            let began = ContinuousClock.now
            let (_, claims) = try await claimed
            guard case .array(let leases)? = claims["leases"] else { throw CoordinatorTestFailure("\(claims)") }
            #expect(leases.count == 1)
            #expect(ContinuousClock.now - began < .seconds(4))
        }
    }

    @Test("gives a repeated POST with one key the first one's answer, and another request a 409")
    func idempotency() async throws {
        try await RunningCoordinator.with { coordinator in
            let key = HTTPField("Idempotency-Key", "k1")
            let body = #"{"grid": {"kind": "selftest", "seconds": [0, 1]}}"#
            let first = try await coordinator.send(.post, "/api/v1/sweeps", body, headers: [key])
            let second = try await coordinator.send(.post, "/api/v1/sweeps", body, headers: [key])
            #expect(first.json["id"] == second.json["id"])
            let other = try await coordinator.send(
                .post, "/api/v1/sweeps", #"{"grid": {"kind": "selftest"}}"#, headers: [key])
            #expect(other.status == 409)
            #expect(other.json["error"]?["code"] == "idempotency_conflict")
            let (_, jobs) = try await coordinator.send(.get, "/api/v1/jobs")
            guard case .array(let items)? = jobs["items"] else { throw CoordinatorTestFailure("\(jobs)") }
            #expect(items.count == 2)
        }
    }

    @Test("takes another width, size and number of classes, and gives the facts of that network")
    func variants() async throws {
        try await RunningCoordinator.with { coordinator in
            let (status, sweep) = try await coordinator.send(
                .post, "/api/v1/sweeps",
                #"{"grid": {"model": ["mobilenet_v2_x0_5", "mobilenet_v2"], "input_size": [160, 224], "classes": 10}}"#)
            #expect(status == 201)
            #expect(sweep["total"] == 4)
            let (_, facts) = try await coordinator.send(
                .get, "/api/v1/models/mobilenet_v2?input_size=160&classes=10")
            #expect(facts["input"] == [3, 160, 160])
            // torchvision's mobilenet_v2(num_classes=10): 3,504,872 − 990 · 1281.
            #expect(facts["parameters"] == 2_236_682)
            #expect(facts["published_top1_percent"] == nil)
            let (_, narrow) = try await coordinator.send(.get, "/api/v1/models/mobilenet_v2_x0_5")
            // torchvision's mobilenet_v2(width_mult=0.5).
            #expect(narrow["parameters"] == 1_968_680)
        }
    }

    @Test("explains why a job waits, naming what each live worker lacks")
    func explanation() async throws {
        try await RunningCoordinator.with { coordinator in
            _ = try await coordinator.send(.post, "/api/v1/jobs", #"{"configuration": {"model": "alexnet"}}"#)
            let (_, none) = try await coordinator.send(.get, "/api/v1/jobs/1/explanation")
            #expect(none["summary"] == "No worker is registered. Start one with: shoestring worker")
            _ = try await coordinator.registerWorker()
            let (_, lacking) = try await coordinator.send(.get, "/api/v1/jobs/1/explanation")
            #expect(lacking["summary"] == "No live worker can take it: spare has no runner for benchmark jobs.")
        }
    }

    @Test("asks for tokens, checks their roles, and forgets revoked ones")
    func tokens() async throws {
        try await RunningCoordinator.with(access: .tokens) { coordinator in
            let admin = "an administrator's secret of 32 characters"
            _ = try await coordinator.ledger.createToken(name: "admin", role: .admin, secret: admin)
            #expect(try await coordinator.send(.get, "/api/v1/runs").status == 401)
            #expect(try await coordinator.send(.get, "/api/v1/runs", token: "wrong").status == 401)
            #expect(try await coordinator.send(.get, "/api/v1/openapi.json").status == 200)
            let (status, created) = try await coordinator.send(
                .post, "/api/v1/tokens", #"{"name": "reader", "role": "read"}"#, token: admin)
            #expect(status == 201)
            guard case .string(let secret)? = created["secret"] else { throw CoordinatorTestFailure("\(created)") }
            #expect(try await coordinator.send(.get, "/api/v1/runs", token: secret).status == 200)
            #expect(
                try await coordinator.send(
                    .post, "/api/v1/jobs", #"{"configuration": {"kind": "selftest"}}"#, token: secret
                ).status == 403)
            #expect(try await coordinator.send(.get, "/api/v1/tokens", token: secret).status == 403)
            #expect(try await coordinator.send(.delete, "/api/v1/tokens/2", token: admin).status == 204)
            #expect(try await coordinator.send(.get, "/api/v1/runs", token: secret).status == 401)
        }
    }

    @Test("stores a file only when its bytes are those of its name, and gives it back")
    func files() async throws {
        try await RunningCoordinator.with { coordinator in
            // FIPS 180-4's example: SHA-256 of "abc".
            let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
            let path = "/api/v1/files/\(digest)"
            let wrong = try await coordinator.send(.put, path + "?name=x.onnx", "abd")
            #expect(wrong.status == 400)
            #expect(try await coordinator.send(.get, path).status == 404)
            #expect(try await coordinator.send(.put, path + "?name=../x", "abc").status == 400)
            let stored = try await coordinator.send(.put, path + "?name=x.onnx", "abc")
            #expect(stored.status == 201)
            #expect(stored.json == ["sha256": .string(digest), "byte_count": 3, "name": "x.onnx"])
            #expect(try await coordinator.send(.put, path + "?name=y.onnx", "abc").status == 200)
            let response = try await coordinator.http.send(HTTPRequest(.get, coordinator.url + path))
            #expect(response.body == Data("abc".utf8))
        }
    }
}
