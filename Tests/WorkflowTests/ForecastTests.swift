import Foundation
import Pricing
import Testing
import Vocabulary
import WorkflowTesting

@testable import Workflow

@Suite("What earlier attempts tell")
struct ForecastTests {
    private static let finest = AttemptEstimate.Group(
        kind: .benchmark, model: "resnet18", batch: 8, precision: .bf16, engine: "openvino")

    private static func durations(_ group: AttemptEstimate.Group, _ p90: Double, count: Int = 5) throws
        -> AttemptDurations
    {
        AttemptDurations(group: group, count: count, seconds: try Quantiles(p10: 1, p50: 2, p90: p90))
    }

    private static func worker(
        _ name: String, labels: [String] = [], marginal: Int64, full: Int64?, isLive: Bool = true
    ) throws -> Worker {
        let runner = RunnerDescription(
            engine: "openvino", engineVersion: "1", kinds: [.benchmark],
            devices: [.init(name: "cpu", title: "a processor", precisions: [.fp32, .bf16])])
        return Worker(
            id: WorkerID(1), name: name,
            capability: WorkerCapability(runners: [runner], labels: labels, memoryMiB: 1024),
            machine: MachineFacts(architecture: "x86_64", logicalProcessors: 1, usableProcessors: 1, memoryMiB: 1024),
            agentVersion: "test", registeredAt: Date(timeIntervalSince1970: 0),
            lastSeenAt: Date(timeIntervalSince1970: 0),
            runningAttempts: 0, isLive: isLive, host: nil,
            rate: try HostRate(
                host: "device:" + name, marginal: Money(nanodollars: marginal),
                full: full.map(Money.init(nanodollars:)), source: "test"))
    }

    private func configuration(_ batch: Int = 8, _ precision: Precision = .bf16, model: String = "resnet18") throws
        -> RunConfiguration
    {
        .benchmark(try BenchmarkConfiguration(model: .zoo(model), batch: batch, precision: precision))
    }

    private func estimate(_ history: AttemptHistory, _ configuration: RunConfiguration) -> AttemptEstimate? {
        history.estimate(configuration, Requirements(of: configuration))
    }

    @Test("the finest group with five attempts counts, then coarser ones; without any there is no estimate")
    func groups() throws {
        let coarser = AttemptEstimate.Group(kind: .benchmark, model: "resnet18", precision: .bf16, engine: "openvino")
        let history = AttemptHistory(
            durations: [
                try Self.durations(Self.finest, 3), try Self.durations(coarser, 4),
                try Self.durations(.init(kind: .benchmark, model: "resnet18"), 5),
                try Self.durations(.init(kind: .benchmark, model: "vgg16"), 7, count: 4),
                try Self.durations(.init(kind: .benchmark), 6),
            ], workers: [], reconciled: [])
        #expect(estimate(history, try configuration())?.stated.p90 == 3)
        #expect(estimate(history, try configuration())?.group == Self.finest)
        #expect(estimate(history, try configuration(1))?.stated.p90 == 4)
        #expect(estimate(history, try configuration(8, .fp32))?.stated.p90 == 5)
        #expect(estimate(history, try configuration(model: "vgg16"))?.stated.p90 == 6, "four attempts are too few")
        let other = RunConfiguration.selftest(try SelftestConfiguration())
        #expect(estimate(history, other) == nil)
    }

    @Test("runs of a network's own size say nothing about another size of it")
    func sizes() throws {
        let history = AttemptHistory(durations: [try Self.durations(Self.finest, 3)], workers: [], reconciled: [])
        let small = try BenchmarkConfiguration(model: .zoo("resnet18"), batch: 8, precision: .bf16, inputSize: 96)
        #expect(estimate(history, .benchmark(small)) == nil)
        #expect(estimate(history, try configuration())?.stated.p90 == 3)
    }

    @Test("the price is that of the dearest live worker that can take the job, by each way of counting")
    func dearest() throws {
        let history = AttemptHistory(
            durations: [try Self.durations(Self.finest, 3600)],
            workers: [
                try Self.worker("a", marginal: 3, full: 5), try Self.worker("b", marginal: 4, full: nil),
                try Self.worker("c", marginal: 1, full: 7),
                try Self.worker("dead", marginal: 9, full: 9, isLive: false),
            ], reconciled: [])
        let found = try #require(estimate(history, try configuration()))
        #expect(found.dearestMarginal?.host == "device:b")
        #expect(found.dearestFull?.host == "device:c")
        #expect(found.cost(ofSeconds: 3600, .full) == Money(nanodollars: 7))
        let labelled = Requirements(of: try configuration(), labels: ["attic"])
        #expect(history.estimate(try configuration(), labelled)?.dearestMarginal == nil, "nobody could take it")
    }

    @Test("thirty estimates that were too low by a half widen the next ones; twenty-nine do not")
    func widened() throws {
        let earlier = try (0..<30).map { number in
            ReconciledAttempt(
                attempt: AttemptID(job: JobID(Int64(number) + 1), number: 1), run: RunID(), kind: .benchmark,
                seconds: 4.5,
                rate: try HostRate(host: "device:a", marginal: .zero, full: nil, source: "test"), marginal: .zero,
                full: nil,
                endedAt: Date(timeIntervalSince1970: 0),
                estimate: try AttemptEstimate(
                    seconds: try Quantiles(p10: 1, p50: 2, p90: 3), widening: 1, count: 5, group: Self.finest,
                    dearestMarginal: nil, dearestFull: nil))
        }
        let durations = [try Self.durations(Self.finest, 3)]
        let calibrated = AttemptHistory(durations: durations, workers: [], reconciled: earlier)
        let found = try #require(estimate(calibrated, try configuration()))
        // 4.5 s lie half above the p90 of 3 s.
        #expect(abs(found.widening - 1.5) < 1e-12)
        #expect(abs(found.stated.p90 - 4.5) < 1e-12)
        #expect(abs(found.stated.p10 - 1 / 1.5) < 1e-12)
        let early = AttemptHistory(durations: durations, workers: [], reconciled: Array(earlier.dropLast()))
        #expect(estimate(early, try configuration())?.widening == 1)
    }

    @Test("a submission is stored with its estimate, and refused when its own budget is below it")
    func submitted() async throws {
        let workflow = WorkflowUnderTest()
        let worker = try await workflow.ledger.sampleWorker()
        let forecasts = AttemptForecasts(ledger: workflow.ledger)
        let submit = Submit(
            ledger: workflow.ledger, catalogue: WorkflowUnderTest.catalogue, forecasts: forecasts,
            wakeups: workflow.wakeups)
        for seconds in [10.0, 20, 30, 40, 50] {
            _ = try await workflow.ledger.sampleJob()
            let lease = try #require(try await workflow.ledger.claimOne(worker, leaseSeconds: 100))
            await workflow.ledger.pass(seconds: seconds)
            _ = try await workflow.ledger.finish(attempt: lease.attempt, result: RunResult(metrics: []))
        }
        let selftest = RunConfiguration.selftest(try SelftestConfiguration())
        guard case .job(let id) = try await submit.job(selftest, options: SubmitOptions(), key: nil) else {
            throw ExpectationMissed("a job became a sweep")
        }
        let estimate = try #require(try await workflow.ledger.job(id)?.estimate)
        #expect(estimate.seconds == (try Quantiles(p10: 10, p50: 30, p90: 50)))
        #expect(estimate.count == 5)
        #expect(estimate.group == .init(kind: .selftest))
    }
}
