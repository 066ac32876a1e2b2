import Foundation
import Postgres
import Testing
import Vocabulary
import Workflow

@testable import Store

/// One lane is kept busy by a finish that waits for its job's row; what comes meanwhile is one group.
@Suite("Group commit in Postgres")
struct GroupedWritesTests {
    /// Runs `body`, which submits writes while the lane is taken; `count` of them are waited for before the lane is free again.
    private static func whileBusy<Value: Sendable>(
        _ ledger: PostgresLedger, _ client: PostgresClient, _ lease: Lease, expecting count: Int,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> (first: Settlement, value: Value) {
        let tasks = try await client.transaction { session in
            try session.execute(
                "SELECT FROM job_live WHERE id = :job FOR UPDATE", ["job": lease.attempt.job.value])
            let first = Task { @concurrent in try await ledger.finish(attempt: lease.attempt, result: .latency(1)) }
            let value = Task { @concurrent in
                // Before the first has the lane another could take it.
                try await eventually { ledger.attemptWrites.groupCount > 0 }
                return try await body()
            }
            try await eventually { ledger.attemptWrites.waitingCount >= count }
            return (first, value)
        }
        return (try await tasks.0.value, try await tasks.1.value)
    }

    private static func leases(_ count: Int, _ ledger: PostgresLedger) async throws -> (WorkerID, [Lease]) {
        _ = try await ledger.enqueue(try .selftests(count), key: nil)
        let worker = try await ledger.testWorker()
        let classes = try await ledger.requirementClasses(after: 0).map(\.number)
        let leases = try await ledger.claim(worker: worker, classes: classes, count: count, leaseSeconds: 30)
        #expect(leases.count == count)
        return (worker, leases)
    }

    private static func transactions(_ client: PostgresClient) async throws -> Int64 {
        try await client.execute("SELECT count(DISTINCT xmin::text) AS n FROM attempt").first?.decode("n") ?? -1
    }

    @Test("ten finishes at once are two transactions: the first alone, the others together")
    func together() async throws {
        try await withLedger { ledger, client in
            let (_, leases) = try await Self.leases(10, ledger)
            let (first, others) = try await Self.whileBusy(ledger, client, leases[0], expecting: 9) {
                try await withThrowingTaskGroup(of: Settlement.self) { group in
                    for lease in leases.dropFirst() {
                        group.addTask { try await ledger.finish(attempt: lease.attempt, result: .latency(2)) }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
            }
            #expect(first == .settled(.done))
            #expect(others == Array(repeating: .settled(.done), count: 9))
            #expect(try await Self.transactions(client) == 2)
        }
    }

    @Test("a stale attempt refuses only itself; the others of its group are stored")
    func stale() async throws {
        try await withLedger { ledger, client in
            let (worker, leases) = try await Self.leases(4, ledger)
            let gone = AttemptID(job: leases[1].attempt.job, number: 7)
            let (_, answers) = try await Self.whileBusy(ledger, client, leases[0], expecting: 4) {
                async let stale = ledger.finish(attempt: gone, result: .latency(9))
                async let recorded = ledger.record(
                    attempt: gone, firstSequence: 0,
                    events: [.metric(Metric(key: "loss", value: 1, timestampMilliseconds: 1))])
                async let done = ledger.finish(attempt: leases[2].attempt, result: .latency(2))
                async let beats = ledger.extend(
                    worker: worker, beats: [(gone, nil), (leases[3].attempt, 0.5)], leaseSeconds: 30)
                return (try await stale, try await recorded, try await done, try await beats.map(\.attempt))
            }
            #expect(answers.0 == .stale)
            #expect(answers.1 == false)
            #expect(answers.2 == .settled(.done))
            #expect(answers.3 == [leases[3].attempt])
            #expect(try await ledger.job(leases[1].attempt.job)?.state == .running)
            #expect(try await Self.transactions(client) == 2)
        }
    }

    @Test("a write that the database refuses fails alone; the others of its group are stored")
    func poison() async throws {
        try await withLedger { ledger, client in
            let (_, leases) = try await Self.leases(4, ledger)
            // Longer than an index row may be (2,704 bytes), and not compressible; the verb above refuses such a key before.
            var numbers = SystemRandomNumberGenerator()
            let key = String((0..<8_000).map { _ in "0123456789abcdef".randomElement(using: &numbers) ?? "0" })
            let (_, answers) = try await Self.whileBusy(ledger, client, leases[0], expecting: 3) {
                async let refused = Self.refusal {
                    _ = try await ledger.record(
                        attempt: leases[1].attempt, firstSequence: 0,
                        events: [.metric(Metric(key: key, value: 1, timestampMilliseconds: 1))])
                }
                async let second = ledger.finish(attempt: leases[2].attempt, result: .latency(2))
                async let third = ledger.finish(attempt: leases[3].attempt, result: .latency(3))
                return (await refused, try await second, try await third)
            }
            guard case .refused = answers.0 else {
                Issue.record("expected a refusal, got \(String(describing: answers.0))")
                return
            }
            #expect(answers.1 == .settled(.done))
            #expect(answers.2 == .settled(.done))
            #expect(try await ledger.job(leases[1].attempt.job)?.state == .running)
            #expect(try await Self.transactions(client) == 3)  // one by one after the group was undone
        }
    }

    @Test("where the connection ends with a group nobody is told that it was stored, and asking again tells what was")
    func lost() async throws {
        try await withLedger { ledger, client in
            let (_, leases) = try await Self.leases(3, ledger)
            let refusals = try await client.withSession { session in
                try session.execute("BEGIN")
                try session.execute(
                    "SELECT FROM job_live WHERE id = :job FOR UPDATE", ["job": leases[0].attempt.job.value])
                async let first = Self.refusal {
                    _ = try await ledger.finish(attempt: leases[0].attempt, result: .latency(1))
                }
                try await eventually { try await !client.execute(blockedBackends).isEmpty }
                _ = try session.execute(endBlockedBackends)
                let said = await first
                try session.execute("ROLLBACK")
                return said
            }
            guard case .unavailable = refusals else {
                Issue.record("expected unavailable, got \(String(describing: refusals))")
                return
            }
            #expect(try await ledger.job(leases[0].attempt.job)?.state == .running)
            #expect(try await ledger.finish(attempt: leases[0].attempt, result: .latency(1)) == .settled(.done))
            #expect(try await ledger.finish(attempt: leases[0].attempt, result: .latency(1)) == .settled(.done))
        }
    }

    private static func refusal(_ work: () async throws -> Void) async -> LedgerError? {
        do {
            try await work()
            return nil
        } catch {
            return error as? LedgerError
        }
    }

    @Test("eighty claims at once by one worker are eighty attempts, none twice")
    func claims() async throws {
        try await withLedger { ledger, _ in
            _ = try await ledger.enqueue(try .selftests(80), key: nil)
            let worker = try await ledger.testWorker()
            let claimed = try await withThrowingTaskGroup(of: JobID?.self) { group in
                for _ in 0..<80 { group.addTask { try await ledger.claimOne(worker)?.attempt.job } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(claimed.compactMap(\.self)).count == 80)
        }
    }
}
