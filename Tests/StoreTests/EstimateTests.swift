import Foundation
import Postgres
import Pricing
import Testing
import Vocabulary
import Workflow

@testable import Store

@Suite("An estimate of an attempt")
struct EstimateTests {
    /// Six minutes in half of the cases, seven in nine of ten, at 1 USD an hour (full; 0.25 marginal).
    static func estimate(
        p10: Double = 300, p50: Double = 360, p90: Double = 420, widening: Double = 1, priced: Bool = true
    ) throws -> AttemptEstimate {
        let rate = priced ? try BudgetTests.rate() : nil
        return try AttemptEstimate(
            seconds: try Quantiles(p10: p10, p50: p50, p90: p90), widening: widening, count: 9,
            group: .init(kind: .selftest), dearestMarginal: rate, dearestFull: rate)
    }

    static func submission(
        _ count: Int, estimate: AttemptEstimate?, options: SubmitOptions = SubmitOptions()
    ) throws -> Submission {
        let configuration = RunConfiguration.selftest(try SelftestConfiguration())
        let jobs = (0..<count).map { number in
            Submission.NewJob(
                run: RunID(), name: "test \(number)", configuration: configuration,
                requirements: Requirements(of: configuration), estimate: estimate)
        }
        return Submission(
            jobs: jobs, sweep: count == 1 ? nil : .init(name: "tests", grid: [:]), options: options, maximumLosses: 5)
    }

    /// Ends jobs as if their first attempts had taken 10, 20, 30 … seconds.
    static func finish(_ jobs: [Job], _ client: PostgresClient, outcome: String = "done", number: Int = 1) async throws
    {
        for (index, job) in jobs.enumerated() {
            _ = try await client.execute(
                """
                INSERT INTO attempt (job_id, number, outcome, started_at, ended_at)
                VALUES (:job, :number, :outcome::text::attempt_outcome, now() - make_interval(secs => :seconds), now())
                """,
                [
                    "job": job.id.value, "number": Int32(number), "outcome": outcome,
                    "seconds": Double(10 * (index + 1)),
                ])
        }
    }

    @Test("goes by the nearest ranks of first attempts with a result, in every group of five or more")
    func durations() async throws {
        try await withLedger { ledger, client in
            for (batch, count) in [(1, 5), (8, 4)] {
                let configuration = RunConfiguration.benchmark(
                    try BenchmarkConfiguration(model: .zoo("resnet18"), batch: batch))
                for _ in 0..<count {
                    let job = Submission.NewJob(
                        run: RunID(), name: "x", configuration: configuration,
                        requirements: Requirements(of: configuration))
                    _ = try await ledger.enqueue(
                        Submission(jobs: [job], sweep: nil, options: SubmitOptions(), maximumLosses: 5), key: nil)
                }
            }
            let jobs = try await ledger.jobs(state: nil, sweep: nil, before: nil, limit: 100)
            try await Self.finish(jobs.reversed(), client)  // batch 1: 10 … 50 s, batch 8: 60 … 90 s
            try await Self.finish(jobs, client, outcome: "done", number: 2)  // may have begun at a checkpoint
            let found = Dictionary(
                uniqueKeysWithValues: try await ledger.attemptDurations().map { ($0.group, $0) })
            let finest = AttemptEstimate.Group(
                kind: .benchmark, model: "resnet18", batch: 1, precision: .fp32, engine: "openvino")
            #expect(found[finest]?.count == 5)
            // Nearest ranks of five: the first, the third and the fifth.
            #expect(found[finest]?.seconds == (try Quantiles(p10: 10, p50: 30, p90: 50)))
            for group in [
                AttemptEstimate.Group(kind: .benchmark, model: "resnet18", precision: .fp32, engine: "openvino"),
                .init(kind: .benchmark, model: "resnet18"), .init(kind: .benchmark),
            ] {
                // Of nine: ⌈0.9⌉ = 1, ⌈4.5⌉ = 5, ⌈8.1⌉ = 9.
                #expect(found[group]?.count == 9)
                #expect(found[group]?.seconds == (try Quantiles(p10: 10, p50: 50, p90: 90)))
            }
            #expect(found.count == 4)
        }
    }

    @Test("another size of images is another network, under the name that the next submission is looked up by")
    func sizes() async throws {
        try await withLedger { ledger, client in
            let benchmark = try BenchmarkConfiguration(model: .zoo("resnet18"), inputSize: 96, classes: 10)
            for configuration in [benchmark, try BenchmarkConfiguration(model: .zoo("resnet18"))] {
                for _ in 0..<5 {
                    let job = Submission.NewJob(
                        run: RunID(), name: "x", configuration: .benchmark(configuration),
                        requirements: Requirements(of: .benchmark(configuration)))
                    _ = try await ledger.enqueue(
                        Submission(jobs: [job], sweep: nil, options: SubmitOptions(), maximumLosses: 5), key: nil)
                }
            }
            let jobs = try await ledger.jobs(state: nil, sweep: nil, before: nil, limit: 100)
            try await Self.finish(jobs.reversed(), client)  // 96 pixels: 10 … 50 s; 224: 60 … 100 s
            let found = Dictionary(uniqueKeysWithValues: try await ledger.attemptDurations().map { ($0.group, $0) })
            #expect(benchmark.network == "resnet18, input 96, 10 classes")
            #expect(found[.init(kind: .benchmark, model: benchmark.network)]?.seconds.p50 == 30)
            #expect(found[.init(kind: .benchmark, model: "resnet18")]?.seconds.p50 == 80)
        }
    }

    @Test("does not go by what failed, by what is older than 30 days, or by fewer than five")
    func notCounted() async throws {
        try await withLedger { ledger, client in
            _ = try await ledger.enqueue(try .selftests(12), key: nil)
            let jobs = try await ledger.jobs(state: nil, sweep: nil, before: nil, limit: 100)
            try await Self.finish(Array(jobs[0..<4]), client)
            try await Self.finish(Array(jobs[4..<8]), client, outcome: "failed")
            #expect(try await ledger.attemptDurations().isEmpty)
            try await Self.finish(Array(jobs[8..<12]), client)
            #expect(try await ledger.attemptDurations().map(\.count) == [8])
            _ = try await client.execute(
                "UPDATE attempt SET started_at = started_at - interval '31 days', ended_at = ended_at - interval '31 days'"
            )
            #expect(try await ledger.attemptDurations().isEmpty)
        }
    }

    @Test("is kept with its job, with everything that went in, and limits what a claim reserves")
    func kept() async throws {
        try await withLedger { ledger, client in
            let estimate = try Self.estimate(widening: 1.5)
            guard case .job(let id) = try await ledger.enqueue(try Self.submission(1, estimate: estimate), key: nil)
            else { throw TestFailure("no job") }
            #expect(try await ledger.job(id)?.estimate == estimate)
            #expect(try await ledger.jobs(state: nil, sweep: nil, before: nil, limit: 9).map(\.estimate) == [estimate])
            let row = try #require(
                try await client.execute(
                    "SELECT seconds_p90, widening, formula_version, seed FROM cost_estimate"
                ).first)
            #expect(try row.decode("seconds_p90", as: Double.self) == 420)
            #expect(try row.decode("formula_version", as: String.self) == "attempt-1")
            #expect(try row.decode("seed", as: Int64?.self) == nil)
            // 420 s, widened to 630 s, at 1 USD an hour.
            let added = try await ledger.add(BudgetTests.full(.month, 1))
            let budget = try #require(added)
            _ = try #require(try await ledger.claimOne(try await BudgetTests.paidWorker(ledger)))
            #expect(try await ledger.budget(budget)?.reserved == Money("0.175"))
            let plain = try await ledger.enqueueOne()
            #expect(try await ledger.job(plain)?.estimate == nil)
        }
    }

    @Test("and its bill are reconciled when the attempt has a result")
    func reconciled() async throws {
        try await withLedger { ledger, client in
            let worker = try await BudgetTests.paidWorker(ledger)
            _ = try await ledger.enqueue(try Self.submission(1, estimate: try Self.estimate()), key: nil)
            _ = try await ledger.enqueue(try Self.submission(1, estimate: try Self.estimate()), key: nil)
            _ = try await ledger.enqueueOne()
            for end in ["done", "failed", "done"] {
                let lease = try #require(try await ledger.claimOne(worker))
                _ = try await client.execute("UPDATE job_live SET claimed_at = now() - interval '400 seconds'")
                if end == "done" {
                    _ = try await ledger.finish(attempt: lease.attempt, result: .latency(1))
                } else {
                    _ = try await ledger.fail(
                        attempt: lease.attempt, failure: AttemptFailure(code: .failed, message: "x"), retry: .never)
                }
            }
            // One failed, one had no estimate.
            let found = try await ledger.reconciled(since: nil, kind: .selftest, limit: 10)
            let attempt = try #require(found.first)
            #expect(found.count == 1)
            #expect(attempt.estimate == (try Self.estimate()))
            #expect(attempt.rate == (try BudgetTests.rate()))
            #expect(abs(attempt.seconds - 400) < 1)
            #expect(attempt.pair?.stated.contains(attempt.seconds) == true)
            #expect(try await ledger.reconciled(since: nil, kind: .train, limit: 10).isEmpty)
            #expect(try await ledger.reconciled(since: Date() + 3600, kind: nil, limit: 10).isEmpty)
            let prices = try await ledger.estimatePrices(since: nil, limit: 10)
            #expect(prices.map(\.count) == [2])
            #expect(prices.first?.estimate.dearestMarginal == (try BudgetTests.rate()))
        }
    }

    @Test("of spot machines: running hours are exposure, lost attempts are events, other machines do not count")
    func spot() async throws {
        try await withLedger { ledger, client in
            let worker = try await ledger.testWorker()
            _ = try await ledger.enqueue(try .selftests(4), key: nil)
            let spot = "aws/g4dn.xlarge/us-east-1/use1-az4/spot"
            var leases: [Lease] = []
            for host in [spot, spot, spot, "aws/g4dn.xlarge/us-east-1/on_demand"] {
                try await ledger.setRate(
                    try HostRate(host: host, marginal: BudgetTests.dollar, full: BudgetTests.dollar, source: "test"),
                    of: worker)
                leases.append(try #require(try await ledger.claimOne(worker)))
            }
            // Two hours each; the first is lost, the second done, the third runs on.
            _ = try await client.execute(
                """
                UPDATE job_live SET claimed_at = now() - interval '2 hours',
                    lease_until = CASE WHEN id = :lost THEN now() - interval '1 second' ELSE lease_until END
                """, ["lost": leases[0].attempt.job.value])
            _ = try await ledger.reap(count: 10)
            _ = try await ledger.finish(attempt: leases[1].attempt, result: .latency(1))
            _ = try await ledger.finish(attempt: leases[3].attempt, result: .latency(1))
            let found = try await ledger.spotIntervals(limit: 10)
            #expect(found.count == 3)
            #expect(found.count { !$0.interval.isCensored } == 1)
            #expect(found.allSatisfy { abs($0.interval.hours - 2) < 0.01 && $0.host == WorkerHost(spot) })
        }
    }
}
