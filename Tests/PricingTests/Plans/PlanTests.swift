import Foundation
import Pricing
import Testing
import Vocabulary

@Suite("A plan")
struct PlanTests {
    /// 10 h of work at 0.6 USD on a slow machine, 1 h at 9 USD on a fast one.
    static func options(_ work: Work = .images(36_000)) throws -> [PlanOption] {
        let slow = try PlanSamples.estimator(seconds: 1, spread: 1.05)
        let fast = try PlanSamples.estimator(seconds: 0.1, spread: 1.05)
        let (cheap, dear) = (try PlanSamples.rented("0.6", type: "small"), try PlanSamples.rented("9", type: "large"))
        return [(slow, cheap), (fast, dear)].flatMap { estimator, site -> [PlanOption] in
            do {
                let estimate = try estimator.estimate(work, PlanSamples.configuration, on: site)
                return try estimator.underDeadline(estimate, on: site, deadline: 12, seed: 1).map {
                    PlanOption(estimate: $0, memoryMiB: 100, top1Percent: 69.758)
                }
            } catch {
                Issue.record(error)
                return []
            }
        }
    }

    static func limits(_ json: JSONValue) throws -> PlanLimits { try PlanLimits(json: json) }

    @Test("ranks what keeps every limit by its cost at 90 %, and shows the front of cost and time")
    func ranks() throws {
        let plan = Plan(try Self.options(), limits: try Self.limits(["deadline_hours": 12]))
        #expect(plan.options.map { "\($0.estimate.host)" }.map { $0.contains("small") } == [true, false])
        #expect(plan.front.count == 2)  // the dear one is faster
        #expect(plan.bindings.isEmpty)
    }

    @Test("says which limit is in the way and by how much")
    func binds() throws {
        let options = try Self.options()
        let plan = Plan(options, limits: try Self.limits(["budget_usd": "5", "deadline_hours": 12]))
        #expect(plan.options.isEmpty)
        let binding = try #require(plan.bindings.first)
        #expect(plan.bindings.count == 1)
        #expect(binding.kind == .budget)
        // 10 h · 1.05 and a boot of 5 min at 0.6 USD: 6.35 USD at 90 %.
        #expect(abs(binding.needed - 6.35) < 1e-6)
        let accuracy = Plan(options, limits: try Self.limits(["top1_percent": 75]))
        #expect(accuracy.bindings.map(\.kind) == [.accuracy])
        #expect(accuracy.bindings.first?.needed == 69.758)
    }

    @Test("with several limits in the way names the option that misses least")
    func nearest() throws {
        let plan = Plan(try Self.options(), limits: try Self.limits(["budget_usd": "1", "top1_percent": 80]))
        #expect(plan.options.isEmpty && plan.bindings.isEmpty)
        #expect(plan.nearest.map { "\($0.estimate.host)".contains("small") } == true)
    }

    @Test("keeps a deadline with the safety net of on-demand machines, and not with spot alone")
    func deadline() throws {
        let estimator = try PlanSamples.estimator(spread: 1.02)
        let site = try PlanSamples.rented("0.2", .spot, list: "0.6")
        let estimate = try estimator.estimate(.images(36_000), PlanSamples.configuration, on: site)
        let ways = try estimator.underDeadline(estimate, on: site, deadline: 12, seed: 3)
        #expect(ways.map(\.policy) == [.spotOnly, .spotThenOnDemand, .uniformProgress])
        #expect(ways.dropFirst().allSatisfy { $0.onTime == 1 })
        #expect((ways.first?.onTime ?? 1) < 0.9)
    }

    @Test(
        "needs limits that make sense",
        arguments: [
            ["deadline_hours": 0], ["deadline_hours": -3], ["budget_usd": "0"], ["budget_usd": 4], ["latency_ms": 0],
            ["top1_percent": 101], ["on_time_probability": 0.2], ["colour": "red"],
        ] as [JSONValue])
    func refuses(json: JSONValue) {
        #expect(throws: InvalidInput.self) { try PlanLimits(json: json) }
    }

    @Test("compares ten thousand candidates, the same question with the same answer")
    func comparison() throws {
        let sites = try (0..<100).map {
            try PlanSamples.rented("0.\(100 + $0)", $0 % 2 == 0 ? .spot : .onDemand, type: "t\($0)")
        }
        let configurations = (1...100).map { CostConfiguration(model: .zoo("resnet18"), batch: $0, precision: .fp32) }
        let estimator = try PlanSamples.estimator(spread: 1.2)
        let comparison = CostComparison(
            .images(1_000_000), configurations: configurations, sites: sites, estimator: estimator, basis: .marginal,
            order: .cost)
        #expect(comparison.estimates.count == 10_000)
        let costs = comparison.estimates.compactMap { $0.marginal.value?.p50 }
        #expect(costs == costs.sorted())
    }
}
