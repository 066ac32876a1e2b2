import Foundation
import HTTPClient
import Testing
import Vocabulary

@testable import Coordinator

@Suite("Metrics over time over HTTP", .serialized)
struct SeriesRouteTests {
    /// A run of a running job whose attempt logged ten values and a metric with a slash in its name.
    private static func run(_ coordinator: RunningCoordinator) async throws -> String {
        let worker = try await coordinator.registerWorker()
        let (_, job) = try await coordinator.send(.post, "/api/v1/jobs", #"{"configuration": {"kind": "selftest"}}"#)
        guard case .integer(let id)? = job["id"], case .string(let run)? = job["run"] else {
            throw CoordinatorTestFailure("\(job)")
        }
        _ = try await coordinator.send(
            .post, "/api/v1/claims", #"{"worker": \#(worker), "count": 1, "wait_seconds": 5}"#)
        let values = (0..<10).map { step in
            let value = step == 4 ? "\"NaN\"" : step == 5 ? "\"-Infinity\"" : "\(step).5"
            return
                #"{"type": "metric", "metric": {"key": "loss", "value": \#(value), "step": \#(step), "timestamp_ms": \#(1000 + step)}}"#
        }
        let slash =
            #"{"type": "metric", "metric": {"key": "val/top 1 %", "value": 0.5, "step": 9, "timestamp_ms": 1009}}"#
        let (status, answer) = try await coordinator.send(
            .post, "/api/v1/attempts/\(id)/1/events",
            #"{"first_sequence": 0, "events": [\#((values + [slash]).joined(separator: ", "))]}"#)
        guard status == 200 else { throw CoordinatorTestFailure("\(status) \(answer)") }
        return run
    }

    @Test("are listed with their ends and read by name, whole or in buckets, with NaN and infinities as texts")
    func wholeWay() async throws {
        try await RunningCoordinator.with { coordinator in
            let path = "/api/v1/runs/\(try await Self.run(coordinator))/series"
            let (_, heads) = try await coordinator.send(.get, path)
            guard case .array(let items)? = heads["items"] else { throw CoordinatorTestFailure("\(heads)") }
            #expect(items.map { $0["key"] } == ["loss", "val/top 1 %"])
            #expect(items[0]["first_step"] == 0)
            #expect(items[0]["last_timestamp_ms"] == 1009)

            let (_, whole) = try await coordinator.send(.get, path + "/loss")
            #expect(whole["complete"] == true)
            #expect(whole["count"] == 10)
            guard case .array(let points)? = whole["points"] else { throw CoordinatorTestFailure("\(whole)") }
            #expect(points[4] == ["step": 4, "timestamp_ms": 1004, "value": "NaN"])
            #expect(points[5]["value"] == "-Infinity")

            let (_, halves) = try await coordinator.send(.get, path + "/loss?points=2&from=2&to=9")
            #expect(halves["complete"] == false)
            #expect(halves["points"] == [])
            guard case .array(let buckets)? = halves["buckets"] else { throw CoordinatorTestFailure("\(halves)") }
            #expect(buckets.count == 2)
            #expect(buckets[0]["min"] == "-Infinity")
            #expect(buckets[0]["max"] == .number(3.5))
            // (2.5 + 3.5) / 2; NaN and −∞ are not in it.
            #expect(buckets[0]["mean"] == 3)
            #expect(buckets[0]["nan_count"] == 1)
            #expect(buckets[1]["mean"] == 8)

            let (status, slash) = try await coordinator.send(.get, path + "/val%2Ftop%201%20%25?axis=time")
            #expect(status == 200)
            #expect(slash["count"] == 1)
        }
    }

    @Test("are answered with 304 to a client that has them, until there is more")
    func unchanged() async throws {
        try await RunningCoordinator.with { coordinator in
            let url = coordinator.url + "/api/v1/runs/\(try await Self.run(coordinator))/series/loss"
            let first = try await coordinator.http.send(HTTPRequest(.get, url))
            let tag = try #require(first.headers["ETag"])
            let again = try await coordinator.http.send(
                HTTPRequest(.get, url, headers: [HTTPField("If-None-Match", tag)]))
            #expect(again.status == 304)
            #expect(again.body.isEmpty)
        }
    }

    @Test(
        "refuse a query that means nothing, and name its field",
        arguments: [
            ("points=0", "points"), ("points=5001", "points"), ("points=many", "points"), ("from=9&to=3", "to"),
            ("axis=epoch", "axis"), ("from=1.5", "from"), ("smooth=1", "smooth"),
        ])
    func refused(query: String, field: String) async throws {
        try await RunningCoordinator.with { coordinator in
            let path = "/api/v1/runs/\(try await Self.run(coordinator))/series/loss?\(query)"
            let (status, answer) = try await coordinator.send(.get, path)
            #expect(status == 400)
            guard case .array(let fields)? = answer["error"]?["fields"] else {
                throw CoordinatorTestFailure("\(answer)")
            }
            #expect(fields.map { $0["field"] } == [.string(field)])
        }
    }

    @Test("are missing for a run or a metric that is not there, and a run without metrics has none")
    func missing() async throws {
        try await RunningCoordinator.with { coordinator in
            let run = try await Self.run(coordinator)
            let nobody = String(repeating: "0", count: 32)
            for path in [
                "\(nobody)/series", "\(nobody)/series/loss", "\(run)/series/accuracy", "\(run)/series/val%2Ftop",
            ] {
                #expect(try await coordinator.send(.get, "/api/v1/runs/\(path)").status == 404, "\(path)")
            }
            for path in ["x/series", "\(run)/series/a%00b", "\(run)/series/%FF"] {
                #expect(try await coordinator.send(.get, "/api/v1/runs/\(path)").status == 400, "\(path)")
            }
            let (_, job) = try await coordinator.send(
                .post, "/api/v1/jobs", #"{"configuration": {"kind": "selftest"}}"#)
            guard case .string(let bare)? = job["run"] else { throw CoordinatorTestFailure("\(job)") }
            let (status, heads) = try await coordinator.send(.get, "/api/v1/runs/\(bare)/series")
            #expect(status == 200)
            #expect(heads["items"] == [])
        }
    }
}

@Suite("Layers over HTTP")
struct LayerRouteTests {
    @Test("are those of the zoo's graph: together they have the network's parameters and multiply-accumulates")
    func layers() async throws {
        try await RunningCoordinator.with { coordinator in
            let (status, answer) = try await coordinator.send(.get, "/api/v1/models/resnet18/layers")
            #expect(status == 200)
            guard case .array(let items)? = answer["items"] else { throw CoordinatorTestFailure("\(answer)") }
            func sum(_ field: String) -> Int64 {
                items.reduce(0) { total, item in
                    guard case .integer(let value)? = item[field] else { return total }
                    return total + value
                }
            }
            // torchvision's resnet18: 11,689,512 parameters; 1,814,073,344 by the zoo's own count, see CountTests.
            #expect(sum("parameters") == 11_689_512)
            #expect(sum("macs") == 1_814_073_344)
            #expect(items.first?["output"] == [1, 64, 112, 112])
            #expect(try await coordinator.send(.get, "/api/v1/models/resnet19/layers").status == 404)
        }
    }
}
