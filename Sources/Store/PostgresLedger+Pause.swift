import Postgres
public import Vocabulary
public import Workflow

extension PostgresLedger {
    /// Pauses jobs: those that wait at once, those that run when their workers gave them back.
    public func pause(jobs: [JobID]) async throws(LedgerError) {
        _ = try await execute(.pause, ["jobs": jobs.map { $0.value as Int64? }])
    }

    /// Makes paused jobs ready at the place that they had, and takes back what running ones were asked.
    public func resume(jobs: [JobID]) async throws(LedgerError) {
        try await announcing(.resume, ["jobs": jobs.map { $0.value as Int64? }])
    }

    /// Gives ended jobs without a result another try, and makes scheduled ones ready.
    public func retry(jobs: [JobID], maximumFailures: Int, maximumLosses: Int) async throws(LedgerError) {
        try await announcing(
            .retry,
            [
                "jobs": jobs.map { $0.value as Int64? }, "max_failures": Int16(maximumFailures),
                "max_losses": Int16(maximumLosses),
            ])
    }

    /// The jobs of a sweep that are not final, in order.
    public func liveJobs(of sweep: SweepID) async throws(LedgerError) -> [JobID] {
        let rows = try await execute(.sweepLiveJobs, ["sweep": sweep.value])
        return try await translated { try rows.map { try $0.identifier("id", of: Job.self) } }
    }

    /// Stops handing out jobs, or begins again.
    public func pauseQueue(_ isPaused: Bool) async throws(LedgerError) {
        try await announcing(.queuePause, ["paused": isPaused])
    }

    /// What is true of the queue as a whole.
    public func queueState() async throws(LedgerError) -> QueueState {
        let rows = try await execute(.queueState)
        return try await translated {
            guard let row = rows.first else { throw LedgerError.defect("the queue has no row") }
            return QueueState(
                pausedAt: try row.decode("paused_at"), blocked: try row.decode("blocked"),
                scheduled: try row.decode("scheduled"), ready: try row.decode("ready"),
                paused: try row.decode("paused"), running: try row.decode("running"))
        }
    }

    /// Stops handing jobs to a worker, or begins again; whether there is such a worker.
    public func pause(_ isPaused: Bool, worker: WorkerID) async throws(LedgerError) -> Bool {
        try await announcing(.workerPause, ["worker": worker.value, "paused": isPaused])
    }

    /// Executes a statement and tells every coordinator that there may be work; whether it had rows.
    @discardableResult
    private func announcing(_ name: StatementName, _ parameters: Parameters) async throws(LedgerError) -> Bool {
        let statements = statements
        return try await translated {
            try await client.transaction(retries: 3) { session in
                let rows = try session.execute(statements[name], parameters)
                _ = try session.execute(statements[.workAnnounce])
                return !rows.isEmpty
            }
        }
    }
}
