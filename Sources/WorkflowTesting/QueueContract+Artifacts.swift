import Foundation
import Vocabulary
import Workflow

extension QueueContract {
    static let artifacts = [
        Promise("a file that an attempt names is in its run, once, under its last content") { try await $0.naming() },
        Promise("a stale attempt names no file") { try await $0.staleFiles() },
        Promise("a run has room for 200 files, and one more is refused whole") { try await $0.room() },
        Promise("only the newest checkpoint stays, and the next attempt gets it") { try await $0.checkpoints() },
        Promise("metrics up to the checkpoint stay, those above it and other files go") { try await $0.resuming() },
        Promise("a result's files count with it, and not when the job was cancelled") { try await $0.resultFiles() },
        Promise("a run knows whose files it used and who used its own") { try await $0.lineage() },
        Promise("a file is dropped a day after nobody refers to it") { try await $0.unused() },
    ]

    /// Stores a file whose checksum is made of one digit, and names it.
    private func file(
        _ digit: Character, as name: String, _ kind: ArtifactKind = .data, step: Int64? = nil
    ) async throws -> RunArtifact {
        let sha256 = String(repeating: digit, count: 64)
        let pieces = AsyncThrowingStream<Data, any Error> { stream in
            stream.yield(Data("\(digit)".utf8))
            stream.finish()
        }
        try await ledger.store(
            sha256: sha256, name: name.replacing("/", with: "_"), byteCount: 1, pieces: pieces)
        return try RunArtifact(name: name, kind: kind, sha256: sha256, byteCount: 1, step: step)
    }

    private func names(_ run: RunID) async throws -> [String] {
        try await ledger.artifacts(of: run).map(\.name.description)
    }

    private func running() async throws -> (lease: Lease, worker: WorkerID) {
        _ = try await ledger.sampleJob()
        let worker = try await ledger.sampleWorker()
        return (try need(try await ledger.claimOne(worker)), worker)
    }

    func naming() async throws {
        let (lease, _) = try await running()
        let first = try await file("1", as: "b/table.csv")
        let other = try await file("2", as: "a.txt", .other, step: 7)
        for _ in 0..<2 {
            try expect(
                try await ledger.record(
                    attempt: lease.attempt, firstSequence: 0, events: [.artifact(first), .artifact(other)]), is: true)
        }
        let stored = try await ledger.artifacts(of: lease.run)
        try expect(stored.map(\.name.description), is: ["a.txt", "b/table.csv"])
        try expect(stored.map(\.sha256.first), is: ["2", "1"])
        try expect(stored.map(\.kind), is: [.other, .data])
        try expect(stored.map(\.step), is: [7, nil])
        try expect(stored.map(\.attempt), is: [1, 1])
        try expect(stored.map(\.byteCount), is: [1, 1])
        let again = [RunnerEvent.artifact(first), .artifact(try await file("3", as: "b/table.csv", .figure))]
        try expect(try await ledger.record(attempt: lease.attempt, firstSequence: 2, events: again), is: true)
        let replaced = try await ledger.artifacts(of: lease.run)
        try expect(replaced.map(\.sha256.first), is: ["2", "3"])
        try expect(replaced.map(\.kind), is: [.other, .figure])
    }

    func staleFiles() async throws {
        let (lease, worker) = try await running()
        let checkpoint = try await file("1", as: "c", .checkpoint, step: 1)
        try expect(try await ledger.release(attempt: lease.attempt), is: .settled(.ready))
        try expect(
            try await ledger.record(attempt: lease.attempt, firstSequence: 0, events: [.artifact(checkpoint)]),
            is: false)
        let second = try need(try await ledger.claimOne(worker))
        try expect(second.checkpoint, is: nil)
        let result = RunResult(metrics: [], artifacts: [checkpoint])
        try expect(try await ledger.finish(attempt: lease.attempt, result: result), is: .stale)
        try expect(try await names(lease.run), is: [])
    }

    func room() async throws {
        let (lease, _) = try await running()
        let one = try await file("1", as: "x")
        func events(_ range: Range<Int>) throws -> [RunnerEvent] {
            try range.map {
                .artifact(try RunArtifact(name: "f\($0)", kind: .data, sha256: one.sha256 ?? "", byteCount: 1))
            }
        }
        let full = try events(0..<200)
        try expect(try await ledger.record(attempt: lease.attempt, firstSequence: 0, events: full), is: true)
        var more = try events(200..<201)
        more.append(.log(level: .info, message: "with it"))
        var refusal: LedgerError?
        do throws(LedgerError) {
            _ = try await ledger.record(attempt: lease.attempt, firstSequence: 200, events: more)
        } catch {
            refusal = error
        }
        try expect(refusal, is: .refused("a run has at most 200 artifacts"))
        try expect(try await names(lease.run).count, is: 200)
        try expect(try await ledger.log(of: lease.attempt.job, after: 0, limit: 10).count, is: 0)
        // A name that is there needs no room.
        let known = try events(7..<8)
        try expect(try await ledger.record(attempt: lease.attempt, firstSequence: 200, events: known), is: true)
    }

    func checkpoints() async throws {
        let (lease, worker) = try await running()
        try expect(lease.checkpoint, is: nil)
        let early = RunnerEvent.artifact(try await file("1", as: "c/1", .checkpoint, step: 100))
        let late = RunnerEvent.artifact(try await file("2", as: "c/2", .checkpoint, step: 200))
        let table = RunnerEvent.artifact(try await file("3", as: "table"))
        _ = try await ledger.record(attempt: lease.attempt, firstSequence: 0, events: [early, table])
        try expect(try await names(lease.run), is: ["c/1", "table"])
        _ = try await ledger.record(attempt: lease.attempt, firstSequence: 2, events: [late, early])
        try expect(try await names(lease.run), is: ["c/2", "table"])
        try await pass(31)
        try expect(try await ledger.reap(count: 10), is: Reaped(reopened: 1, finalised: 0))
        let second = try need(try await ledger.claimOne(worker))
        let expected = StoredCheckpoint(sha256: String(repeating: "2", count: 64), step: 200, byteCount: 1)
        try expect(second.checkpoint, is: expected)
        // An attempt that could not read it and began again: its word is newer, though its step is smaller.
        _ = try await ledger.record(attempt: second.attempt, firstSequence: 0, events: [early])
        _ = try await ledger.release(attempt: second.attempt)
        let third = try need(try await ledger.claimOne(worker))
        try expect(third.checkpoint?.step, is: 100)
        _ = try await ledger.fail(
            attempt: third.attempt, failure: Sample.crash, retry: .backOff(baseSeconds: 1, capSeconds: 1, jitter: 1))
        try await pass(2)
        _ = try await ledger.promote(count: 1)
        try expect(try await ledger.claimOne(worker)?.checkpoint?.step, is: 100)
    }

    func resuming() async throws {
        let (lease, worker) = try await running()
        func loss(_ step: Int64, _ value: Double) -> RunnerEvent {
            .metric(Metric(key: "loss", value: value, step: step, timestampMilliseconds: step))
        }
        let late = RunnerEvent.metric(Metric(key: "accuracy", value: 1, step: 300, timestampMilliseconds: 1))
        let checkpoint = RunnerEvent.artifact(try await file("1", as: "c", .checkpoint, step: 200))
        let table = RunnerEvent.artifact(try await file("2", as: "table"))
        _ = try await ledger.record(
            attempt: lease.attempt, firstSequence: 0,
            events: [loss(100, 3), loss(200, 2), checkpoint, loss(300, 1), late, table])
        try expect(try await ledger.run(lease.run)?.metrics, is: ["loss": WireNumber(1), "accuracy": WireNumber(1)])
        _ = try await ledger.release(attempt: lease.attempt)
        let second = try need(try await ledger.claimOne(worker))
        try expect(try await ledger.run(lease.run)?.metrics, is: ["loss": WireNumber(2)])
        try expect(try await names(lease.run), is: ["c"])
        _ = try await ledger.record(attempt: second.attempt, firstSequence: 0, events: [loss(300, 7)])
        try expect(try await ledger.run(lease.run)?.metrics, is: ["loss": WireNumber(7)])
        let settlement = try await ledger.finish(attempt: second.attempt, result: RunResult(metrics: []))
        try expect(settlement, is: .settled(.done))
        try expect(try await names(lease.run), is: ["c"])
    }

    func resultFiles() async throws {
        let (lease, worker) = try await running()
        let early = try await file("1", as: "c1", .checkpoint, step: 1)
        _ = try await ledger.record(attempt: lease.attempt, firstSequence: 0, events: [.artifact(early)])
        let result = RunResult(
            metrics: [],
            artifacts: [
                try await file("2", as: "model.onnx", .model), try await file("3", as: "c2", .checkpoint, step: 2),
            ])
        for _ in 0..<2 {
            try expect(try await ledger.finish(attempt: lease.attempt, result: result), is: .settled(.done))
        }
        try expect(try await names(lease.run), is: ["c2", "model.onnx"])
        let id = try await ledger.sampleJob()
        let cancelled = try need(try await ledger.claimOne(worker))
        try await ledger.cancel(jobs: [id])
        try expect(try await ledger.finish(attempt: cancelled.attempt, result: result), is: .settled(.cancelled))
        try expect(try await names(cancelled.run), is: [])
    }

    func lineage() async throws {
        let (parent, _) = try await running()
        let configuration = RunConfiguration.selftest(try SelftestConfiguration())
        let jobs = ["first", "second"].map { name in
            Submission.NewJob(
                run: RunID(), name: name, configuration: configuration,
                requirements: Requirements(of: configuration),
                parents: name == "first" ? [RunParent(run: parent.run, relation: .weights)] : [])
        }
        let sweep = Submission.NewSweep(name: "two", grid: [:])
        _ = try await ledger.enqueue(
            Submission(jobs: jobs, sweep: sweep, options: SubmitOptions(), maximumLosses: 5), key: nil)
        let above = try await ledger.lineage(of: parent.run)
        try expect(above.parents, is: [])
        try expect(above.children, is: [RunRelative(run: jobs[0].run, name: "first", relation: .weights)])
        let below = try await ledger.lineage(of: jobs[0].run)
        try expect(below.parents.map(\.run), is: [parent.run])
        try expect(below.parents.map(\.relation), is: [.weights])
        try expect(below.children, is: [])
        try expect(try await ledger.lineage(of: jobs[1].run).parents, is: [])
    }

    func unused() async throws {
        let (lease, _) = try await running()
        let kept = try await file("1", as: "kept")
        let dropped = try await file("2", as: "dropped")
        let wanted = try await file("3", as: "wanted")
        let model = try await file("4", as: "model.onnx")
        _ = try await ledger.record(attempt: lease.attempt, firstSequence: 0, events: [.artifact(kept)])
        let configuration = RunConfiguration.benchmark(
            try BenchmarkConfiguration(model: .onnx(sha256: model.sha256 ?? "")))
        let job = Submission.NewJob(
            run: RunID(), name: "uses a file", configuration: configuration,
            requirements: Requirements(of: configuration))
        _ = try await ledger.enqueue(
            Submission(jobs: [job], sweep: nil, options: SubmitOptions(), maximumLosses: 5), key: nil)
        try expect(try await ledger.forgetUnusedFiles(count: 10), is: 0)
        try await pass(25 * 3600)
        try expect(try await ledger.file(sha256: wanted.sha256 ?? "")?.byteCount, is: 1)
        try expect(try await ledger.forgetUnusedFiles(count: 10), is: 1)
        for artifact in [kept, wanted, model] {
            try expect(try await ledger.file(sha256: artifact.sha256 ?? "")?.byteCount, is: 1)
        }
        try expect(try await ledger.file(sha256: dropped.sha256 ?? "") == nil, is: true)
        try expect(try await ledger.piece(sha256: dropped.sha256 ?? "", number: 0), is: nil)
    }
}
