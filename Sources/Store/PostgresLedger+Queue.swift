import Postgres
public import Vocabulary
public import Workflow

extension PostgresLedger {
    /// Requirement classes with a number above `number`, in order.
    public func requirementClasses(after number: Int32) async throws(LedgerError) -> [RequirementClass] {
        let rows = try await execute(.requirementClassesAfter, ["number": number])
        return try await translated {
            try rows.map {
                RequirementClass(number: try $0.decode("id"), requirements: try $0.json("requirements"))
            }
        }
    }

    /// Gives the worker up to `count` ready jobs of the classes, best rank first, each with a new attempt.
    public func claim(
        worker: WorkerID, classes: [Int32], count: Int, leaseSeconds: Double
    ) async throws(LedgerError) -> [Lease] {
        let rows = try await write(
            .claim,
            [
                "worker": worker.value, "classes": classes.map { $0 as Int32? }, "count": Int32(count),
                "lease_s": leaseSeconds,
            ], in: claims)
        return try await translated {
            try rows.map { row in
                Lease(
                    attempt: AttemptID(job: try row.identifier("id", of: Job.self), number: try row.decode("attempt")),
                    run: try row.runID("run_id"), configuration: try row.json("configuration"),
                    memoryMiB: try row.decode("memory_mib"), timeLimitSeconds: try row.decode("time_limit_s"),
                    leaseSeconds: leaseSeconds, checkpoint: try row.checkpoint())
            }
        }
    }

    /// Extends the leases that the worker still holds and notes that it is alive.
    public func extend(
        worker: WorkerID, beats: [(attempt: AttemptID, progress: Double?)], leaseSeconds: Double
    ) async throws(LedgerError) -> [ExtendedAttempt] {
        let rows = try await write(
            .extend,
            [
                "worker": worker.value, "lease_s": leaseSeconds,
                "jobs": beats.map { $0.attempt.job.value as Int64? },
                "attempts": beats.map { $0.attempt.number as Int32? },
                "progress": beats.map { $0.progress.map { Float($0) } },
            ], in: attemptWrites)
        return try await translated {
            guard let first = rows.first, try first.decode("known", as: Bool.self) else {
                throw LedgerError.missing("worker \(worker)")
            }
            return try rows.compactMap { row in
                guard let job = try row.optionalIdentifier("id", of: Job.self) else { return nil }
                return ExtendedAttempt(
                    attempt: AttemptID(job: job, number: try row.decode("attempt")),
                    cancel: try row.decode("cancel_requested"),
                    recall: try row.decode("recall", as: String?.self).flatMap { RecallReason(rawValue: $0) })
            }
        }
    }

    /// Cancels jobs.
    public func cancel(jobs: [JobID]) async throws(LedgerError) {
        _ = try await execute(.cancel, ["jobs": jobs.map { $0.value as Int64? }])
    }

    /// Cancels what is left of a sweep.
    public func cancel(sweep: SweepID) async throws(LedgerError) {
        let statements = statements
        try await translated {
            try await client.transaction(retries: 3) { session in
                let jobs = try session.execute(statements[.sweepLiveJobs], ["sweep": sweep.value]).map {
                    try $0.decode("id", as: Int64.self) as Int64?
                }
                _ = try session.execute(statements[.cancel], ["jobs": jobs])
            }
        }
    }

    /// Takes back up to `count` attempts whose leases expired.
    public func reap(count: Int) async throws(LedgerError) -> Reaped {
        let rows = try await execute(.reap, ["count": Int32(count)])
        return try await translated {
            guard let row = rows.first else { return Reaped(reopened: 0, finalised: 0) }
            return Reaped(reopened: try row.decode("reopened"), finalised: try row.decode("finalised"))
        }
    }

    /// Makes up to `count` scheduled jobs ready whose time has come.
    public func promote(count: Int) async throws(LedgerError) -> Int {
        try await execute(.promote, ["count": Int32(count)]).count
    }

    /// Extends every lease.
    public func grace(leaseSeconds: Double) async throws(LedgerError) {
        _ = try await execute(.grace, ["lease_s": leaseSeconds])
    }

    /// Drops idempotency keys that are older than any client retries.
    public func forgetOldRequests() async throws(LedgerError) { _ = try await execute(.requestsForget) }
}

extension String {
    /// Postgres' text has no NUL; it is shown as the replacement character.
    var storable: String { contains("\0") ? replacing("\0", with: "\u{FFFD}") : self }
}
