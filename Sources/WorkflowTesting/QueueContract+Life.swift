import Vocabulary
import Workflow

extension QueueContract {
    static let life = [
        Promise("a job goes from submit to a result that counts") { try await $0.lifeCycle() },
        Promise("an event is stored once, however often its batch is delivered") { try await $0.events() },
        Promise("a result's number without a step is the run's value, and no point of a curve that has steps") {
            try await $0.conclusion()
        },
        Promise("a repeated attempt starts without the metrics of the lost one") { try await $0.freshStart() },
    ]
    static let fencing = [
        Promise("a stale attempt writes nothing") { try await $0.staleWrites() },
        Promise("a write that is delivered twice gets the first one's answer") { try await $0.repeatedWrites() },
        Promise("an attempt belongs to the worker that claimed it") { try await $0.foreignHeartbeat() },
    ]

    func lifeCycle() async throws {
        let id = try await ledger.sampleJob(SubmitOptions(tags: ["who": "test"], memoryMiB: 512, timeLimitSeconds: 60))
        let waiting = try need(try await ledger.job(id))
        try expect(waiting.state, is: .ready)
        try expect(waiting.attempts, is: 0)
        try expect(try await ledger.run(waiting.run)?.status, is: .scheduled)
        try expect(try await ledger.run(waiting.run)?.parameters["outcome"], is: "finish")
        let worker = try await ledger.sampleWorker()
        let lease = try need(try await ledger.claimOne(worker))
        try expect(
            lease,
            is: Lease(
                attempt: AttemptID(job: id, number: 1), run: waiting.run, configuration: waiting.configuration,
                memoryMiB: 512, timeLimitSeconds: 60, leaseSeconds: 30))
        try expect(try await ledger.run(lease.run)?.status, is: .running)
        try expect(try await ledger.worker(worker)?.runningAttempts, is: 1)
        try expect(try await ledger.attempts(of: id).map(\.outcome), is: [nil])

        try expect(try await ledger.finish(attempt: lease.attempt, result: Sample.result(2.5)), is: .settled(.done))
        let run = try need(try await ledger.run(lease.run))
        try expect(run.status, is: .finished)
        try expect(run.metrics, is: ["latency_median_ms": WireNumber(2.5)])
        try expect(run.tags, is: ["who": "test", "grade": "A", "worker": "spare"])
        try expect(try await ledger.samples(of: run.id), is: Sample.result(2.5).samples)
        let record = RunRecord(
            attempt: lease.attempt, facts: ["engine": "openvino"], absent: ["energy_joules": "no counter"])
        try expect(try await ledger.record(of: run.id), is: record)
        try expect(try await ledger.attempts(of: id).map(\.outcome), is: [.done])
        try expect(try await ledger.attempts(of: id).map(\.workerName), is: ["spare"])
        try expect(try await ledger.worker(worker)?.runningAttempts, is: 0)
        try expect(try await ledger.claimOne(worker), is: nil)
    }

    func events() async throws {
        let id = try await ledger.sampleJob()
        let lease = try need(try await ledger.claimOne(try await ledger.sampleWorker()))
        let events: [RunnerEvent] = [
            .log(level: .info, message: "one\0"),
            .metric(Metric(key: "loss", value: 2, step: 7, timestampMilliseconds: 1)),
            .log(level: .warning, message: "two"),
        ]
        for _ in 0..<2 {
            try expect(try await ledger.record(attempt: lease.attempt, firstSequence: 0, events: events), is: true)
        }
        // Sequence 2 was stored, 3 and 4 are new; the metric of step 6 is older than the one of step 7.
        let older = RunnerEvent.metric(Metric(key: "loss", value: 3, step: 6, timestampMilliseconds: 2))
        let more: [RunnerEvent] = [events[2], .log(level: .error, message: "three"), older]
        try expect(try await ledger.record(attempt: lease.attempt, firstSequence: 2, events: more), is: true)
        let lines = try await ledger.log(of: id, after: 0, limit: 10)
        try expect(lines.map(\.message), is: ["one\u{FFFD}", "two", "three"])
        try expect(lines.map(\.position), is: lines.map(\.position).sorted())
        let rest = try await ledger.log(of: id, after: lines[0].position, limit: 1)
        try expect(rest.map(\.message), is: ["two"])
        try expect(try await ledger.run(lease.run)?.metrics["loss"], is: WireNumber(2))
    }

    func conclusion() async throws {
        _ = try await ledger.sampleJob()
        let lease = try need(try await ledger.claimOne(try await ledger.sampleWorker()))
        let values: [(Double, Int64)] = [(0.25, 0), (0.5, 100), (0.75, 200)]
        let reports = values.map { value, step in
            RunnerEvent.metric(Metric(key: "accuracy", value: value, step: step, timestampMilliseconds: 1_000 + step))
        }
        try expect(
            try await ledger.record(attempt: lease.attempt, firstSequence: 0, events: reports), is: true)
        // The weights of step 100 were kept, so that the result is less than the last report; `epochs` was never reported on the way.
        let metrics = [
            Metric(key: "accuracy", value: 0.5, timestampMilliseconds: 9_000),
            Metric(key: "epochs", value: 2, timestampMilliseconds: 9_000),
        ]
        let result = RunResult(metrics: metrics)
        try expect(try await ledger.finish(attempt: lease.attempt, result: result), is: .settled(.done))
        let run = try need(try await ledger.run(lease.run))
        try expect(run.metrics, is: ["accuracy": WireNumber(0.5), "epochs": WireNumber(2)])
        let curve = try await ledger.metricSeries("accuracy", of: lease.run, try SeriesQuery())
        try expect(curve.points.map(\.step), is: [0, 100, 200])
        try expect(curve.points.map(\.value), is: [0.25, 0.5, 0.75].map { WireNumber($0) })
        try expect(
            try await ledger.metricHeads(of: lease.run),
            is: [
                MetricHead(
                    key: "accuracy", firstStep: 0, lastStep: 200, firstTimestampMilliseconds: 1_000,
                    lastTimestampMilliseconds: 1_200),
                MetricHead(
                    key: "epochs", firstStep: 0, lastStep: 0, firstTimestampMilliseconds: 9_000,
                    lastTimestampMilliseconds: 9_000),
            ])
    }

    func freshStart() async throws {
        _ = try await ledger.sampleJob()
        let worker = try await ledger.sampleWorker()
        let first = try need(try await ledger.claimOne(worker))
        let metric = RunnerEvent.metric(Metric(key: "loss", value: 2, step: 7, timestampMilliseconds: 1))
        _ = try await ledger.record(attempt: first.attempt, firstSequence: 0, events: [metric])
        try expect(try await ledger.release(attempt: first.attempt), is: .settled(.ready))
        let second = try need(try await ledger.claimOne(worker))
        try expect(try await ledger.run(second.run)?.metrics, is: [:])
        _ = try await ledger.record(attempt: second.attempt, firstSequence: 0, events: [metric])
        try expect(try await ledger.run(second.run)?.metrics, is: ["loss": WireNumber(2)])
    }

    func staleWrites() async throws {
        let id = try await ledger.sampleJob()
        let worker = try await ledger.sampleWorker()
        let first = try need(try await ledger.claimOne(worker, leaseSeconds: 30)).attempt
        try await pass(31)
        try expect(try await ledger.reap(count: 10), is: Reaped(reopened: 1, finalised: 0))
        let second = try need(try await ledger.claimOne(worker))
        try expect(second.attempt.number, is: 2)

        try expect(try await ledger.finish(attempt: first, result: Sample.result(9)), is: .stale)
        try expect(try await ledger.fail(attempt: first, failure: Sample.crash, retry: .never), is: .stale)
        try expect(try await ledger.release(attempt: first), is: .stale)
        try expect(try await ledger.endCancelled(attempt: first), is: .stale)
        let metric = RunnerEvent.metric(Metric(key: "loss", value: 1, timestampMilliseconds: 1))
        try expect(try await ledger.record(attempt: first, firstSequence: 0, events: [metric]), is: false)
        let beats = try await ledger.extend(worker: worker, beats: [(first, 0.5)], leaseSeconds: 30)
        try expect(beats.count, is: 0)
        let unknown = AttemptID(job: JobID(id.value + 1_000_000), number: 1)
        try expect(try await ledger.finish(attempt: unknown, result: Sample.result(9)), is: .stale)

        try expect(try await ledger.job(id)?.state, is: .running)
        try expect(try await ledger.finish(attempt: second.attempt, result: Sample.result(2)), is: .settled(.done))
        try expect(try await ledger.run(second.run)?.metrics, is: ["latency_median_ms": WireNumber(2)])
        try expect(try await ledger.attempts(of: id).map(\.outcome), is: [.lost, .done])
    }

    func repeatedWrites() async throws {
        let id = try await ledger.sampleJob()
        let worker = try await ledger.sampleWorker()
        let first = try need(try await ledger.claimOne(worker)).attempt
        for _ in 0..<2 { try expect(try await ledger.release(attempt: first), is: .settled(.ready)) }
        let second = try need(try await ledger.claimOne(worker)).attempt
        // The answer is the job's state now.
        try expect(try await ledger.release(attempt: first), is: .settled(.running))
        for _ in 0..<2 {
            let settlement = try await ledger.fail(attempt: second, failure: Sample.crash, retry: .never)
            try expect(settlement, is: .settled(.failed))
        }
        try expect(try await ledger.finish(attempt: second, result: Sample.result(1)), is: .stale)
        let job = try need(try await ledger.job(id))
        try expect(job.failures, is: 1)
        try expect(job.failure, is: Sample.crash)
        try expect(try await ledger.run(job.run)?.metrics, is: [:])
    }

    func foreignHeartbeat() async throws {
        _ = try await ledger.sampleJob()
        let owner = try await ledger.sampleWorker("owner")
        let other = try await ledger.sampleWorker("other")
        let lease = try need(try await ledger.claimOne(owner))
        let foreign = try await ledger.extend(worker: other, beats: [(lease.attempt, nil)], leaseSeconds: 30)
        try expect(foreign.count, is: 0)
        let own = try await ledger.extend(worker: owner, beats: [(lease.attempt, 0.25)], leaseSeconds: 30)
        try expect(own.map(\.attempt), is: [lease.attempt])
        try expect(try await ledger.job(lease.attempt.job)?.progress, is: 0.25)
        try expect(try await ledger.job(lease.attempt.job)?.worker, is: owner)
    }
}
