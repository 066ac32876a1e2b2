import Client
import Synchronization
import Vocabulary
import Wire

/// Agents that claim and finish without a runner: what is measured is the queue and its HTTP path alone.
struct AgentLoops: Sendable {
    let workers: [WorkerID]

    /// What the loops took.
    struct Outcome: Sendable {
        let jobs: Int
        let duration: Duration
        let claims: [Duration]
        let finishes: [Duration]
        var rate: Double { Double(jobs) / (duration / .seconds(1)) }
    }

    static func register(_ count: Int, with client: ShoestringClient) async throws -> AgentLoops {
        let runner = RunnerDescription(
            engine: "selftest", engineVersion: "benchmark", kinds: [.selftest],
            devices: [.init(name: "cpu", title: "none", precisions: [.fp32])])
        let machine = MachineFacts(architecture: "any", logicalProcessors: 1, usableProcessors: 1, memoryMiB: 1024)
        var workers: [WorkerID] = []
        for number in 0..<count {
            let body = RegisterWorkerBody(
                name: "benchmark \(number)", capability: WorkerCapability(runners: [runner], memoryMiB: 1024),
                machine: machine, agentVersion: "benchmark")
            workers.append(try await client.register(body).id)
        }
        return AgentLoops(workers: workers)
    }

    func drain(_ jobs: Int?, with client: ShoestringClient) async throws -> Outcome {
        let began = ContinuousClock.now
        let parts = try await withThrowingTaskGroup(of: [(claim: Duration, finish: Duration)].self) { group in
            for worker in workers {
                group.addTask { try await Self.loop(worker, with: client) }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        if let jobs, parts.count != jobs { throw BenchmarkFailure("\(parts.count) of \(jobs) jobs were claimed") }
        return Outcome(
            jobs: parts.count, duration: ContinuousClock.now - began, claims: parts.map(\.claim).sorted(),
            finishes: parts.map(\.finish).sorted())
    }

    private static func loop(
        _ worker: WorkerID, with client: ShoestringClient
    ) async throws -> [(claim: Duration, finish: Duration)] {
        let clock = ContinuousClock()
        var times: [(claim: Duration, finish: Duration)] = []
        while true {
            let asked = clock.now
            let answer = try await client.claim(ClaimBody(worker: worker, count: 1, waitSeconds: 0))
            let claimed = clock.now
            guard let lease = answer.leases.first else { return times }
            let finished = try await client.finish(lease.attempt, FinishBody(result: RunResult(metrics: [])))
            guard finished.state == .done else { throw BenchmarkFailure("a job ended \(finished.state)") }
            times.append((claimed - asked, clock.now - claimed))
        }
    }
}
