public import Vocabulary

/// The paths of the REST API, version 1; the coordinator and its clients share them.
public enum Route {
    /// Where every path of version 1 begins.
    public static let base = "/api/v1"
    /// Answers 200 `ok` when the coordinator and its database answer.
    public static let health = "/health"
    /// The OpenAPI description of this API.
    public static let openAPI = base + "/openapi.json"
    /// The zoo.
    public static let models = base + "/models"
    /// Jobs.
    public static let jobs = base + "/jobs"
    /// Sweeps.
    public static let sweeps = base + "/sweeps"
    /// Runs.
    public static let runs = base + "/runs"
    /// Experiments.
    public static let experiments = base + "/experiments"
    /// Workers; POST registers one.
    public static let workers = base + "/workers"
    /// POST asks for work.
    public static let claims = base + "/claims"
    /// POST extends leases.
    public static let heartbeats = base + "/heartbeats"
    /// What is true of the queue as a whole.
    public static let queue = base + "/queue"
    /// POST hands out no more jobs, for administrators.
    public static let pauseQueue = queue + "/pause"
    /// POST hands out jobs again, for administrators.
    public static let resumeQueue = queue + "/resume"
    /// Tokens, for administrators.
    public static let tokens = base + "/tokens"

    /// Budgets; POST opens one.
    public static let budgets = base + "/budgets"
    /// What attempts cost.
    public static let bills = base + "/bills"

    /// POST asks what some work costs on one machine.
    public static let estimates = base + "/estimates"
    /// POST or GET compares what the same work costs on many.
    public static let compareCosts = base + "/costs/compare"
    /// POST asks for the cheapest ways within limits.
    public static let plans = base + "/plans"
    /// What was estimated against what happened.
    public static let reconciliation = base + "/costs/reconciliation"
    /// The user's own devices.
    public static let devices = base + "/devices"
    /// Prices in force.
    public static let prices = base + "/prices"
    /// What a machine has cost over time.
    public static let priceHistory = prices + "/history"
    /// Prices that should be looked at.
    public static let priceCheck = prices + "/check"
    /// POST asks sources for prices, for administrators.
    public static let priceRefresh = prices + "/refresh"
    /// POST stores a table of prices, for administrators.
    public static let priceImport = prices + "/import"

    /// One network of the zoo.
    public static func model(_ name: String) -> String { "\(models)/\(name)" }
    /// The layers of a network of the zoo.
    public static func layers(_ name: String) -> String { "\(models)/\(name)/layers" }
    /// One job.
    public static func job(_ id: JobID) -> String { "\(jobs)/\(id)" }
    /// POST cancels a job.
    public static func cancel(_ id: JobID) -> String { "\(jobs)/\(id)/cancel" }
    /// POST pauses a job.
    public static func pause(_ id: JobID) -> String { "\(jobs)/\(id)/pause" }
    /// POST lets a paused job go on.
    public static func resume(_ id: JobID) -> String { "\(jobs)/\(id)/resume" }
    /// POST gives a job that ended without a result another try.
    public static func retry(_ id: JobID) -> String { "\(jobs)/\(id)/retry" }
    /// Every try at a job.
    public static func attempts(_ id: JobID) -> String { "\(jobs)/\(id)/attempts" }
    /// What the attempts of a job said.
    public static func log(_ id: JobID) -> String { "\(jobs)/\(id)/log" }
    /// Why a job does not run.
    public static func explanation(_ id: JobID) -> String { "\(jobs)/\(id)/explanation" }
    /// One sweep.
    public static func sweep(_ id: SweepID) -> String { "\(sweeps)/\(id)" }
    /// POST cancels what is left of a sweep.
    public static func cancel(_ id: SweepID) -> String { "\(sweeps)/\(id)/cancel" }
    /// A sweep that searches, with its samples.
    public static func search(_ id: SweepID) -> String { "\(sweeps)/\(id)/search" }
    /// POST pauses what is left of a sweep.
    public static func pause(_ id: SweepID) -> String { "\(sweeps)/\(id)/pause" }
    /// POST lets what is left of a sweep go on.
    public static func resume(_ id: SweepID) -> String { "\(sweeps)/\(id)/resume" }
    /// POST gives a worker no more jobs.
    public static func pause(_ id: WorkerID) -> String { "\(workers)/\(id)/pause" }
    /// POST gives a paused worker jobs again.
    public static func resume(_ id: WorkerID) -> String { "\(workers)/\(id)/resume" }
    /// One run, whole.
    public static func run(_ id: RunID) -> String { "\(runs)/\(id)" }
    /// The raw samples of a run.
    public static func samples(_ id: RunID) -> String { "\(runs)/\(id)/samples" }
    /// The metrics of a run with the ends of their histories.
    public static func series(_ id: RunID) -> String { "\(runs)/\(id)/series" }
    /// A stretch of one metric's history, by its percent-encoded name.
    public static func series(_ metric: String, of id: RunID) -> String { "\(runs)/\(id)/series/\(metric)" }
    /// The files of a run.
    public static func artifacts(_ id: RunID) -> String { "\(runs)/\(id)/artifacts" }
    /// One file of a run.
    public static func artifact(_ name: ArtifactName, of id: RunID) -> String { "\(runs)/\(id)/artifacts/\(name)" }
    /// PUT stores, GET fetches and HEAD looks for a file by the SHA-256 of its bytes.
    public static func file(_ sha256: String) -> String { "\(base)/files/\(sha256)" }
    /// POST writes events of an attempt.
    public static func events(_ id: AttemptID) -> String { "\(base)/attempts/\(id.job)/\(id.number)/events" }
    /// POST ends an attempt with its result or failure.
    public static func finish(_ id: AttemptID) -> String { "\(base)/attempts/\(id.job)/\(id.number)/finish" }
    /// POST gives an attempt's job back, unharmed.
    public static func release(_ id: AttemptID) -> String { "\(base)/attempts/\(id.job)/\(id.number)/release" }
    /// One budget; PUT changes its limit, DELETE closes it.
    public static func budget(_ id: BudgetID) -> String { "\(budgets)/\(id)" }
    /// What the attempts of a run cost.
    public static func bills(_ id: RunID) -> String { "\(runs)/\(id)/bills" }
    /// One device, by its percent-encoded name; PUT stores, DELETE removes it.
    public static func device(_ name: String) -> String { "\(devices)/\(name)" }
    /// DELETE revokes a token.
    public static func token(_ id: Int64) -> String { "\(tokens)/\(id)" }
}
