import Coordinator
import Foundation
import HTTPClient
import Postgres
import Store
import Testing
import Vocabulary
import Workflow

@Suite("Estimates and budgets over HTTP")
struct ReconciliationRouteTests {
    private static let host = "aws/c6i.large/us-east-1/on_demand"

    private static func enqueue(at price: String, in ledger: PostgresLedger) async throws {
        let configuration = RunConfiguration.selftest(try SelftestConfiguration())
        let hourly: Money = try #require(Money(price))
        let rate = try HostRate(host: host, marginal: hourly, full: hourly, source: "an old table")
        let estimate = try AttemptEstimate(
            seconds: try Quantiles(p10: 1, p50: 2, p90: 3), widening: 1, count: 5, group: .init(kind: .selftest),
            dearestMarginal: rate, dearestFull: rate)
        let job = Submission.NewJob(
            run: RunID(), name: "x", configuration: configuration, requirements: Requirements(of: configuration),
            estimate: estimate)
        _ = try await ledger.enqueue(
            Submission(jobs: [job], sweep: nil, options: SubmitOptions(), maximumLosses: 5), key: nil)
    }

    /// 0.05 became 0.085 (×1.7); 0.084 became 0.085, a move of 1.2 %.
    @Test("a price that moved by more than 7 % since estimates used it is told, with both prices and the estimate")
    func moved() async throws {
        try await RunningCoordinator.with { coordinator in
            let table =
                "InstanceType,Region,vCPUs,MemoryGiB,Price,SpotPrice,AvailabilityZone\nc6i.large,us-east-1,2,4,0.085,,\n"
            _ = try await coordinator.send(
                .post, "/api/v1/prices/import?provider=aws&source=mine", table,
                headers: [HTTPField("Content-Type", "text/csv")])
            for price in ["0.05", "0.05", "0.084"] { try await Self.enqueue(at: price, in: coordinator.ledger) }
            let (status, answer) = try await coordinator.send(.get, "/api/v1/costs/reconciliation")
            #expect(status == 200)
            #expect(answer["all"]?["summary"] == "n = 0, not yet calibrated")
            guard case .array(let alerts)? = answer["alerts"] else { throw CoordinatorTestFailure("\(answer)") }
            #expect(alerts.count == 1)
            #expect(alerts.first?["ratio"] == 1.7)
            #expect(alerts.first?["estimates"] == 2)
            #expect(alerts.first?["before"]?["marginal_usd_per_hour"] == "0.05")
            #expect(alerts.first?["now"]?["marginal_usd_per_hour"] == "0.085")
            #expect(alerts.first?["estimate"]?["dearest_by_marginal"]?["source"] == "an old table")
            let (_, patient) = try await coordinator.send(.get, "/api/v1/costs/reconciliation?drift=0.8")
            #expect(patient["alerts"] == [])
        }
    }

    @Test("every wrong part of the question is named", arguments: ["drift=0", "kind=tran", "since=monday", "limit=0"])
    func wrong(query: String) async throws {
        try await RunningCoordinator.with { coordinator in
            let (status, answer) = try await coordinator.send(.get, "/api/v1/costs/reconciliation?" + query)
            #expect(status == 400)
            guard case .array(let fields)? = answer["error"]?["fields"] else {
                throw CoordinatorTestFailure("\(answer)")
            }
            #expect(fields.first?["field"] == .string(String(query.prefix { $0 != "=" })))
        }
    }

    /// Five attempts of 360 s and a worker of 1 USD an hour: 0.1 USD, and 0.05 USD is left.
    @Test("a job that its budget cannot pay is refused with what is needed and what is left")
    func overBudget() async throws {
        try await RunningCoordinator.with { coordinator in
            let ledger = coordinator.ledger
            for _ in 0..<5 { try await Self.enqueue(at: "1", in: ledger) }
            let runner = RunnerDescription(
                engine: "selftest", engineVersion: "1", kinds: [.selftest],
                devices: [.init(name: "cpu", title: "a processor", precisions: [.fp32])])
            let worker = try await ledger.register(
                name: "spare", capability: WorkerCapability(runners: [runner], memoryMiB: 1024),
                machine: MachineFacts(architecture: "any", logicalProcessors: 1, usableProcessors: 1, memoryMiB: 1024),
                agentVersion: "test")
            let dollar = Money(nanodollars: 1_000_000_000)
            try await ledger.setRate(
                try HostRate(host: "device:spare", marginal: dollar, full: dollar, source: "test"), of: worker.id)
            _ = try await coordinator.client.execute(
                """
                INSERT INTO attempt (job_id, number, outcome, started_at, ended_at)
                SELECT id, 1, 'done', now() - interval '360 seconds', now() FROM job
                """)
            let added = try await ledger.add(
                NewBudget(name: "november", scope: .month, basis: .full, limit: Money(nanodollars: 50_000_000)))
            _ = try #require(added)
            let job = #"{"configuration": {"kind": "selftest"}}"#
            let (status, answer) = try await coordinator.send(.post, "/api/v1/jobs", job)
            #expect(status == 409)
            #expect(answer["error"]?["code"] == "over_budget")
            guard case .array(let fields)? = answer["error"]?["fields"] else {
                throw CoordinatorTestFailure("\(answer)")
            }
            #expect(fields.first?["field"] == "budget")
            #expect(fields.first?["received"] == "0.1 USD")
            guard case .string(let message)? = answer["error"]?["message"] else {
                throw CoordinatorTestFailure("\(answer)")
            }
            #expect(message.contains("the budget \"november\" has 0.05 USD left"))
            // With a time limit of three minutes it fits, and says what it goes by.
            let (accepted, stored) = try await coordinator.send(
                .post, "/api/v1/jobs", #"{"configuration": {"kind": "selftest"}, "time_limit_seconds": 180}"#)
            #expect(accepted == 201)
            #expect(stored["estimate"]?["n"] == 5)
            #expect(stored["estimate"]?["group"]?["kind"] == "selftest")
        }
    }
}
