import Foundation
import Vocabulary
import Workflow

extension QueueContract {
    static let submitting = [
        Promise("an idempotency key gets the first request's answer again") { try await $0.idempotency() },
        Promise("keys of different owners never meet") { try await $0.owners() },
        Promise("concurrent submissions with one key are stored once") { try await $0.concurrentKeys() },
        Promise("a sweep's counts add up to its total, also while it is cancelled") { try await $0.sweepCounts() },
        Promise("an experiment is created once, by its name") { try await $0.experiments() },
        Promise("a heartbeat of an unknown worker is refused") { try await $0.unknownWorker() },
    ]

    func idempotency() async throws {
        let key = try IdempotencyKey(owner: 0, key: "k", request: Data("a".utf8))
        let first = try await ledger.enqueue(try Sample.selftests(1), key: key)
        try expect(try await ledger.enqueue(try Sample.selftests(1), key: key), is: first)
        let other = try IdempotencyKey(owner: 0, key: "k", request: Data("b".utf8))
        let submission = try Sample.selftests(1)
        var refusal: LedgerError?
        do throws(LedgerError) {
            _ = try await ledger.enqueue(submission, key: other)
        } catch {
            refusal = error
        }
        try expect(refusal, is: .idempotencyMismatch)
        try expect(try await ledger.jobs(state: nil, sweep: nil, before: nil, limit: 10).count, is: 1)
    }

    func owners() async throws {
        let keys = try [0, 1].map { try IdempotencyKey(owner: $0, key: "k", request: Data("a".utf8)) }
        let first = try await ledger.enqueue(try Sample.selftests(1), key: keys[0])
        let second = try await ledger.enqueue(try Sample.selftests(1), key: keys[1])
        try expect(first == second, is: false)
    }

    func concurrentKeys() async throws {
        let ledger = ledger
        let answers = try await withThrowingTaskGroup(of: Submitted.self) { group in
            for _ in 0..<6 {
                group.addTask {
                    let key = try IdempotencyKey(owner: 0, key: "k", request: Data())
                    return try await ledger.enqueue(try Sample.selftests(3), key: key)
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        try expect(answers.count, is: 1)
        try expect(try await ledger.jobs(state: nil, sweep: nil, before: nil, limit: 10).count, is: 3)
    }

    func sweepCounts() async throws {
        guard case .sweep(let id) = try await ledger.enqueue(try Sample.selftests(5), key: nil) else {
            throw ContractBroken(description: "five jobs became something else than a sweep")
        }
        let worker = try await ledger.sampleWorker()
        var attempts: [AttemptID] = []
        for _ in 0..<3 { attempts.append(try need(try await ledger.claimOne(worker)).attempt) }
        _ = try await ledger.finish(attempt: attempts[0], result: Sample.result(1))
        _ = try await ledger.fail(attempt: attempts[1], failure: Sample.crash, retry: .never)
        try expect(try await counts(of: id), is: [5, 2, 1, 1, 1, 0])
        try await ledger.cancel(sweep: id)
        try expect(try await counts(of: id), is: [5, 0, 1, 1, 1, 2])
        _ = try await ledger.endCancelled(attempt: attempts[2])
        try expect(try await counts(of: id), is: [5, 0, 0, 1, 1, 3])
    }

    /// Total, waiting, running, done, failed, cancelled.
    private func counts(of id: SweepID) async throws -> [Int] {
        let sweep = try need(try await ledger.sweep(id))
        return [sweep.total, sweep.waiting, sweep.running, sweep.done, sweep.failed, sweep.cancelled]
    }

    func experiments() async throws {
        let options = SubmitOptions(experiment: "attic")
        let jobs = [try await ledger.sampleJob(options), try await ledger.sampleJob(options)]
        let stored = try await ledger.experiments(before: nil, limit: 10)
        try expect(stored.map(\.name), is: ["attic", "Default"])
        for id in jobs {
            let job = try need(try await ledger.job(id))
            try expect(try await ledger.run(job.run)?.experiment, is: stored[0].id)
        }
        let plain = try need(try await ledger.job(try await ledger.sampleJob()))
        try expect(try await ledger.run(plain.run)?.experiment, is: .standard)
    }

    func unknownWorker() async throws {
        var refusal: LedgerError?
        do throws(LedgerError) {
            _ = try await ledger.extend(worker: WorkerID(77), beats: [], leaseSeconds: 30)
        } catch {
            refusal = error
        }
        try expect(refusal, is: .missing("worker 77"))
    }
}
