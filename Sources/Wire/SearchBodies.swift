public import FoundationEssentials
public import Vocabulary

/// `POST /api/v1/sweeps` with `search`: trainings that differ in what is drawn, and how weak ones are found out.
///
/// JSON: `{"configuration": {"kind": "train", "model": "shoestring_cnn", "epochs": 9, "validation_share": 0.1}, "search": {"method": "asha",
/// "samples": 27, "seed": 1, "metric": "validation_accuracy", "min_epochs": 1, "reduction_factor": 3, "max_hours": 2, "space":
/// {"learning_rate": {"log_uniform": [0.001, 0.3]}, "momentum": {"uniform": [0.5, 0.99]}, "batch": {"choice": [32, 64]}}}, …options}`.
public struct SubmitSearchBody: Hashable, Sendable {
    /// One for each sample, in the order in which they are drawn.
    public let configurations: [RunConfiguration]
    /// How runs are judged.
    public let plan: SearchPlan
    /// How to queue them; `name` names the sweep, and a budget is the search's.
    public var options: SubmitOptions
    /// What all samples have, as it was sent.
    public let base: JSONValue

    /// Reads a body strictly.
    ///
    /// - Throws: ``InvalidInput`` with every complaint.
    public init(json: JSONValue) throws(InvalidInput) {
        var reader = try ObjectReader(json)
        let base =
            reader.required("configuration", "an object: what all samples have") { $0.value("configuration") } ?? [:]
        let whole = reader.nested("configuration") { value throws(InvalidInput) in try Self.checked(value) }
        let search = reader.required("search", "an object") { $0.value("search") }
        options = SubmitOptions(reading: &reader)
        try reader.finish()
        guard let search, let whole else { throw InvalidInput(field: "search", expected: "an object") }
        self.base = base
        do {
            plan = try SearchPlan(json: search, epochs: whole.epochs, validationShare: whole.images.validationShare)
        } catch {
            throw error.under("search")
        }
        configurations = try Self.sampled(base, plan)
    }

    /// The training that all samples are like.
    private static func checked(_ value: JSONValue) throws(InvalidInput) -> TrainConfiguration {
        guard case .train(let training) = try RunConfiguration(json: value) else {
            throw InvalidInput(field: "kind", expected: "train: a search compares trainings", received: "another kind")
        }
        return training
    }

    private static func sampled(_ base: JSONValue, _ plan: SearchPlan) throws(InvalidInput) -> [RunConfiguration] {
        guard case .object(let members) = base else {
            throw InvalidInput(field: "configuration", expected: "an object", received: base.summary)
        }
        if let name = plan.space.keys.sorted().first(where: { members[$0] != nil }) {
            throw InvalidInput(
                field: "configuration.\(name)", expected: "left out: the search draws it",
                received: members[name]?.summary)
        }
        var configurations: [RunConfiguration] = []
        for sample in 0..<plan.samples {
            do {
                configurations.append(
                    try RunConfiguration(json: .object(members.merging(plan.values(of: sample)) { $1 })))
            } catch {
                throw error.under("search.space")
            }
        }
        return configurations
    }

    /// The body as JSON.
    public var json: JSONValue {
        .object(options.members.merging(["configuration": base, "search": plan.json]) { $1 })
    }
}

/// `GET /api/v1/sweeps/{id}/search`: a search, its samples, and why each went on or stopped.
public struct SearchDetail: Hashable, Sendable, Codable {
    /// How far it is.
    public let sweep: Sweep
    /// How it decides, as it was submitted.
    public let plan: JSONValue
    /// The epochs after which runs are judged.
    public let rungs: [Int]
    /// Seconds of all attempts together.
    public let usedSeconds: Double
    /// What was spent of its own budget; absent without one.
    public let spent: Money?
    /// That budget's limit; absent without one.
    public let limit: Money?
    /// Why no more sample starts; absent while they do.
    public let exhaustedReason: String?
    /// When nothing was left to decide; absent before.
    public let closedAt: Date?
    /// In the order in which they were drawn.
    public let samples: [Sample]

    /// One training.
    public struct Sample: Hashable, Sendable, Codable {
        /// Its job.
        public let job: JobID
        /// Its run.
        public let run: RunID
        /// Where the job stands.
        public let state: JobState
        /// What was drawn.
        public let values: [String: JSONValue]
        /// The latest value of what runs are compared by; absent before the first.
        public let latest: WireNumber?
        /// What was decided, rung by rung.
        public let decisions: [SearchDecision]
        /// Why it has less than a whole training; absent where it has all, or goes on.
        public let endReason: String?

        /// A sample.
        public init(
            job: JobID, run: RunID, state: JobState, values: [String: JSONValue], latest: WireNumber?,
            decisions: [SearchDecision], endReason: String?
        ) {
            self.job = job
            self.run = run
            self.state = state
            self.values = values
            self.latest = latest
            self.decisions = decisions
            self.endReason = endReason
        }

        enum CodingKeys: String, CodingKey {
            case job, run, state, values, latest, decisions
            case endReason = "end_reason"
        }
    }

    /// A search, whole.
    public init(
        sweep: Sweep, plan: JSONValue, rungs: [Int], usedSeconds: Double, spent: Money?, limit: Money?,
        exhaustedReason: String?, closedAt: Date?, samples: [Sample]
    ) {
        self.sweep = sweep
        self.plan = plan
        self.rungs = rungs
        self.usedSeconds = usedSeconds
        self.spent = spent
        self.limit = limit
        self.exhaustedReason = exhaustedReason
        self.closedAt = closedAt
        self.samples = samples
    }

    enum CodingKeys: String, CodingKey {
        case sweep, plan, rungs, samples
        case usedSeconds = "used_seconds"
        case spent = "spent_usd"
        case limit = "limit_usd"
        case exhaustedReason = "exhausted_reason"
        case closedAt = "closed_at"
    }
}
