/// How a job is queued, beside what it runs; shared by single jobs and sweeps.
public struct SubmitOptions: Hashable, Sendable {
    /// A name for the run, or for the sweep; by default the configuration's title.
    public var name: String?
    /// The experiment's name; it is created when there is none. By default `Default`.
    public var experiment: String?
    /// −100…100; 0 is normal.
    public var priority: Int
    /// Labels that the worker must carry.
    public var labels: [String]
    /// Tags of the run.
    public var tags: [String: String]
    /// The most memory that an attempt may take, MiB.
    public var memoryMiB: Int?
    /// The longest that an attempt may take, seconds.
    public var timeLimitSeconds: Int
    /// How many attempts may fail before the job does.
    public var maximumFailures: Int
    /// Whether the job waits for a worker with the precision; otherwise it is refused when no live worker has it.
    public var waitsForPrecision: Bool
    /// The most that the job, or the whole sweep, may cost: opens a budget of its own with the submission.
    public var budget: Money?
    /// What that budget counts.
    public var budgetBasis: CostBasis

    /// An hour, which no benchmark of one configuration should need.
    public static let defaultTimeLimitSeconds = 3600
    /// Three, as most queues have it.
    public static let defaultMaximumFailures = 3

    /// Options with their defaults.
    public init(
        name: String? = nil, experiment: String? = nil, priority: Int = 0, labels: [String] = [],
        tags: [String: String] = [:], memoryMiB: Int? = nil, timeLimitSeconds: Int = defaultTimeLimitSeconds,
        maximumFailures: Int = defaultMaximumFailures, waitsForPrecision: Bool = false,
        budget: Money? = nil, budgetBasis: CostBasis = .marginal
    ) {
        self.name = name
        self.experiment = experiment
        self.priority = priority
        self.labels = labels
        self.tags = tags
        self.memoryMiB = memoryMiB
        self.timeLimitSeconds = timeLimitSeconds
        self.maximumFailures = maximumFailures
        self.waitsForPrecision = waitsForPrecision
        self.budget = budget
        self.budgetBasis = budgetBasis
    }

    private enum IfUnsupported: String, CaseIterable { case refuse, wait }

    /// Reads the options among the fields of a body; complaints stay in the reader.
    public init(reading reader: inout ObjectReader) {
        name = reader.string("name", maximum: 250)
        experiment = reader.string("experiment", maximum: 500)
        priority = reader.integer("priority", in: Priority.range) ?? 0
        labels = Self.labels(reading: &reader)
        tags = Self.tags(reading: &reader)
        memoryMiB = reader.integer("memory_mib", in: 1...16_777_216)
        timeLimitSeconds = reader.integer("time_limit_seconds", in: 1...2_592_000) ?? Self.defaultTimeLimitSeconds
        maximumFailures = reader.integer("max_failures", in: 1...100) ?? Self.defaultMaximumFailures
        waitsForPrecision = reader.choice("if_unsupported", IfUnsupported.self) == .wait
        budget = reader.money("budget_usd", above: .zero)
        budgetBasis = reader.choice("budget_basis", CostBasis.self) ?? .marginal
    }

    private static func labels(reading reader: inout ObjectReader) -> [String] {
        (reader.array("labels", maximum: 32) ?? []).enumerated().compactMap { index, value in
            guard case .string(let text) = value, text.isPlain(atMost: 100) else {
                reader.complain("labels[\(index)]", "text of 1 to 100 characters without control characters", value)
                return nil
            }
            return text
        }
    }

    private static func tags(reading reader: inout ObjectReader) -> [String: String] {
        let read = reader.nested("tags") { value throws(InvalidInput) in
            guard case .object(let members) = value, members.count <= 100 else {
                throw InvalidInput(field: "", expected: "an object of at most 100 texts", received: value.summary)
            }
            var tags: [String: String] = [:]
            for (key, value) in members {
                guard case .string(let text) = value, text.isStorable(atMost: 8000), key.isPlain(atMost: 250) else {
                    throw InvalidInput(
                        field: key, expected: "text of at most 8000 characters under a name of 1 to 250",
                        received: value.summary)
                }
                tags[key] = text
            }
            return tags
        }
        return read ?? [:]
    }

    /// The options as members of a body.
    public var members: [String: JSONValue] {
        var members: [String: JSONValue] = [
            "priority": .integer(Int64(priority)), "time_limit_seconds": .integer(Int64(timeLimitSeconds)),
            "max_failures": .integer(Int64(maximumFailures)),
            "if_unsupported": .string(waitsForPrecision ? "wait" : "refuse"),
        ]
        if let budget {
            members["budget_usd"] = .string(budget.description)
            members["budget_basis"] = .string(budgetBasis.rawValue)
        }
        if let name { members["name"] = .string(name) }
        if let experiment { members["experiment"] = .string(experiment) }
        if let memoryMiB { members["memory_mib"] = .integer(Int64(memoryMiB)) }
        if !labels.isEmpty { members["labels"] = .array(labels.map { .string($0) }) }
        if !tags.isEmpty { members["tags"] = .object(tags.mapValues { .string($0) }) }
        return members
    }
}
