import Testing
import Vocabulary
import WorkflowTesting

@testable import Workflow

@Suite("A training's most cost")
struct MostCostTests {
    private let workflow = WorkflowUnderTest()

    /// 0.5 USD an hour marginal, 2 USD full.
    private static func rate(marginal: Int64 = 500_000_000) throws -> HostRate {
        try HostRate(
            host: "device:attic", marginal: Money(nanodollars: marginal), full: Money(nanodollars: 2_000_000_000),
            source: "a test's figures")
    }

    private func worker() async throws -> WorkerID {
        let runner = RunnerDescription(
            engine: "torch", engineVersion: "1", kinds: [.train],
            devices: [.init(name: "cpu", title: "a processor", precisions: [.fp32])])
        return try await workflow.ledger.sampleWorker(
            capability: WorkerCapability(runners: [runner], labels: [], memoryMiB: 1024))
    }

    private func training(_ cost: String?, timeLimit: Int = 3600) async throws {
        var limits = TrainingLimits()
        limits.maxCost = cost.flatMap { Money($0) }
        let configuration = TrainConfiguration(model: .zoo("resnet18"), limits: limits)
        _ = try await workflow.submit.job(
            .train(configuration), options: SubmitOptions(timeLimitSeconds: timeLimit), key: nil)
    }

    private func claimed(_ worker: WorkerID) async throws -> Lease? {
        try await workflow.claim(worker: worker, count: 1, wait: .zero).first
    }

    @Test(
        "becomes seconds at the marginal rate of the machine that claims it, when those are fewer than its time limit")
    func limits() async throws {
        let worker = try await worker()
        try await workflow.ledger.setRate(try Self.rate(), of: worker)
        try await training("0.05")
        let lease = try #require(try await claimed(worker))
        // 0.05 / 0.5 of an hour.
        #expect(lease.costLimit?.seconds == 360)
        #expect(lease.timeLimitSeconds == 360)
        #expect(lease.costLimit?.reason == "max_cost of 0.05 USD at 0.5 USD an hour (device:attic, marginal)")
        try await training("0.05", timeLimit: 60)
        let short = try #require(try await claimed(worker))
        #expect(short.timeLimitSeconds == 60)
        #expect(short.costLimit?.seconds == 360)
    }

    @Test("is no limit where work costs nothing more, nor where none was given")
    func unlimited() async throws {
        let worker = try await worker()
        try await training(nil)
        #expect(try await claimed(worker)?.costLimit == nil)
        try await workflow.ledger.setRate(try Self.rate(marginal: 0), of: worker)
        try await training("0.05")
        let free = try #require(try await claimed(worker))
        #expect(free.costLimit == nil)
        #expect(free.timeLimitSeconds == 3600)
    }

    @Test("that cannot be asked for holds back no job that was claimed along with it")
    func unanswered() async throws {
        let worker = try await worker()
        try await training("0.05")
        try await training(nil)
        await workflow.ledger.refuseMeans(with: .unavailable("a test's outage"))
        let leases = try await workflow.claim(worker: worker, count: 2, wait: .zero)
        #expect(leases.map(\.configuration.maxCost) == [nil])
        try await training("0.05")
        await #expect(throws: WorkflowError.self) { try await workflow.claim(worker: worker, count: 1, wait: .zero) }
    }

    @Test("fails the job with the reason when nothing prices the machine, and is not tried again")
    func unpriced() async throws {
        let worker = try await worker()
        try await training("0.05")
        #expect(try await claimed(worker) == nil)
        let job = try #require(try await workflow.ledger.job(JobID(1)))
        #expect(job.state == .failed)
        let attempts = try await workflow.ledger.attempts(of: JobID(1))
        #expect(attempts.count == 1)
        #expect(attempts.first?.failure?.message.contains("nothing prices the worker's machine") == true)
    }

    @Test("is less what earlier attempts cost, and a job whose money is spent fails")
    func remaining() throws {
        let most = Money(nanodollars: 50_000_000)
        let half = AttemptMeans(rate: try Self.rate(), spent: Money(nanodollars: 20_000_000))
        guard case .limit(let limit) = CostBound(most, half) else {
            Issue.record("no limit")
            return
        }
        // (0.05 − 0.02) / 0.5 of an hour.
        #expect(abs(limit.seconds - 216) < 1e-9)
        #expect(limit.reason.contains("less 0.02 USD of earlier attempts"))
        guard case .refusal(let failure) = CostBound(most, AttemptMeans(rate: try Self.rate(), spent: most)) else {
            Issue.record("no refusal")
            return
        }
        #expect(failure.code == .timeLimit)
    }
}
