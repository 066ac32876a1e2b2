import Vocabulary
import Workflow

extension QueueContract {
    static let time = [
        Promise("a retry waits min(cap, base × 2^failures) × jitter") { try await $0.backOff() },
        Promise("a heartbeat keeps a lease that would have expired") { try await $0.heartbeat() },
        Promise("a job is given up after too many lost workers, with the reason") { try await $0.dead() },
        Promise("a round of reaping takes no more than it was asked to") { try await $0.rounds() },
        Promise("after a grace nobody's lease has expired") { try await $0.grace() },
        Promise("a worker is live for 45 s after it was last heard of") { try await $0.liveness() },
    ]

    func backOff() async throws {
        _ = try await ledger.sampleJob(SubmitOptions(maximumFailures: 9))
        let worker = try await ledger.sampleWorker()
        // 40 × 2⁰ × ½ = 20; 40 × 2¹ × ½ = 40; 40 × 2² × ½ = 80; min(200, 40 × 2³) × ½ = 100; the cap again: 100.
        for seconds in [20.0, 40, 80, 100, 100] {
            let lease = try need(try await ledger.claimOne(worker))
            _ = try await ledger.fail(
                attempt: lease.attempt, failure: Sample.crash,
                retry: .backOff(baseSeconds: 40, capSeconds: 200, jitter: 0.5))
            // Ten seconds on either side, for a ledger whose own clock goes on.
            try await pass(seconds - 10)
            try expect(try await ledger.promote(count: 10), is: 0)
            try await pass(11)
            try expect(try await ledger.promote(count: 10), is: 1)
        }
    }

    func heartbeat() async throws {
        let id = try await ledger.sampleJob()
        let worker = try await ledger.sampleWorker()
        let lease = try need(try await ledger.claimOne(worker, leaseSeconds: 30))
        for _ in 0..<3 {
            try await pass(20)
            try expect(try await ledger.reap(count: 10), is: Reaped(reopened: 0, finalised: 0))
            _ = try await ledger.extend(worker: worker, beats: [(lease.attempt, nil)], leaseSeconds: 30)
        }
        try await pass(31)
        try expect(try await ledger.reap(count: 10), is: Reaped(reopened: 1, finalised: 0))
        let job = try need(try await ledger.job(id))
        try expect(job.state, is: .ready)
        try expect(job.losses, is: 1)
        try expect(job.failures, is: 0)
        try expect(job.worker, is: nil)
        try expect(try await ledger.run(job.run)?.status, is: .scheduled)
    }

    func dead() async throws {
        let id = try await ledger.sampleJob(losses: 2)
        let worker = try await ledger.sampleWorker()
        for expected in [Reaped(reopened: 1, finalised: 0), Reaped(reopened: 0, finalised: 1)] {
            _ = try need(try await ledger.claimOne(worker))
            try await pass(31)
            try expect(try await ledger.reap(count: 10), is: expected)
        }
        let job = try need(try await ledger.job(id))
        try expect(job.state, is: .dead)
        try expect(job.losses, is: 2)
        try expect(
            job.failure,
            is: AttemptFailure(
                code: .workersLost, message: "2 workers were lost with it; it may be what kills them"))
        try expect(try await ledger.run(job.run)?.status, is: .failed)
    }

    func rounds() async throws {
        _ = try await ledger.enqueue(try Sample.selftests(3), key: nil)
        let worker = try await ledger.sampleWorker()
        for _ in 0..<3 { _ = try need(try await ledger.claimOne(worker)) }
        try await pass(31)
        try expect(try await ledger.reap(count: 2), is: Reaped(reopened: 2, finalised: 0))
        try expect(try await ledger.reap(count: 2), is: Reaped(reopened: 1, finalised: 0))
        try expect(try await ledger.reap(count: 2), is: Reaped(reopened: 0, finalised: 0))
    }

    func grace() async throws {
        _ = try await ledger.sampleJob()
        _ = try need(try await ledger.claimOne(try await ledger.sampleWorker(), leaseSeconds: 30))
        try await pass(60)
        try await ledger.grace(leaseSeconds: 30)
        try expect(try await ledger.reap(count: 10), is: Reaped(reopened: 0, finalised: 0))
        try await pass(31)
        try expect(try await ledger.reap(count: 10), is: Reaped(reopened: 1, finalised: 0))
    }

    func liveness() async throws {
        let worker = try await ledger.sampleWorker()
        try expect(try await ledger.worker(worker)?.isLive, is: true)
        try await pass(40)
        try expect(try await ledger.workers().map(\.isLive), is: [true])
        try await pass(6)
        try expect(try await ledger.workers().map(\.isLive), is: [false])
        // A claim is a sign of life, also one that finds nothing.
        try expect(try await ledger.claimOne(worker), is: nil)
        try expect(try await ledger.worker(worker)?.isLive, is: true)
        try await pass(46)
        _ = try await ledger.extend(worker: worker, beats: [], leaseSeconds: 30)
        try expect(try await ledger.worker(worker)?.isLive, is: true)
        try expect(try await ledger.sampleWorker(), is: worker)
    }
}
