import Foundation
import HTTPClient
import Testing
import Vocabulary

@Suite("Costs over HTTP")
struct CostRouteTests {
    private static let table = """
        InstanceType,Region,vCPUs,MemoryGiB,Price,SpotPrice,AvailabilityZone
        c6i.large,us-east-1,2,4,0.085,0.03145,use1-az4
        c6i.xlarge,us-east-1,4,8,0.17,0.0629,use1-az4

        """

    private static let figures = """
        {"price_usd": "900", "residual_usd": "200", "load_watts": 250, "idle_watts": 60, "tariff": {"usd_per_kwh": "0.16"},
         "lifetime_years": 4, "utilisation": 0.2, "hardware": "Intel Xeon Platinum 8375C"}
        """

    private static let question = #""model": "resnet18", "batch": 8, "work": {"images": 1000000}"#

    private static func prepared(_ body: @escaping @Sendable (RunningCoordinator) async throws -> Void) async throws {
        try await RunningCoordinator.with { coordinator in
            let (priced, _) = try await coordinator.send(
                .post, "/api/v1/prices/import?provider=aws&source=mine&effective_at=2026-01-01", table,
                headers: [HTTPField("Content-Type", "text/csv")])
            #expect(priced == 200)
            let (stored, _) = try await coordinator.send(.put, "/api/v1/devices/attic", figures)
            #expect(stored == 200)
            try await body(coordinator)
        }
    }

    @Test("of a device are marginal and full beside each other, with every input and its source")
    func device() async throws {
        try await Self.prepared { coordinator in
            let (_, body) = try await coordinator.send(.get, "/api/v1/devices/attic")
            // 250 W at 0.16 USD/kWh, and (900 − 200) USD over 4 · 8760 · 0.2 = 7,008 h.
            #expect(body["rate"]?["marginal_usd_per_hour"] == "0.04")
            guard case .string(let text)? = body["rate"]?["full_usd_per_hour"], let full = Money(text) else {
                throw CoordinatorTestFailure("\(body)")
            }
            let dollar = Money(nanodollars: 1_000_000_000)
            #expect(abs((full.ratio(to: dollar) ?? 0) - (0.04 + 700.0 / 7008)) < 1e-6)
            guard case .array(let inputs)? = body["inputs"] else { throw CoordinatorTestFailure("\(body)") }
            #expect(inputs.contains { $0["name"] == "pue" && $0["confirmed"] == false })
            #expect(inputs.contains { $0["name"] == "utilisation" && $0["confirmed"] == true })
        }
    }

    @Test("are compared over own devices and rented machines, as JSON, by address and as CSV")
    func compare() async throws {
        try await Self.prepared { coordinator in
            let (status, answer) = try await coordinator.send(
                .post, "/api/v1/costs/compare", "{\(Self.question), \"order\": \"cost\"}")
            #expect(status == 200)
            guard case .array(let rows)? = answer["items"] else { throw CoordinatorTestFailure("\(answer)") }
            #expect(answer["total"] == 5)  // two types × (list, spot), and the device
            let hosts = Set(rows.compactMap { $0["host"].map { "\($0)" } })
            #expect(hosts.count == 5)
            for row in rows {
                #expect(row["time_evidence"]?["level"] == "datasheet")  // nothing was measured
                #expect(row["marginal_usd"]?["p50"] != nil)
            }
            let spot = rows.filter { "\($0["host"] ?? "")".contains("spot") }
            #expect(
                spot.allSatisfy { $0["method"] == "simulated" && $0["interruption_evidence"]?["level"] == "assumed" })

            let (_, byAddress) = try await coordinator.send(
                .get, "/api/v1/costs/compare?models=resnet18&batch=8&images=1000000")
            #expect(byAddress["items"] == answer["items"])
            let csv = try await coordinator.http.send(
                HTTPRequest(
                    .get,
                    coordinator.url
                        + "/api/v1/costs/compare?models=resnet18&batch=8&images=1000000&purchases=spot&devices=&format=csv"
                ))
            let lines = String(decoding: csv.body, as: UTF8.self).split(separator: "\r\n")
            #expect(lines.count == 3)
            #expect(lines[0].hasPrefix("host,model,batch,precision,machines,marginal_usd_p10,marginal_usd_p50"))
        }
    }

    @Test("are estimated for one machine, the same for the same question")
    func estimate() async throws {
        try await Self.prepared { coordinator in
            let body = "{\(Self.question), \"host\": \"aws/c6i.large/us-east-1/use1-az4/spot\", \"seed\": 3}"
            let (status, first) = try await coordinator.send(.post, "/api/v1/estimates", body)
            #expect(status == 200)
            #expect(first["formula_version"] == "cost-3")
            #expect(first["inputs"]?["seed"] == 3)
            #expect(first["estimate"]?["draws"] == 2000)
            let (_, second) = try await coordinator.send(.post, "/api/v1/estimates", body)
            #expect(first["estimate"]?["marginal_usd"] == second["estimate"]?["marginal_usd"])
        }
    }

    @Test("within limits become a plan, or name the limit that is in the way")
    func plan() async throws {
        try await Self.prepared { coordinator in
            let (status, plan) = try await coordinator.send(
                .post, "/api/v1/plans", "{\(Self.question), \"limits\": {\"budget_usd\": \"1000\"}}")
            #expect(status == 200)
            guard case .array(let ways)? = plan["ways"] else { throw CoordinatorTestFailure("\(plan)") }
            #expect(ways.count == 5)
            let (_, none) = try await coordinator.send(
                .post, "/api/v1/plans", "{\(Self.question), \"limits\": {\"top1_percent\": 75}}")
            #expect(none["ways"] == [])
            guard case .array(let bindings)? = none["bindings"] else { throw CoordinatorTestFailure("\(none)") }
            #expect(bindings.map { $0["limit"] } == ["top1_percent"])
            #expect(bindings.map { $0["needed"] } == [69.758])
        }
    }

    @Test(
        "answer bad input with its field",
        arguments: [
            ("/api/v1/costs/compare", #"{"model": "resnet18", "work": {"images": 0}}"#, "work.images"),
            ("/api/v1/costs/compare", #"{"model": "resnet18"}"#, "work"),
            ("/api/v1/costs/compare", #"{"work": {"images": 5}}"#, "model"),
            ("/api/v1/costs/compare", #"{"model": "resnet19", "work": {"images": 5}}"#, "model"),
            (
                "/api/v1/costs/compare", #"{"model": "resnet18", "work": {"images": 5}, "regions": ["moon-1"]}"#,
                "regions"
            ),
            (
                "/api/v1/costs/compare", #"{"model": "resnet18", "work": {"images": 5}, "instance_types": ["z9"]}"#,
                "instance_types"
            ),
            (
                "/api/v1/costs/compare", #"{"model": "resnet18", "work": {"images": 5}, "devices": ["cellar"]}"#,
                "devices"
            ),
            ("/api/v1/costs/compare", #"{"model": "resnet18", "work": {"images": 5}, "currency": "EUR"}"#, "currency"),
            ("/api/v1/costs/compare", #"{"model": "resnet18", "batch": 0, "work": {"images": 5}}"#, "batch"),
            ("/api/v1/estimates", #"{"model": "resnet18", "work": {"images": 5}, "host": "attic"}"#, "host"),
            (
                "/api/v1/estimates",
                #"{"model": "resnet18", "work": {"images": 5}, "host": "aws/c6i.large/us-east-1/reserved"}"#,
                "host"
            ),
            (
                "/api/v1/plans", #"{"model": "resnet18", "work": {"images": 5}, "limits": {"deadline_hours": -1}}"#,
                "limits.deadline_hours"
            ),
            (
                "/api/v1/plans", #"{"model": "resnet18", "work": {"images": 5}, "limits": {"budget_usd": "0"}}"#,
                "limits.budget_usd"
            ),
        ])
    func refuses(path: String, body: String, field: String) async throws {
        try await Self.prepared { coordinator in
            let (status, answer) = try await coordinator.send(.post, path, body)
            #expect(status == 400)
            guard case .array(let fields)? = answer["error"]?["fields"] else {
                throw CoordinatorTestFailure("\(answer)")
            }
            #expect(fields.contains { $0["field"] == .string(field) }, "\(fields)")
        }
    }

    @Test("of a device that nothing is known of are refused with the reason, never made up")
    func unknown() async throws {
        try await RunningCoordinator.with { coordinator in
            for body in [#"{"price_usd": "500"}"#, #"{"price_usd": "500", "hardware": "Abacus 9000"}"#] {
                _ = try await coordinator.send(.put, "/api/v1/devices/mystery", body)
                let (_, answer) = try await coordinator.send(
                    .post, "/api/v1/costs/compare", "{\(Self.question), \"providers\": []}")
                #expect(answer["items"] == [])
                guard case .array(let refused)? = answer["refused"] else { throw CoordinatorTestFailure("\(answer)") }
                #expect(refused.count == 1)
                #expect("\(refused[0]["reason"] ?? "")".contains("nothing was measured on it"))
            }
        }
    }

    @Test("budgets are opened, changed and closed, once a scope")
    func budgets() async throws {
        try await RunningCoordinator.with { coordinator in
            let (made, budget) = try await coordinator.send(
                .post, "/api/v1/budgets", #"{"scope": "month", "limit_usd": "5"}"#)
            #expect(made == 201)
            #expect(budget["left_usd"] == "5" && budget["state"] == "open")
            let (again, _) = try await coordinator.send(
                .post, "/api/v1/budgets", #"{"scope": "month", "limit_usd": "6"}"#)
            #expect(again == 409)
            let (missing, _) = try await coordinator.send(
                .post, "/api/v1/budgets", #"{"scope": "sweep", "subject": 77, "limit_usd": "6"}"#)
            #expect(missing == 400)
            let (changed, larger) = try await coordinator.send(.put, "/api/v1/budgets/1", #"{"limit_usd": "7.5"}"#)
            #expect(changed == 200 && larger["limit_usd"] == "7.5")
            let (closed, _) = try await coordinator.send(.delete, "/api/v1/budgets/1")
            #expect(closed == 204)
            let (gone, _) = try await coordinator.send(.put, "/api/v1/budgets/1", #"{"limit_usd": "8"}"#)
            #expect(gone == 404)
        }
    }
}
