import Foundation
public import Vocabulary
public import Workflow

extension InMemoryLedger {
    /// One run.
    public func run(_ id: RunID) throws(LedgerError) -> Run? {
        try answer()
        return runs[id].map(whole)
    }

    /// What its accepted attempt left.
    public func record(of id: RunID) throws(LedgerError) -> RunRecord {
        try answer()
        return runs[id]?.record ?? RunRecord(attempt: nil, facts: nil, absent: [:])
    }

    /// The names, units and lengths of its sample series, by name.
    public func seriesHeads(of id: RunID) throws(LedgerError) -> [(name: String, unit: String, count: Int)] {
        try samples(of: id).map { ($0.name, $0.unit, $0.values.count) }
    }

    /// Its raw samples, by name.
    public func samples(of id: RunID) throws(LedgerError) -> [SampleSeries] {
        try answer()
        return (runs[id]?.samples ?? []).sorted { $0.name < $1.name }
    }

    /// One job.
    public func job(_ id: JobID) throws(LedgerError) -> Job? {
        try answer()
        return jobs[id].map(whole)
    }

    /// Jobs, the newest first, below `before`.
    public func jobs(state: JobState?, sweep: SweepID?, before: JobID?, limit: Int) throws(LedgerError) -> [Job] {
        try answer()
        let found = jobs.values.filter { job in
            (state.map { $0 == job.state } ?? true) && (sweep.map { $0 == job.sweep } ?? true)
                && (before.map { job.id < $0 } ?? true)
        }
        return found.sorted { $0.id > $1.id }.prefix(limit).map(whole)
    }

    /// What a job requires.
    public func requirements(of id: JobID) throws(LedgerError) -> Requirements? {
        try answer()
        return jobs[id].map { classes[Int($0.classNumber) - 1] }
    }

    /// Every try at a job, the running one too, in order.
    public func attempts(of id: JobID) throws(LedgerError) -> [Attempt] {
        try answer()
        guard let job = jobs[id] else { return [] }
        guard job.state == .running else { return job.tries }
        let running = Attempt(
            id: AttemptID(job: id, number: job.attempt), worker: job.worker, workerName: workerName(of: job),
            startedAt: job.claimedAt ?? now, endedAt: nil, outcome: nil, failure: nil)
        return job.tries + [running]
    }

    /// A job's log after a position.
    public func log(of id: JobID, after position: Int64, limit: Int) throws(LedgerError) -> [LogLine] {
        try answer()
        return Array((jobs[id]?.log ?? []).filter { $0.position > position }.prefix(limit))
    }

    /// One sweep.
    public func sweep(_ id: SweepID) throws(LedgerError) -> Sweep? {
        try answer()
        return sweepRows[id].map { whole($0, id: id) }
    }

    /// Sweeps, the newest first, below `before`.
    public func sweeps(before: SweepID?, limit: Int) throws(LedgerError) -> [Sweep] {
        try answer()
        let found = sweepRows.filter { row in before.map { row.key < $0 } ?? true }
        return found.sorted { $0.key > $1.key }.prefix(limit).map { whole($0.value, id: $0.key) }
    }

    /// Experiments, the newest first, below `before`.
    public func experiments(before: ExperimentID?, limit: Int) throws(LedgerError) -> [Experiment] {
        try answer()
        let found = experimentRows.filter { row in before.map { row.id < $0 } ?? true }
        return Array(found.sorted { $0.id > $1.id }.prefix(limit))
    }

    func whole(_ run: StoredRun) -> Run {
        var parameters: [String: String] = [:]
        if case .object(let members) = run.configuration.json {
            parameters = members.mapValues { value in
                guard case .string(let text) = value else {
                    return String(decoding: value.canonicalData(), as: UTF8.self)
                }
                return text
            }
        }
        return Run(
            id: run.id, experiment: run.experiment, name: run.name, status: run.status, lifecycleStage: .active,
            job: run.job, sweep: run.sweep, configuration: run.configuration, createdAt: run.createdAt,
            startedAt: run.startedAt, endedAt: run.endedAt, failure: run.failure, parameters: parameters,
            tags: run.tags, metrics: run.latest.mapValues { WireNumber($0.value) },
            endReason: run.endReason)
    }

    private func whole(_ job: StoredJob) -> Job {
        Job(
            id: job.id, run: job.run, sweep: job.sweep, configuration: job.configuration, state: job.state,
            priority: job.options.priority, attempts: job.attempt, failures: job.failures, losses: job.losses,
            cancelRequested: job.cancelRequested, progress: job.progress, worker: job.worker,
            createdAt: job.createdAt, runsAt: job.runsAt, finishedAt: job.finishedAt, failure: runs[job.run]?.failure,
            estimate: job.estimate, pauseRequested: job.pauseRequested, endReason: runs[job.run]?.endReason)
    }

    private func whole(_ row: StoredSweep, id: SweepID) -> Sweep {
        let mine = jobs.values.filter { $0.sweep == id }
        let states = mine.map(\.state)
        func count(_ counted: JobState...) -> Int { states.count { counted.contains($0) } }
        return Sweep(
            id: id, name: row.name, createdAt: row.createdAt, total: states.count,
            waiting: count(.blocked, .scheduled, .ready, .paused), running: count(.running), done: count(.done),
            failed: count(.failed, .dead), cancelled: count(.cancelled), paused: count(.paused),
            stopped: mine.count { $0.state == .done && runs[$0.run]?.endReason != nil })
    }
}
