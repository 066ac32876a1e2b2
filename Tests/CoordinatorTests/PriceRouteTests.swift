import Coordinator
import Foundation
import HTTPClient
import Store
import Testing
import Vocabulary
import Workflow

@Suite("Prices over HTTP")
struct PriceRouteTests {
    private static let table = """
        InstanceType,Region,vCPUs,MemoryGiB,Price,SpotPrice,AvailabilityZone
        c6i.large,us-east-1,2,4,0.085,0.03145,use1-az4
        c6i.xlarge,us-east-1,4,8,0.17,0.2,use1-az4
        c6i.2xlarge,us-east-1,8,16,0,,

        """

    private static let csv = [HTTPField("Content-Type", "text/csv")]

    @Test("are imported, listed with their age, paged, looked back on and checked")
    func whole() async throws {
        try await RunningCoordinator.with { coordinator in
            let (status, report) = try await coordinator.send(
                .post, "/api/v1/prices/import?provider=aws&source=mine&effective_at=2026-01-01", Self.table,
                headers: Self.csv)
            #expect(status == 200)
            #expect(report["accepted"] == 2 && report["added"] == 5)
            guard case .array(let stopped)? = report["stopped"] else { throw CoordinatorTestFailure("\(report)") }
            #expect(stopped.map { $0["gate"] } == ["spot_above_list", "spot_above_list", "not_positive"])

            let (_, page) = try await coordinator.send(.get, "/api/v1/prices?sort=price&limit=1")
            guard case .array(let items)? = page["items"], case .string(let cursor)? = page["next_cursor"] else {
                throw CoordinatorTestFailure("\(page)")
            }
            #expect(items[0]["quote"]?["usd_per_hour"] == "0.03145")
            #expect(items[0]["quote"]?["zone"] == "use1-az4")
            #expect(items[0]["machine"]?["processors"] == 2)
            let (_, second) = try await coordinator.send(.get, "/api/v1/prices?sort=price&limit=1&cursor=\(cursor)")
            guard case .array(let rest)? = second["items"] else { throw CoordinatorTestFailure("\(second)") }
            #expect(rest.map { $0["quote"]?["usd_per_hour"] } == ["0.085"])
            #expect(second["next_cursor"] == nil)
            #expect(second["as_of"] == page["as_of"])

            let (_, history) = try await coordinator.send(
                .get, "/api/v1/prices/history?provider=aws&type=c6i.2xlarge")
            guard case .array(let quotes)? = history["items"] else { throw CoordinatorTestFailure("\(history)") }
            #expect(quotes.map { $0["quality"] } == ["quarantined"])
            #expect(quotes.map { $0["note"] } == ["0 USD/h is not a price"])

            let (_, check) = try await coordinator.send(.get, "/api/v1/prices/check?older_than_days=0")
            #expect(check["in_force"] == 2 && check["stopped"] == 3)
        }
    }

    @Test("come as CSV too")
    func csv() async throws {
        try await RunningCoordinator.with { coordinator in
            _ = try await coordinator.send(
                .post, "/api/v1/prices/import?provider=aws", Self.table, headers: Self.csv)
            let answer = try await coordinator.http.send(
                HTTPRequest(.get, coordinator.url + "/api/v1/prices?format=csv&purchase=on_demand"))
            let lines = String(decoding: answer.body, as: UTF8.self).split(separator: "\r\n")
            #expect(lines.count == 2)
            #expect(lines[0].hasPrefix("provider,instance_type,region,zone,purchase,usd_per_hour,quality,age_seconds"))
            #expect(lines[1].hasPrefix("aws,c6i.large,us-east-1,,on_demand,0.085,snapshot,0,"))
        }
    }

    @Test(
        "answer bad input with its field",
        arguments: [
            ("GET", "/api/v1/prices?provider=ibm", 404, "not_found"),
            ("GET", "/api/v1/prices?type=z9.x", 404, "not_found"),
            ("GET", "/api/v1/prices?region=moon-1", 404, "not_found"),
            ("GET", "/api/v1/prices?purchase=stolen", 400, "invalid_input"),
            ("GET", "/api/v1/prices?sort=colour", 400, "invalid_input"),
            ("GET", "/api/v1/prices?limit=0", 400, "invalid_input"),
            ("GET", "/api/v1/prices?cursor=x", 400, "invalid_input"),
            ("GET", "/api/v1/prices?at=yesterday", 400, "invalid_input"),
            ("GET", "/api/v1/prices/history", 400, "invalid_input"),
            ("GET", "/api/v1/prices/history?provider=aws&type=z9.x", 404, "not_found"),
            ("GET", "/api/v1/prices/check?older_than_days=-1", 400, "invalid_input"),
            ("POST", "/api/v1/prices/refresh?feed=tea-leaves", 400, "invalid_input"),
            ("POST", "/api/v1/prices/import?provider=aws", 415, "unsupported_media_type"),
        ])
    func bad(method: String, path: String, status: Int, code: String) async throws {
        try await RunningCoordinator.with { coordinator in
            let answer = try await coordinator.send(method == "GET" ? .get : .post, path, method == "GET" ? nil : "{}")
            #expect(answer.status == status)
            #expect(answer.json["error"]?["code"] == .string(code))
        }
    }

    @Test("refuse a table with a wrong field whole, and a currency by name")
    func tables() async throws {
        try await RunningCoordinator.with { coordinator in
            let (status, json) = try await coordinator.send(
                .post, "/api/v1/prices/import?provider=aws", Self.table + "c6i.4xlarge,us-east-1,16,32,dear,,\n",
                headers: Self.csv)
            #expect(status == 400)
            #expect(json["error"]?["fields"]?.element(0)?["field"] == "line 5.Price")
            let (_, page) = try await coordinator.send(.get, "/api/v1/prices")
            #expect(page["items"] == [])
            let (good, report) = try await coordinator.send(
                .post, "/api/v1/prices/import?provider=aws",
                "InstanceType,Region,vCPUs,MemoryGiB,Price,Currency\nc6i.large,eu-west-1,2,4,0.08,EUR\n",
                headers: Self.csv)
            #expect(good == 200)
            #expect(
                report["refused"]?.element(0)?["reason"] == "the currency is EUR; prices are kept in USD only")
        }
    }

    @Test("are refreshed and imported by administrators only")
    func roles() async throws {
        try await RunningCoordinator.with(access: .tokens) { coordinator in
            let secret = "0123456789abcdef0123456789abcdef"
            _ = try await coordinator.ledger.createToken(name: "reader", role: .read, secret: secret)
            for path in ["/api/v1/prices/refresh", "/api/v1/prices/import?provider=aws"] {
                #expect(try await coordinator.send(.post, path, "{}", token: secret).status == 403)
            }
            #expect(try await coordinator.send(.get, "/api/v1/prices", token: secret).status == 200)
        }
    }
}

extension JSONValue {
    fileprivate func element(_ index: Int) -> JSONValue? {
        guard case .array(let items) = self, items.indices.contains(index) else { return nil }
        return items[index]
    }
}
