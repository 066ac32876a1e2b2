import Vocabulary
import Workflow

extension QueueContract {
    static let claiming = [
        Promise("two claims never get the same attempt") { try await $0.exclusive() },
        Promise("a claim finds a job while there is one, however many claim at once") { try await $0.noFalseEmpty() },
        Promise("higher priority is served first, and otherwise who came first") { try await $0.order() },
        Promise("a claim gets jobs of its classes only, and no more than it asked for") { try await $0.classes() },
        Promise("equal requirements are one class, and classes are only added") { try await $0.sharedClasses() },
        Promise("a released job returns to the front without counting a failure") { try await $0.releasing() },
    ]

    func exclusive() async throws {
        _ = try await ledger.enqueue(try Sample.selftests(40), key: nil)
        let (ledger, worker) = (ledger, try await ledger.sampleWorker())
        let attempts = try await withThrowingTaskGroup(of: [AttemptID].self) { group in
            for _ in 0..<4 {
                group.addTask {
                    var mine: [AttemptID] = []
                    while let lease = try await ledger.claimOne(worker) { mine.append(lease.attempt) }
                    return mine
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        try expect(attempts.count, is: 40)
        try expect(Set(attempts).count, is: 40)
    }

    func noFalseEmpty() async throws {
        _ = try await ledger.enqueue(try Sample.selftests(120), key: nil)
        let (ledger, worker) = (ledger, try await ledger.sampleWorker())
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
        try expect(empty, is: 0)
    }

    func order() async throws {
        let late = try await ledger.sampleJob(SubmitOptions(priority: -5))
        let normal = try await ledger.sampleJob()
        let next = try await ledger.sampleJob()
        let urgent = try await ledger.sampleJob(SubmitOptions(priority: 5))
        let worker = try await ledger.sampleWorker()
        var order: [JobID] = []
        while let lease = try await ledger.claimOne(worker) { order.append(lease.attempt.job) }
        try expect(order, is: [urgent, normal, next, late])
    }

    func classes() async throws {
        let plain = try await ledger.sampleJob()
        let attic = try await ledger.sampleJob(SubmitOptions(labels: ["attic"]))
        let (second, third) = (try await ledger.sampleJob(), try await ledger.sampleJob())
        let worker = try await ledger.sampleWorker()
        let numbers = try await ledger.requirementClasses(after: 0)
        let labelled = try need(numbers.first { $0.requirements.labels == ["attic"] }).number
        let unlabelled = try need(numbers.first { $0.requirements.labels.isEmpty }).number
        let none = try await ledger.claim(worker: worker, classes: [], count: 5, leaseSeconds: 30)
        try expect(none.count, is: 0)
        let two = try await ledger.claim(worker: worker, classes: [unlabelled], count: 2, leaseSeconds: 30)
        try expect(two.map(\.attempt.job), is: [plain, second])
        let one = try await ledger.claim(worker: worker, classes: [labelled], count: 5, leaseSeconds: 30)
        try expect(one.map(\.attempt.job), is: [attic])
        let rest = try await ledger.claim(worker: worker, classes: [labelled, unlabelled], count: 5, leaseSeconds: 30)
        try expect(rest.map(\.attempt.job), is: [third])
    }

    func sharedClasses() async throws {
        let first = try await ledger.sampleJob(SubmitOptions(labels: ["b", "a"]))
        let classes = try await ledger.requirementClasses(after: 0)
        let known = try need(classes.last)
        _ = try await ledger.sampleJob(SubmitOptions(labels: ["a", "b", "a"]))
        try expect(try await ledger.requirementClasses(after: 0), is: classes)
        try expect(try await ledger.requirements(of: first), is: Requirements(kind: .selftest, labels: ["a", "b"]))
        _ = try await ledger.sampleJob()
        let added = try await ledger.requirementClasses(after: known.number)
        try expect(added.map(\.requirements), is: [Requirements(kind: .selftest)])
    }

    func releasing() async throws {
        let first = try await ledger.sampleJob()
        _ = try await ledger.sampleJob()
        let worker = try await ledger.sampleWorker()
        let lease = try need(try await ledger.claimOne(worker))
        try expect(try await ledger.release(attempt: lease.attempt), is: .settled(.ready))
        try expect(try await ledger.run(lease.run)?.status, is: .scheduled)
        try expect(try await ledger.run(lease.run)?.startedAt, is: nil)
        let again = try need(try await ledger.claimOne(worker))
        try expect(again.attempt, is: AttemptID(job: first, number: 2))
        let job = try need(try await ledger.job(first))
        try expect([job.failures, job.losses], is: [0, 0])
        try expect(try await ledger.attempts(of: first).map(\.outcome), is: [.released, nil])
    }
}
