import Foundation
import Vocabulary
import Workflow

/// A job's rows.
struct StoredJob: Sendable {
    let id: JobID
    let run: RunID
    let sweep: SweepID?
    let classNumber: Int32
    let configuration: RunConfiguration
    var options: SubmitOptions
    var maximumLosses: Int
    let createdAt: Date
    /// Milliseconds since 1970: when it was submitted, less what its priority is worth.
    let rank: Int64
    var state = JobState.ready
    var attempt: Int32 = 0
    var failures = 0
    var losses = 0
    var cancelRequested = false
    var pauseRequested = false
    /// Why a search needs no more of it.
    var stopReason: String?
    var progress: Double?
    var worker: WorkerID?
    var claimedAt: Date?
    var leaseUntil: Date?
    var runsAt: Date?
    var finishedAt: Date?
    var eventCount: Int64 = 0
    var tries: [Attempt] = []
    var log: [LogLine] = []
    var estimate: AttemptEstimate?

    /// Earlier ranks, then earlier numbers, are served first.
    static func isServedBefore(_ left: StoredJob, _ right: StoredJob) -> Bool {
        (left.rank, left.id) < (right.rank, right.id)
    }

    mutating func start(worker: WorkerID, leaseUntil: Date, at now: Date) {
        state = .running
        attempt += 1
        self.worker = worker
        self.leaseUntil = leaseUntil
        claimedAt = now
        progress = nil
        eventCount = 0
    }

    /// Ends the running attempt and leaves the job in its next state.
    mutating func end(
        _ outcome: AttemptOutcome, next: JobState, workerName: String?, failure: AttemptFailure? = nil, at now: Date
    ) {
        tries.append(
            Attempt(
                id: AttemptID(job: id, number: attempt), worker: worker, workerName: workerName,
                startedAt: claimedAt ?? now, endedAt: now, outcome: outcome, failure: failure))
        move(to: next, at: now)
    }

    mutating func move(to next: JobState, at now: Date) {
        state = next
        (worker, claimedAt, leaseUntil, progress, runsAt) = (nil, nil, nil, nil, nil)
        pauseRequested = false
        guard next.isFinal else { return }
        finishedAt = now
        cancelRequested = false
        stopReason = nil
    }
}

/// A run's rows.
struct StoredRun: Sendable {
    let id: RunID
    let experiment: ExperimentID
    let name: String
    let job: JobID
    let sweep: SweepID?
    let configuration: RunConfiguration
    let createdAt: Date
    var status = RunStatus.scheduled
    var startedAt: Date?
    var endedAt: Date?
    var failure: AttemptFailure?
    var endReason: String?
    var tags: [String: String]
    var latest: [String: Metric] = [:]
    var history: [Metric] = []
    var artifacts: [ArtifactName: StoredArtifact] = [:]
    let parents: [RunParent]
    var samples: [SampleSeries] = []
    var record = RunRecord(attempt: nil, facts: nil, absent: [:])

    /// Keeps a metric when it is later than the one that is there: by step, then time, then value, where NaN counts as 0.
    mutating func keep(_ metric: Metric) {
        let key = metric.key.stored
        history.append(metric)
        if let earlier = latest[key], !(Self.order(earlier) < Self.order(metric)) { return }
        latest[key] = metric
    }

    /// Takes a result's numbers. Where a metric's history has got beyond step 0, a number without a step is its value and no point of its history.
    mutating func conclude(_ metrics: [Metric]) {
        let reported = latest
        var concluding: [Metric] = []
        for metric in metrics {
            let hasCurve = (reported[metric.key.stored]?.step ?? 0) > 0
            if hasCurve, metric.step == 0 { concluding.append(metric) } else { keep(metric) }
        }
        for metric in concluding.sorted(by: { Self.order($0) < Self.order($1) }) {
            guard let last = reported[metric.key.stored] else { continue }
            latest[metric.key.stored] = Metric(
                key: last.key, value: metric.value, step: last.step,
                timestampMilliseconds: last.timestampMilliseconds)
        }
    }

    private static func order(_ metric: Metric) -> (Int64, Int64, Double) {
        (metric.step, metric.timestampMilliseconds, metric.value.isNaN ? 0 : metric.value)
    }

    /// Waits for another try of its job.
    mutating func reopen() {
        (status, startedAt, endedAt, failure, endReason) = (.scheduled, nil, nil, nil, nil)
    }

    mutating func end(_ status: RunStatus, failure: AttemptFailure? = nil, at now: Date) {
        self.status = status
        self.failure = failure
        endedAt = now
    }
}

/// A sweep's row.
struct StoredSweep: Sendable {
    let name: String
    let createdAt: Date
    var search: StoredSearch?
}

/// A search's rows.
struct StoredSearch: Sendable {
    let plan: SearchPlan
    var decisions: [SearchDecision] = []
    var exhaustedReason: String?
    var closedAt: Date?
}

/// Whose idempotency key.
struct IdempotencyOwner: Hashable, Sendable {
    let owner: Int64
    let key: String
}

/// What an idempotency key stands for and led to.
struct StoredRequest: Sendable {
    let request: Data
    let submitted: Submitted
    let createdAt: Date
}

/// A worker's row.
struct StoredWorker: Sendable {
    let id: WorkerID
    let name: String
    var capability: WorkerCapability
    var machine: MachineFacts
    var agentVersion: String
    let registeredAt: Date
    var lastSeenAt: Date
    var pausedAt: Date?
    var rate: HostRate?
}

/// A token's row; in memory the secret itself does no harm.
struct StoredToken: Sendable {
    let record: TokenRecord
    let secret: String
    var isRevoked = false
}

/// A file's rows.
struct StoredFile: Sendable {
    let name: String
    let byteCount: Int64
    let pieces: [Data]
    var usedAt: Date
}
