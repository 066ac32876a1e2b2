public import Foundation
public import Vocabulary

/// Which runs a listing shows, and in which order.
public struct RunQuery: Hashable, Sendable {
    /// What runs are sorted by.
    public enum Order: Hashable, Sendable {
        /// When the run was created.
        case createdAt
        /// The run's name.
        case name
        /// The latest value of a metric; runs without it come last.
        case metric(String)
    }

    /// Only this experiment, by name.
    public var experiment: String?
    /// Only this status.
    public var status: RunStatus?
    /// Only this model, as configurations write it.
    public var model: String?
    /// Only this sweep.
    public var sweep: SweepID?
    /// Only this precision.
    public var precision: Precision?
    /// Only this batch.
    public var batch: Int?
    /// The order.
    public var order: Order
    /// Whether the greatest come first.
    public var descending: Bool
    /// How many at most.
    public var limit: Int
    /// Where the last page ended.
    public var after: RunCursor?

    /// All active runs, the newest first.
    public init(
        experiment: String? = nil, status: RunStatus? = nil, model: String? = nil, sweep: SweepID? = nil,
        precision: Precision? = nil, batch: Int? = nil, order: Order = .createdAt, descending: Bool = true,
        limit: Int = 100, after: RunCursor? = nil
    ) {
        self.experiment = experiment
        self.status = status
        self.model = model
        self.sweep = sweep
        self.precision = precision
        self.batch = batch
        self.order = order
        self.descending = descending
        self.limit = limit
        self.after = after
    }
}

/// The sort key and identity of the last run of a page.
public struct RunCursor: Hashable, Sendable {
    /// The key of a numeric order; `nil` for a run without the metric.
    public let number: Double?
    /// The key of the order by name.
    public let text: String?
    /// The run.
    public let run: RunID

    /// A place in a listing.
    public init(number: Double?, text: String?, run: RunID) {
        self.number = number
        self.text = text
        self.run = run
    }
}

/// A page of runs.
public struct RunPage: Hashable, Sendable {
    /// The runs in order.
    public let runs: [Run]
    /// Where the next page begins; `nil` when there is none.
    public let next: RunCursor?

    /// A page.
    public init(runs: [Run], next: RunCursor?) {
        self.runs = runs
        self.next = next
    }
}

/// What a run's accepted attempt left.
public struct RunRecord: Hashable, Sendable {
    /// The attempt whose result counts.
    public let attempt: AttemptID?
    /// Facts of machine, engine and protocol.
    public let facts: JSONValue?
    /// What could not be measured and why.
    public let absent: [String: String]

    /// A record.
    public init(attempt: AttemptID?, facts: JSONValue?, absent: [String: String]) {
        self.attempt = attempt
        self.facts = facts
        self.absent = absent
    }
}

/// Reads of runs, jobs, sweeps and experiments.
public protocol RunLedger: Sendable {
    /// A page of active runs.
    func runs(_ query: RunQuery) async throws(LedgerError) -> RunPage
    /// One run, deleted ones too.
    func run(_ id: RunID) async throws(LedgerError) -> Run?
    /// What its accepted attempt left.
    func record(of id: RunID) async throws(LedgerError) -> RunRecord
    /// The names, units and lengths of its sample series.
    func seriesHeads(of id: RunID) async throws(LedgerError) -> [(name: String, unit: String, count: Int)]
    /// Its raw samples.
    func samples(of id: RunID) async throws(LedgerError) -> [SampleSeries]
    /// Its metrics by name, with the ends of their histories.
    func metricHeads(of id: RunID) async throws(LedgerError) -> [MetricHead]
    /// A stretch of one metric's history; empty where there is none.
    func metricSeries(_ key: String, of id: RunID, _ query: SeriesQuery) async throws(LedgerError) -> MetricSeries
    /// Its files, by name.
    func artifacts(of id: RunID) async throws(LedgerError) -> [StoredArtifact]
    /// The runs whose files it used, and the first thousand that used its own.
    func lineage(of id: RunID) async throws(LedgerError) -> (parents: [RunRelative], children: [RunRelative])
    /// One job.
    func job(_ id: JobID) async throws(LedgerError) -> Job?
    /// Jobs, the newest first, below `before`.
    func jobs(state: JobState?, sweep: SweepID?, before: JobID?, limit: Int) async throws(LedgerError) -> [Job]
    /// What a job requires.
    func requirements(of id: JobID) async throws(LedgerError) -> Requirements?
    /// Every try at a job, in order.
    func attempts(of id: JobID) async throws(LedgerError) -> [Attempt]
    /// A job's log after a position.
    func log(of id: JobID, after position: Int64, limit: Int) async throws(LedgerError) -> [LogLine]
    /// One sweep.
    func sweep(_ id: SweepID) async throws(LedgerError) -> Sweep?
    /// Sweeps, the newest first, below `before`.
    func sweeps(before: SweepID?, limit: Int) async throws(LedgerError) -> [Sweep]
    /// Experiments, the newest first, below `before`.
    func experiments(before: ExperimentID?, limit: Int) async throws(LedgerError) -> [Experiment]
}

extension WorkerLedger {
    /// Stores a worker whose owner did not say which machine it is.
    public func register(
        name: String, capability: WorkerCapability, machine: MachineFacts, agentVersion: String
    ) async throws(LedgerError) -> Worker {
        try await register(
            name: name, capability: capability, machine: machine, agentVersion: agentVersion, host: nil)
    }
}

/// Workers.
public protocol WorkerLedger: Sendable {
    /// Stores a worker under its name and returns it.
    func register(
        name: String, capability: WorkerCapability, machine: MachineFacts, agentVersion: String, host: WorkerHost?
    ) async throws(LedgerError) -> Worker
    /// One worker.
    func worker(_ id: WorkerID) async throws(LedgerError) -> Worker?
    /// Stops handing jobs to a worker, or begins again; whether there is such a worker. What it holds goes on.
    func pause(_ isPaused: Bool, worker: WorkerID) async throws(LedgerError) -> Bool
    /// All workers by name.
    func workers() async throws(LedgerError) -> [Worker]
}

/// Tokens; a secret is never stored, only its SHA-256.
public protocol TokenLedger: Sendable {
    /// Stores a token.
    func createToken(name: String, role: Role, secret: String) async throws(LedgerError) -> TokenRecord
    /// The token with this secret, unless it was revoked.
    func token(secret: String) async throws(LedgerError) -> TokenRecord?
    /// Tokens that are not revoked.
    func tokens() async throws(LedgerError) -> [TokenRecord]
    /// Revokes a token; whether there was one.
    func revokeToken(_ id: Int64) async throws(LedgerError) -> Bool
}

/// A token without its secret.
public struct TokenRecord: Hashable, Sendable {
    /// Its number.
    public let id: Int64
    /// What it was made for.
    public let name: String
    /// What its holder may do.
    public let role: Role
    /// When it was made.
    public let createdAt: Date

    /// A token.
    public init(id: Int64, name: String, role: Role, createdAt: Date) {
        self.id = id
        self.name = name
        self.role = role
        self.createdAt = createdAt
    }
}

/// Model files and files that runs made, in pieces.
public protocol FileLedger: Sendable {
    /// Stores a file from its pieces; the whole arrives or nothing does. A file that is there already is kept.
    ///
    /// - Parameter pieces: the bytes in order, each piece at most 1 MiB.
    func store(
        sha256: String, name: String, byteCount: Int64, pieces: any AsyncSequence<Data, any Error> & Sendable
    ) async throws(LedgerError)
    /// Size and name of a file; notes that somebody wants it.
    func file(sha256: String) async throws(LedgerError) -> (byteCount: Int64, name: String)?
    /// One piece of a file; `nil` after the last.
    func piece(sha256: String, number: Int) async throws(LedgerError) -> Data?
    /// Drops up to `count` files that nothing refers to and that nobody stored or looked for within a day; how many it dropped.
    func forgetUnusedFiles(count: Int) async throws(LedgerError) -> Int
}

/// Everything that the verbs need to be kept.
public protocol Ledger: QueueLedger, RunLedger, WorkerLedger, TokenLedger, FileLedger, BudgetLedger, CostLedger,
    EstimateLedger, PriceLedger, SearchLedger
{
    /// Whether the database answers.
    func ping() async throws(LedgerError)
}
