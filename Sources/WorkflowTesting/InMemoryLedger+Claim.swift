import Foundation
public import Vocabulary
public import Workflow

extension InMemoryLedger {
    /// Requirement classes with a number above `number`, in order.
    public func requirementClasses(after number: Int32) async throws(LedgerError) -> [RequirementClass] {
        try answer()
        let stored = classes.enumerated().map { index, requirements in
            RequirementClass(number: Int32(index) + 1, requirements: requirements)
        }
        try await reach(.classesRead)
        return stored.filter { $0.number > number }
    }

    /// Gives the worker up to `count` ready jobs of the classes, best rank first, each with a new attempt.
    public func claim(
        worker: WorkerID, classes: [Int32], count: Int, leaseSeconds: Double
    ) async throws(LedgerError) -> [Lease] {
        try answer()
        let leases = try take(worker: worker, classes: Set(classes), count: count, leaseSeconds: leaseSeconds)
        try await reach(.claimed)
        return leases
    }

    private func take(
        worker: WorkerID, classes: Set<Int32>, count: Int, leaseSeconds: Double
    ) throws(LedgerError) -> [Lease] {
        let ready = jobs.values.filter { $0.state == .ready && classes.contains($0.classNumber) }
        let chosen = ready.sorted(by: StoredJob.isServedBefore).prefix(count)
        guard let row = workerRows[worker] else {
            if chosen.isEmpty { return [] }
            throw .missing("worker \(worker)")
        }
        if row.lastSeenAt < now - 2 { workerRows[worker]?.lastSeenAt = now }
        if row.pausedAt != nil || queuePausedAt != nil { return [] }
        return chosen.map(\.id).sorted().compactMap { start($0, worker: row, leaseSeconds: leaseSeconds) }
    }

    private func start(_ id: JobID, worker: StoredWorker, leaseSeconds: Double) -> Lease? {
        guard var job = jobs[id], var run = runs[job.run] else { return nil }
        job.start(worker: worker.id, leaseUntil: now + leaseSeconds, at: now)
        run.status = .running
        run.startedAt = now
        run.tags["worker"] = worker.name
        // A repeated attempt starts from the checkpoint or from nothing.
        let checkpoint = Self.newestCheckpoint(in: run.artifacts)
        if job.attempt > 1 { run.restart(from: checkpoint) }
        jobs[id] = job
        runs[run.id] = run
        return Lease(
            attempt: AttemptID(job: id, number: job.attempt), run: run.id, configuration: job.configuration,
            memoryMiB: job.options.memoryMiB, timeLimitSeconds: job.options.timeLimitSeconds,
            leaseSeconds: leaseSeconds,
            checkpoint: checkpoint.map {
                StoredCheckpoint(sha256: $0.sha256, step: $0.step ?? 0, byteCount: $0.byteCount)
            })
    }

    /// Extends the leases that the worker still holds and notes that it is alive.
    public func extend(
        worker: WorkerID, beats: [(attempt: AttemptID, progress: Double?)], leaseSeconds: Double
    ) throws(LedgerError) -> [ExtendedAttempt] {
        try answer()
        guard workerRows[worker] != nil else { throw .missing("worker \(worker)") }
        workerRows[worker]?.lastSeenAt = now
        return beats.compactMap { beat -> ExtendedAttempt? in
            guard var job = held(beat.attempt), job.worker == worker else { return nil }
            job.leaseUntil = now + leaseSeconds
            // A Float32, as the column is.
            if let progress = beat.progress { job.progress = Double(Float(progress)) }
            jobs[job.id] = job
            let recall: RecallReason? =
                if job.stopReason != nil { .stopped } else if job.pauseRequested { .paused } else { nil }
            return ExtendedAttempt(attempt: beat.attempt, cancel: job.cancelRequested, recall: recall)
        }
    }

    /// Stores metrics, log lines and files of an attempt, skipping those that were stored before.
    public func record(
        attempt: AttemptID, firstSequence: Int64, events: [RunnerEvent]
    ) throws(LedgerError) -> Bool {
        try answer()
        guard var job = held(attempt) else { return false }
        if var run = runs[job.run] {
            let offered = events.enumerated().compactMap { offset, event -> RunArtifact? in
                guard case .artifact(let artifact) = event, firstSequence + Int64(offset) >= job.eventCount else {
                    return nil
                }
                return artifact
            }
            guard let artifacts = try stored(offered, by: attempt, in: run) else {
                throw .refused("a run has at most \(RunArtifact.maximumCount) artifacts")
            }
            run.artifacts = artifacts
            runs[run.id] = run
        }
        for (offset, event) in events.enumerated() where firstSequence + Int64(offset) >= job.eventCount {
            switch event {
            case .metric(let metric): runs[job.run]?.keep(metric)
            case .log(let level, let message):
                lastLogPosition += 1
                job.log.append(
                    LogLine(
                        position: lastLogPosition, attempt: attempt.number, storedAt: now, level: level,
                        message: message.stored))
            case .progress, .artifact, .result, .failure: break
            }
        }
        job.eventCount = max(job.eventCount, firstSequence + Int64(events.count))
        jobs[job.id] = job
        return true
    }

    /// The job, while the attempt holds it.
    func held(_ attempt: AttemptID) -> StoredJob? {
        guard let job = jobs[attempt.job], job.attempt == attempt.number, job.state == .running else { return nil }
        return job
    }
}
