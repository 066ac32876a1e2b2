import Vocabulary
import Workflow

extension QueueContract {
    static let searching = [
        Promise("a search judges each run at each rung once, and a stopped run ends with what it has") {
            try await $0.searchStops()
        },
        Promise("a stopped run that is lost, or waits, ends all the same") { try await $0.searchStopsLost() },
        Promise("a search whose time is used starts no more samples and is over with the last") {
            try await $0.searchTime()
        },
    ]

    /// A search of self-tests: what they do does not matter here. It judges after one and after two reports.
    private func sampleSearch(_ count: Int, seconds: Double? = nil) async throws -> (SweepID, [JobID]) {
        let plan = SearchPlan(
            space: ["learning_rate": .uniform(0, 1)], samples: count, measure: .validationAccuracy,
            halving: SearchPlan.Halving(leastEpochs: 1, reduction: 2, mostEpochs: 4), maximumSeconds: seconds)
        let tests = try Sample.selftests(count)
        let submission = Submission(
            jobs: tests.jobs, sweep: Submission.NewSweep(name: "search", grid: ["kind": "selftest"], search: plan),
            options: tests.options, maximumLosses: 5)
        guard case .sweep(let sweep) = try await ledger.enqueue(submission, key: nil) else {
            throw ContractBroken(description: "a search became a single job")
        }
        return (sweep, try await ledger.liveJobs(of: sweep))
    }

    private func report(_ lease: Lease, _ values: Double..., at step: Int64 = 10) async throws {
        let events = values.enumerated().map { index, value in
            RunnerEvent.metric(
                Metric(
                    key: "validation_accuracy", value: value, step: step + Int64(index) * 10, timestampMilliseconds: 5))
        }
        try expect(try await ledger.record(attempt: lease.attempt, firstSequence: step, events: events), is: true)
    }

    func searchStops() async throws {
        let (sweep, jobs) = try await sampleSearch(3)
        try expect(try await ledger.openSearches(), is: [sweep])
        try expect(try await ledger.openSearch(of: jobs[0]), is: sweep)
        let worker = try await ledger.sampleWorker()
        let leases = [
            try need(try await ledger.claimOne(worker)), try need(try await ledger.claimOne(worker)),
            try need(try await ledger.claimOne(worker)),
        ]
        try await report(leases[0], 0.5)
        try await report(leases[1], 0.4)
        for _ in 0..<2 { _ = try await ledger.judge(sweep, by: { SearchJudgement()($0) }) }
        let decisions = try need(try await ledger.search(sweep)).decisions
        try expect(decisions.map(\.job), is: [jobs[0], jobs[1]])
        try expect(decisions.map(\.continues), is: [true, false])
        let beats = try await ledger.extend(
            worker: worker, beats: leases.map { ($0.attempt, nil) }, leaseSeconds: 30)
        try expect(
            beats.sorted { $0.attempt.job < $1.attempt.job }.map(\.recall), is: [nil, .stopped, nil])
        for _ in 0..<2 { try expect(try await ledger.release(attempt: leases[1].attempt), is: .settled(.done)) }
        let stopped = try need(try await ledger.job(jobs[1]))
        let reason = "stopped early by search: rank 2 of 2 at epoch 1, cut 0.5000, reached 0.4000"
        try expect(stopped.endReason, is: reason)
        let run = try need(try await ledger.run(stopped.run))
        try expect(run.status, is: .finished)
        try expect(run.endReason, is: reason)
        try expect(run.failure, is: nil)
        try expect(run.metrics["validation_accuracy"], is: WireNumber(0.4))
        try expect(try await ledger.sweep(sweep)?.stopped, is: 1)
        try expect(try await ledger.attempts(of: jobs[1]).map(\.outcome), is: [.released])

        try await report(leases[0], 0.6, at: 20)
        try await report(leases[2], 0.7, 0.8)
        _ = try await ledger.judge(sweep, by: { SearchJudgement()($0) })
        let all = try need(try await ledger.search(sweep)).decisions
        try expect(
            all.sorted { ($0.epoch, $0.position) < ($1.epoch, $1.position) }.map {
                "\($0.job) \($0.epoch) \($0.continues)"
            },
            is: [
                "\(jobs[0]) 1 true", "\(jobs[1]) 1 false", "\(jobs[2]) 1 true", "\(jobs[0]) 2 true",
                "\(jobs[2]) 2 true",
            ])
        for lease in [leases[0], leases[2]] {
            try expect(try await ledger.finish(attempt: lease.attempt, result: Sample.result(1)), is: .settled(.done))
        }
        _ = try await ledger.judge(sweep, by: { SearchJudgement()($0) })
        try expect(try await ledger.openSearches(), is: [])
        try expect(try await ledger.search(sweep)?.closedAt == nil, is: false)
        let end = try need(try await ledger.sweep(sweep))
        try expect([end.done, end.stopped, end.total], is: [3, 1, 3])
    }

    func searchStopsLost() async throws {
        let (sweep, jobs) = try await sampleSearch(3)
        let worker = try await ledger.sampleWorker()
        let leases = [
            try need(try await ledger.claimOne(worker, leaseSeconds: 300)),
            try need(try await ledger.claimOne(worker, leaseSeconds: 30)),
            try need(try await ledger.claimOne(worker, leaseSeconds: 300)),
        ]
        try await report(leases[0], 0.9)
        try await report(leases[1], 0.4)
        try await report(leases[2], 0.3)
        // The third one is given back, and waits with its report when it is judged. Without a checkpoint its next attempt begins anew.
        try expect(try await ledger.release(attempt: leases[2].attempt), is: .settled(.ready))
        _ = try await ledger.judge(sweep, by: { SearchJudgement()($0) })
        try expect(try await ledger.job(jobs[2])?.state, is: .done)
        try expect(
            try await ledger.job(jobs[2])?.endReason?.hasPrefix("stopped early by search: rank 3 of 3"), is: true)
        try await pass(31)
        try expect(try await ledger.reap(count: 10), is: Reaped(reopened: 0, finalised: 1))
        try expect(try await ledger.job(jobs[1])?.state, is: .done)
        let run = try need(try await ledger.run(leases[1].run))
        try expect(run.status, is: .finished)
        try expect(run.endReason?.hasPrefix("stopped early by search: rank 2 of 2"), is: true)
    }

    func searchTime() async throws {
        let (sweep, jobs) = try await sampleSearch(3, seconds: 36)
        let worker = try await ledger.sampleWorker()
        let lease = try need(try await ledger.claimOne(worker, leaseSeconds: 300))
        try expect(try await ledger.judge(sweep, by: { SearchJudgement()($0) })?.endsWaiting, is: false)
        try await pass(40)
        let verdict = try need(try await ledger.judge(sweep, by: { SearchJudgement()($0) }))
        try expect(verdict.endsWaiting, is: true)
        try expect(try await ledger.job(lease.attempt.job)?.state, is: .running)
        for id in jobs where id != lease.attempt.job {
            let job = try need(try await ledger.job(id))
            try expect(job.state, is: .cancelled)
            try expect(job.endReason, is: "not started: the search's 36 s of machine time are used")
            try expect(try await ledger.run(job.run)?.status, is: .killed)
        }
        try expect(try await ledger.openSearches(), is: [sweep])
        try expect(try await ledger.finish(attempt: lease.attempt, result: Sample.result(1)), is: .settled(.done))
        _ = try await ledger.judge(sweep, by: { SearchJudgement()($0) })
        try expect(try await ledger.openSearches(), is: [])
        // Another try opens it again, and it has no time for it.
        try await ledger.retry(jobs: [jobs[2]], maximumFailures: 3, maximumLosses: 5)
        try expect(try await ledger.openSearches(), is: [sweep])
        _ = try await ledger.judge(sweep, by: { SearchJudgement()($0) })
        try expect(try await ledger.job(jobs[2])?.state, is: .cancelled)
        try expect(try await ledger.openSearches(), is: [])
    }
}
