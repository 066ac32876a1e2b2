import Foundation
import Postgres
import Testing
import Vocabulary
import Workflow

@testable import Store

@Suite("The queue")
struct QueueTests {
    @Test("carries a job from submit to a result that counts")
    func lifeCycle() async throws {
        try await withLedger { ledger, _ in
            let id = try await ledger.enqueueOne(SubmitOptions(name: "first", tags: ["who": "test"]))
            #expect(try await ledger.job(id)?.state == .ready)
            let worker = try await ledger.testWorker()
            let lease = try #require(try await ledger.claimOne(worker))
            #expect(lease.attempt == AttemptID(job: id, number: 1))
            #expect(try await ledger.run(lease.run)?.status == .running)
            #expect(try await ledger.worker(worker)?.runningAttempts == 1)

            #expect(try await ledger.finish(attempt: lease.attempt, result: .latency(2.5)) == .settled(.done))
            let run = try #require(try await ledger.run(lease.run))
            #expect(run.status == .finished)
            #expect(run.metrics == ["latency_median_ms": WireNumber(2.5)])
            #expect(run.tags == ["who": "test", "grade": "A", "worker": "spare"])
            #expect(try await ledger.samples(of: run.id).first?.values == [1.5, 2.5, -0.25])
            let record = try await ledger.record(of: run.id)
            #expect(record.attempt == lease.attempt)
            #expect(record.facts == ["engine": "selftest"])
            #expect(record.absent == ["energy_joules": "no counter"])
            #expect(try await ledger.attempts(of: id).map(\.outcome) == [.done])
            #expect(try await ledger.claimOne(worker) == nil)
        }
    }

    @Test("answers a repeated finish as the first, and refuses every stale write")
    func fencing() async throws {
        try await withLedger { ledger, client in
            let id = try await ledger.enqueueOne()
            let worker = try await ledger.testWorker()
            let first = try #require(try await ledger.claimOne(worker))
            _ = try await client.execute("UPDATE job_live SET lease_until = now() - interval '1 second'")
            #expect(try await ledger.reap(count: 10) == Reaped(reopened: 1, finalised: 0))
            let second = try #require(try await ledger.claimOne(worker))
            #expect(second.attempt.number == 2)

            #expect(try await ledger.finish(attempt: first.attempt, result: .latency(9)) == .stale)
            #expect(
                try await ledger.fail(
                    attempt: first.attempt, failure: AttemptFailure(code: .failed, message: "x"), retry: .never)
                    == .stale)
            #expect(try await ledger.release(attempt: first.attempt) == .stale)
            let metric = RunnerEvent.metric(Metric(key: "loss", value: 1, timestampMilliseconds: 1))
            #expect(try await ledger.record(attempt: first.attempt, firstSequence: 0, events: [metric]) == false)
            let beats = try await ledger.extend(worker: worker, beats: [(first.attempt, 0.5)], leaseSeconds: 30)
            #expect(beats.isEmpty)

            #expect(try await ledger.finish(attempt: second.attempt, result: .latency(2)) == .settled(.done))
            #expect(try await ledger.finish(attempt: second.attempt, result: .latency(2)) == .settled(.done))
            #expect(try await ledger.run(second.run)?.metrics == ["latency_median_ms": WireNumber(2)])
            #expect(try await ledger.attempts(of: id).map(\.outcome) == [.lost, .done])
        }
    }

    @Test("never gives one attempt to two workers", arguments: [40])
    func exclusive(count: Int) async throws {
        try await withLedger { ledger, _ in
            _ = try await ledger.enqueue(try .selftests(count), key: nil)
            let worker = try await ledger.testWorker()
            let leases = try await withThrowingTaskGroup(of: [Lease].self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        var mine: [Lease] = []
                        while let lease = try await ledger.claimOne(worker) { mine.append(lease) }
                        return mine
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(Set(leases.map(\.attempt)).count == count)
            #expect(leases.count == count)
        }
    }

    @Test("finds a job for every claim while there is one, however many claim at once")
    func noFalseEmpty() async throws {
        try await withLedger { ledger, _ in
            _ = try await ledger.enqueue(try .selftests(120), key: nil)
            let worker = try await ledger.testWorker()
            let empty = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        var empty = 0
                        for _ in 0..<30 where try await ledger.claimOne(worker) == nil { empty += 1 }
                        return empty
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(empty == 0)
        }
    }

    @Test("serves higher priority first, and otherwise who came first")
    func order() async throws {
        try await withLedger { ledger, _ in
            let late = try await ledger.enqueueOne(SubmitOptions(priority: -5))
            let normal = try await ledger.enqueueOne()
            let urgent = try await ledger.enqueueOne(SubmitOptions(priority: 5))
            let worker = try await ledger.testWorker()
            var order: [JobID] = []
            while let lease = try await ledger.claimOne(worker) { order.append(lease.attempt.job) }
            #expect(order == [urgent, normal, late])
        }
    }

    @Test("tries again after a failure that may pass, until failures are used up")
    func retries() async throws {
        try await withLedger { ledger, client in
            let id = try await ledger.enqueueOne(SubmitOptions(maximumFailures: 2))
            let worker = try await ledger.testWorker()
            let failure = AttemptFailure(code: .crashed, message: "signal 11")
            let retry = RetryPolicy.Decision.backOff(baseSeconds: 60, capSeconds: 300, jitter: 1)
            let first = try #require(try await ledger.claimOne(worker))
            #expect(
                try await ledger.fail(attempt: first.attempt, failure: failure, retry: retry) == .settled(.scheduled))
            #expect(try await ledger.claimOne(worker) == nil)
            #expect(try await ledger.promote(count: 10) == 0)
            _ = try await client.execute("UPDATE job_live SET runs_at = now()")
            #expect(try await ledger.promote(count: 10) == 1)
            let second = try #require(try await ledger.claimOne(worker))
            #expect(try await ledger.fail(attempt: second.attempt, failure: failure, retry: retry) == .settled(.failed))
            #expect(try await ledger.fail(attempt: second.attempt, failure: failure, retry: retry) == .settled(.failed))
            let job = try #require(try await ledger.job(id))
            #expect(job.failures == 2)
            #expect(job.failure == failure)
            #expect(try await ledger.run(job.run)?.status == .failed)
        }
    }

    @Test("waits min(cap, base × 2^failures) × jitter before it tries again")
    func backOff() async throws {
        try await withLedger { ledger, client in
            _ = try await ledger.enqueueOne(SubmitOptions(maximumFailures: 9))
            let worker = try await ledger.testWorker()
            _ = try await client.execute("UPDATE job_live SET failures = 3")
            let lease = try #require(try await ledger.claimOne(worker))
            _ = try await ledger.fail(
                attempt: lease.attempt, failure: AttemptFailure(code: .failed, message: "x"),
                retry: .backOff(baseSeconds: 10, capSeconds: 300, jitter: 0.5))
            // 10 s × 2³ × ½ = 40 s, and the policy says the same as the statement.
            let row = try #require(
                try await client.execute("SELECT extract(epoch FROM runs_at - now())::float8 AS s FROM job_live").first)
            let pause = try row.decode("s", as: Double.self)
            #expect((39...40).contains(pause))
            #expect(
                RetryPolicy.Decision.backOff(baseSeconds: 10, capSeconds: 300, jitter: 0.5).pauseSeconds(
                    afterFailures: 3)
                    == 40)
        }
    }

    @Test("gives a job up after too many lost workers, with the reason")
    func dead() async throws {
        try await withLedger { ledger, client in
            let id = try await ledger.enqueueOne(losses: 2)
            let worker = try await ledger.testWorker()
            for expected in [Reaped(reopened: 1, finalised: 0), Reaped(reopened: 0, finalised: 1)] {
                _ = try #require(try await ledger.claimOne(worker))
                _ = try await client.execute("UPDATE job_live SET lease_until = now() - interval '1 second'")
                #expect(try await ledger.reap(count: 10) == expected)
            }
            let job = try #require(try await ledger.job(id))
            #expect(job.state == .dead)
            #expect(job.failure?.code == .workersLost)
        }
    }

    @Test("cancels waiting jobs at once and running ones with the next heartbeat, whose result then is not counted")
    func cancelling() async throws {
        try await withLedger { ledger, _ in
            let waiting = try await ledger.enqueueOne(SubmitOptions(priority: -1))
            let running = try await ledger.enqueueOne()
            let worker = try await ledger.testWorker()
            let lease = try #require(try await ledger.claimOne(worker))
            #expect(lease.attempt.job == running)
            try await ledger.cancel(jobs: [waiting, running])
            #expect(try await ledger.job(waiting)?.state == .cancelled)
            #expect(try await ledger.job(running)?.cancelRequested == true)
            let beats = try await ledger.extend(worker: worker, beats: [(lease.attempt, nil)], leaseSeconds: 30)
            #expect(beats.map(\.cancel) == [true])
            #expect(try await ledger.finish(attempt: lease.attempt, result: .latency(1)) == .settled(.cancelled))
            let run = try #require(try await ledger.run(lease.run))
            #expect(run.status == .killed)
            #expect(run.metrics.isEmpty)
        }
    }

    @Test("gives a released job back to the front without counting a failure")
    func releasing() async throws {
        try await withLedger { ledger, _ in
            let first = try await ledger.enqueueOne()
            _ = try await ledger.enqueueOne()
            let worker = try await ledger.testWorker()
            let lease = try #require(try await ledger.claimOne(worker))
            #expect(try await ledger.release(attempt: lease.attempt) == .settled(.ready))
            let again = try #require(try await ledger.claimOne(worker))
            #expect(again.attempt == AttemptID(job: first, number: 2))
            #expect(try await ledger.job(first)?.failures == 0)
        }
    }

    @Test("stores each event once, however often a batch is delivered")
    func events() async throws {
        try await withLedger { ledger, _ in
            let id = try await ledger.enqueueOne()
            let worker = try await ledger.testWorker()
            let lease = try #require(try await ledger.claimOne(worker))
            let events: [RunnerEvent] = [
                .log(level: .info, message: "one\0"),
                .metric(Metric(key: "loss", value: .nan, step: 1, timestampMilliseconds: 1)),
                .log(level: .warning, message: "two"),
            ]
            for _ in 0..<2 {
                #expect(try await ledger.record(attempt: lease.attempt, firstSequence: 0, events: events))
            }
            let more: [RunnerEvent] = [events[2], .log(level: .error, message: "three")]
            #expect(try await ledger.record(attempt: lease.attempt, firstSequence: 2, events: more))
            let lines = try await ledger.log(of: id, after: 0, limit: 10)
            #expect(lines.map(\.message) == ["one\u{FFFD}", "two", "three"])
            #expect(try await ledger.run(lease.run)?.metrics["loss"]?.value.isNaN == true)
        }
    }

    @Test("remembers what an idempotency key led to")
    func idempotency() async throws {
        try await withLedger { ledger, _ in
            let key = try IdempotencyKey(owner: 0, key: "k", request: Data("a".utf8))
            let first = try await ledger.enqueue(try .selftests(1), key: key)
            #expect(try await ledger.enqueue(try .selftests(1), key: key) == first)
            let other = try IdempotencyKey(owner: 0, key: "k", request: Data("b".utf8))
            await #expect(throws: LedgerError.idempotencyMismatch) {
                try await ledger.enqueue(try .selftests(1), key: other)
            }
            #expect(try await ledger.jobs(state: nil, sweep: nil, before: nil, limit: 10).count == 1)
        }
    }

    @Test("stores concurrent submissions with one key once")
    func concurrentKeys() async throws {
        try await withLedger { ledger, _ in
            let answers = try await withThrowingTaskGroup(of: Submitted.self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        try await ledger.enqueue(
                            try .selftests(3), key: try IdempotencyKey(owner: 0, key: "k", request: Data()))
                    }
                }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(answers.count == 1)
            #expect(try await ledger.jobs(state: nil, sweep: nil, before: nil, limit: 10).count == 3)
        }
    }

    @Test("counts a sweep's jobs so that the sum is the total")
    func sweep() async throws {
        try await withLedger { ledger, _ in
            guard case .sweep(let id) = try await ledger.enqueue(try .selftests(4), key: nil) else {
                throw TestFailure("four jobs became something else than a sweep")
            }
            let worker = try await ledger.testWorker()
            let leases = [try await ledger.claimOne(worker), try await ledger.claimOne(worker)].compactMap { $0 }
            _ = try await ledger.finish(attempt: leases[0].attempt, result: .latency(1))
            var sweep = try #require(try await ledger.sweep(id))
            #expect(sweep.counts == "4: 2 waiting, 1 running, 1 done, 0 cancelled")
            try await ledger.cancel(sweep: id)
            sweep = try #require(try await ledger.sweep(id))
            #expect(sweep.counts == "4: 0 waiting, 1 running, 1 done, 2 cancelled")
        }
    }
}

extension Sweep {
    fileprivate var counts: String {
        "\(total): \(waiting) waiting, \(running) running, \(done) done, \(cancelled) cancelled"
    }
}
