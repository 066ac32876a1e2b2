public import Vocabulary

/// The queue's writes. Every write for an attempt is fenced: it names (job, attempt) and changes nothing when that is stale.
public protocol QueueLedger: Sendable {
    /// Stores jobs, runs, sweep and experiment in one transaction, or returns what the idempotency key led to before.
    func enqueue(_ submission: Submission, key: IdempotencyKey?) async throws(LedgerError) -> Submitted

    /// Requirement classes with a number above `number`, in order; classes are never changed.
    func requirementClasses(after number: Int32) async throws(LedgerError) -> [RequirementClass]

    /// Gives the worker up to `count` ready jobs of the classes, best rank first, each with a new attempt.
    func claim(
        worker: WorkerID, classes: [Int32], count: Int, leaseSeconds: Double
    ) async throws(LedgerError) -> [Lease]

    /// The price of a running attempt's machine, and what the job's earlier attempts cost.
    func means(of attempt: AttemptID) async throws(LedgerError) -> AttemptMeans

    /// Extends the leases that the worker still holds and notes that it is alive.
    func extend(
        worker: WorkerID, beats: [(attempt: AttemptID, progress: Double?)], leaseSeconds: Double
    ) async throws(LedgerError) -> [ExtendedAttempt]

    /// Stores metrics, log lines and files of an attempt, skipping those with a sequence number that was stored already.
    ///
    /// Of a run's checkpoints only the newest stays. An artifact names a stored file.
    ///
    /// - Returns: whether the attempt still holds its job.
    func record(
        attempt: AttemptID, firstSequence: Int64, events: [RunnerEvent]
    ) async throws(LedgerError) -> Bool

    /// Ends an attempt with a result; what was measured becomes the run's content.
    func finish(attempt: AttemptID, result: RunResult) async throws(LedgerError) -> Settlement

    /// Ends an attempt with a failure; the job is tried again after a while when `retry` says so and failures are left.
    func fail(
        attempt: AttemptID, failure: AttemptFailure, retry: RetryPolicy.Decision
    ) async throws(LedgerError) -> Settlement

    /// Ends an attempt because the job was cancelled.
    func endCancelled(attempt: AttemptID) async throws(LedgerError) -> Settlement

    /// Gives an attempt's job back to the queue; it keeps its rank and no failure is counted.
    func release(attempt: AttemptID) async throws(LedgerError) -> Settlement

    /// Cancels jobs: those that wait are final at once, those that run are told with their next heartbeat.
    func cancel(jobs: [JobID]) async throws(LedgerError)

    /// Cancels what is left of a sweep.
    func cancel(sweep: SweepID) async throws(LedgerError)

    /// Pauses jobs: those that wait at once, those that run when their workers gave them back. Final ones stay as they are.
    func pause(jobs: [JobID]) async throws(LedgerError)

    /// Makes paused jobs ready at the place that they had, and takes back what running ones were asked.
    func resume(jobs: [JobID]) async throws(LedgerError)

    /// Gives failed, cancelled and dead jobs another try, from their checkpoints, and makes scheduled ones ready; others stay as they are.
    ///
    /// Failures and losses count from nothing, up to these.
    func retry(jobs: [JobID], maximumFailures: Int, maximumLosses: Int) async throws(LedgerError)

    /// The jobs of a sweep that are not final, in order.
    func liveJobs(of sweep: SweepID) async throws(LedgerError) -> [JobID]

    /// Stops handing out jobs, or begins again.
    func pauseQueue(_ isPaused: Bool) async throws(LedgerError)

    /// What is true of the queue as a whole.
    func queueState() async throws(LedgerError) -> QueueState

    /// Takes back up to `count` attempts whose leases expired.
    func reap(count: Int) async throws(LedgerError) -> Reaped

    /// Makes up to `count` scheduled jobs ready whose time has come.
    func promote(count: Int) async throws(LedgerError) -> Int

    /// Extends every lease: nobody could heartbeat while no coordinator was up.
    func grace(leaseSeconds: Double) async throws(LedgerError)

    /// Drops idempotency keys that are older than any client retries.
    func forgetOldRequests() async throws(LedgerError)
}

/// A set of requirements with the number that the queue's rows carry.
public struct RequirementClass: Hashable, Sendable {
    /// The number.
    public let number: Int32
    /// The requirements.
    public let requirements: Requirements

    /// A class.
    public init(number: Int32, requirements: Requirements) {
        self.number = number
        self.requirements = requirements
    }
}

/// What an attempt can be paid from.
public struct AttemptMeans: Hashable, Sendable {
    /// What an hour of its machine costs, as the claim found it; nil where nothing prices the machine.
    public let rate: HostRate?
    /// What the job's earlier attempts cost by their machines' marginal rates.
    public let spent: Money

    /// States the means.
    public init(rate: HostRate?, spent: Money) {
        self.rate = rate
        self.spent = spent
    }
}

/// What became of a write that ends an attempt.
public enum Settlement: Hashable, Sendable {
    /// Accepted now or by an earlier delivery of the same write; the job's state after it.
    case settled(JobState)
    /// The attempt no longer holds its job; nothing was written.
    case stale
}

/// What a round of reaping did.
public struct Reaped: Hashable, Sendable {
    /// Jobs that may be claimed again.
    public let reopened: Int
    /// Jobs that are final: cancelled, or dead after too many losses.
    public let finalised: Int

    /// A round.
    public init(reopened: Int, finalised: Int) {
        self.reopened = reopened
        self.finalised = finalised
    }
}
