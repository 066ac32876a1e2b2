import Foundation
import Testing
import Vocabulary
import Wire

@Suite("the fixture", .serialized)
struct FixtureShapeTests {
    @Test(
        "it speaks the wire's shapes, so that what the page makes of it holds for a coordinator",
        arguments: ["live", "done", "trained", "hostile", "empty", "compare", "figures", "figures-metered"])
    func shapes(scenario: String) async throws {
        try await FixtureServer.with(scenario) { server in
            func decoded<Body: Decodable>(_ path: String, as type: Body.Type) async throws -> Body {
                try WireCoding.decoder().decode(type, from: try await server.answer(path))
            }
            let runs = try await decoded("runs?limit=1000", as: Page<Run>.self).items
            #expect(runs.isEmpty == (scenario == "empty"))
            _ = try await decoded("models", as: Page<ModelFacts>.self)
            _ = try await decoded("experiments?limit=1000", as: Page<Experiment>.self)
            _ = try await decoded("workers", as: Page<Worker>.self)
            _ = try await decoded("jobs?state=running&limit=200", as: Page<Job>.self)
            let devices = try await decoded("devices", as: Page<DeviceBody>.self).items
            #expect(devices.isEmpty == (scenario == "empty"))
            _ = try await decoded("prices?limit=10000", as: PricePage.self)
            _ = try await decoded("budgets", as: Page<Budget>.self)
            _ = try await decoded("bills?limit=1000", as: Page<Bill>.self)
            _ = try await decoded("costs/reconciliation?limit=500", as: ReconciliationAnswer.self)
            for sweep in try await decoded("sweeps?limit=100", as: Page<Sweep>.self).items {
                #expect(sweep.total == sweep.waiting + sweep.running + sweep.done + sweep.failed + sweep.cancelled)
            }
            for run in runs {
                let detail = try await decoded("runs/\(run.id)", as: RunDetail.self)
                let series = try await decoded("runs/\(run.id)/samples", as: Page<SampleSeries>.self).items
                #expect(detail.run.id == run.id)
                #expect(detail.series.map(\.count) == series.map(\.values.count))
                _ = try await decoded("runs/\(run.id)/bills", as: Page<Bill>.self)
                for head in try await decoded("runs/\(run.id)/series", as: Page<MetricHead>.self).items {
                    let key = head.key.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                    let all = try await decoded("runs/\(run.id)/series/\(key)?points=300", as: MetricSeries.self)
                    #expect(all.key == head.key && all.count > 0)
                }
                guard let job = run.job else { continue }
                _ = try await decoded("jobs/\(job)", as: Job.self)
                _ = try await decoded("jobs/\(job)/explanation", as: Explanation.self)
                _ = try await decoded("jobs/\(job)/log", as: Page<LogLine>.self)
            }
        }
    }

    @Test("its answers about costs have the wire's shapes as well")
    func costs() async throws {
        try await FixtureServer.with("done") { server in
            let question: JSONValue = [
                "models": ["resnet18"], "batches": [1, 8], "precisions": ["fp32", "int8"], "work": ["images": 1000],
            ]
            let compared = try WireCoding.decoder().decode(
                CompareAnswer.self, from: try await server.answer("costs/compare", to: question))
            // 2 devices and 10 rented machines, 2 batches, 2 precisions; int8 is not estimated on the rented ones.
            #expect(compared.total == 28 && compared.refusedTotal == 20)
            for limits in [["deadline_hours": 5], ["budget_usd": "0.000001"]] as [JSONValue] {
                guard case .object(var members) = question else { continue }
                members["limits"] = limits
                _ = try WireCoding.decoder().decode(
                    PlanAnswer.self, from: try await server.answer("plans", to: .object(members)))
            }
        }
    }
}
