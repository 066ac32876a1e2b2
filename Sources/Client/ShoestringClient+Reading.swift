import FoundationEssentials
import HTTPClient
public import Vocabulary
public import Wire

extension ShoestringClient {
    /// The head of `GET /health`: that coordinator and database answer, and what the coordinator's clock says.
    public struct Health: Sendable, Hashable {
        /// The field `Date`, as `Sat, 21 Nov 2026 08:00:00 GMT`; absent when it was not sent.
        public let date: String?
        /// What answered, as its field `Server` says.
        public let server: String?
        /// The body.
        public let text: String
    }

    /// Whether coordinator and database answer.
    public func health() async throws(ClientError) -> Health {
        let response = try await send(
            HTTPRequest(.get, address(Route.health), timeouts: .init(connect: .seconds(2), total: .seconds(5))))
        return Health(
            date: response.headers["Date"], server: response.headers["Server"],
            text: String(decoding: response.body.prefix(1000), as: UTF8.self))
    }

    /// The version that the API's description states.
    public func version() async throws(ClientError) -> String {
        struct Description: Decodable {
            struct Info: Decodable { let version: String }
            let info: Info
        }
        return try await get(Route.openAPI, as: Description.self).info.version
    }

    /// The zoo as the coordinator knows it.
    public func models() async throws(ClientError) -> Page<ModelFacts> { try await get(Route.models) }

    /// One network.
    public func model(_ name: String) async throws(ClientError) -> ModelFacts {
        try await get(Route.model(Self.escaped(name)))
    }

    /// One job.
    public func job(_ id: JobID) async throws(ClientError) -> Job { try await get(Route.job(id)) }

    /// A page of jobs, newest first.
    public func jobs(
        state: JobState? = nil, sweep: SweepID? = nil, limit: Int? = nil, cursor: String? = nil
    ) async throws(ClientError) -> Page<Job> {
        try await get(
            Route.jobs,
            query: [
                ("state", state?.rawValue), ("sweep", sweep?.description), ("limit", limit?.description),
                ("cursor", cursor),
            ])
    }

    /// Every try at a job.
    public func attempts(_ id: JobID) async throws(ClientError) -> Page<Attempt> { try await get(Route.attempts(id)) }

    /// What the attempts of a job said, after a position.
    public func log(_ id: JobID, after: Int64 = 0) async throws(ClientError) -> Page<LogLine> {
        try await get(Route.log(id), query: [("after", String(after))])
    }

    /// Why a job does not run, or that it does.
    public func explanation(_ id: JobID) async throws(ClientError) -> Explanation {
        try await get(Route.explanation(id))
    }

    /// One sweep.
    public func sweep(_ id: SweepID) async throws(ClientError) -> Sweep { try await get(Route.sweep(id)) }

    /// A page of sweeps, newest first.
    public func sweeps(limit: Int? = nil, cursor: String? = nil) async throws(ClientError) -> Page<Sweep> {
        try await get(Route.sweeps, query: [("limit", limit?.description), ("cursor", cursor)])
    }

    /// One run, whole.
    public func run(_ id: RunID) async throws(ClientError) -> RunDetail { try await get(Route.run(id)) }

    /// The raw samples of a run.
    public func samples(_ id: RunID) async throws(ClientError) -> Page<SampleSeries> {
        try await get(Route.samples(id))
    }

    /// The metrics of a run with the ends of their histories.
    public func series(of id: RunID) async throws(ClientError) -> Page<MetricHead> { try await get(Route.series(id)) }

    /// A stretch of one metric's history: from `from` to `to` on the axis, in up to `points` points or buckets.
    public func series(
        _ metric: String, of id: RunID, axis: SeriesAxis? = nil, from: Int64? = nil, to: Int64? = nil,
        points: Int? = nil
    ) async throws(ClientError) -> MetricSeries {
        try await get(
            Route.series(Self.escaped(metric), of: id),
            query: [
                ("axis", axis?.rawValue), ("from", from?.description), ("to", to?.description),
                ("points", points?.description),
            ])
    }

    /// The files of a run.
    public func artifacts(of id: RunID) async throws(ClientError) -> Page<StoredArtifact> {
        try await get(Route.artifacts(id))
    }

    /// A page of runs.
    public func runs(_ query: RunQuery = RunQuery()) async throws(ClientError) -> Page<Run> {
        try await get(Route.runs, query: query.pairs)
    }

    /// A page of experiments.
    public func experiments() async throws(ClientError) -> Page<Experiment> { try await get(Route.experiments) }

    /// Every worker that is known.
    public func workers() async throws(ClientError) -> Page<Worker> { try await get(Route.workers) }

    /// Every token, without its secret.
    public func tokens() async throws(ClientError) -> Page<TokenHead> { try await get(Route.tokens) }
}

/// Which runs, in which order.
public struct RunQuery: Sendable, Hashable {
    /// Of the experiment with this number or name.
    public var experiment: String?
    /// In this state.
    public var status: RunStatus?
    /// Of this network.
    public var model: String?
    /// Of this sweep.
    public var sweep: SweepID?
    /// In this precision.
    public var precision: Precision?
    /// With this batch size.
    public var batch: Int?
    /// `created_at`, `name` or `metrics.KEY`; a minus in front turns it round.
    public var sort: String?
    /// 1…1000.
    public var limit: Int?
    /// From the page before.
    public var cursor: String?

    /// Every run.
    public init() {}

    var pairs: [(String, String?)] {
        [
            ("experiment", experiment), ("status", status?.rawValue), ("model", model), ("sweep", sweep?.description),
            ("precision", precision?.rawValue), ("batch", batch?.description), ("sort", sort),
            ("limit", limit?.description), ("cursor", cursor),
        ]
    }
}
