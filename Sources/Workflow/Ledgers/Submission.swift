public import Foundation
public import Vocabulary

/// Jobs to be stored together, all or none.
public struct Submission: Sendable {
    /// One job with the run that it will fill.
    public struct NewJob: Sendable {
        /// The new run's identity.
        public let run: RunID
        /// The new run's name.
        public let name: String
        /// What to do.
        public let configuration: RunConfiguration
        /// What a worker must offer.
        public let requirements: Requirements
        /// How long an attempt takes, by earlier ones; nil without any to go by.
        public let estimate: AttemptEstimate?
        /// How long an attempt takes with probability 0.9, in seconds; nil without an estimate. Above zero.
        public let seconds90: Double?

        /// Runs whose files it uses.
        public let parents: [RunParent]

        /// A job to be stored.
        public init(
            run: RunID, name: String, configuration: RunConfiguration, requirements: Requirements,
            parents: [RunParent] = [], seconds90: Double? = nil, estimate: AttemptEstimate? = nil
        ) {
            self.estimate = estimate
            self.seconds90 = seconds90 ?? estimate?.stated.p90
            self.parents = parents
            self.run = run
            self.name = name
            self.configuration = configuration
            self.requirements = requirements
        }
    }

    /// The sweep that binds the jobs.
    public struct NewSweep: Sendable {
        /// Its name.
        public let name: String
        /// The grid as it was sent.
        public let grid: JSONValue
        /// How its runs are judged, where it is a search.
        public let search: SearchPlan?

        /// A sweep to be stored.
        public init(name: String, grid: JSONValue, search: SearchPlan? = nil) {
            self.name = name
            self.grid = grid
            self.search = search
        }
    }

    /// At least one.
    public let jobs: [NewJob]
    /// Absent for a single job.
    public let sweep: NewSweep?
    /// How the jobs are queued.
    public let options: SubmitOptions
    /// How many lost workers a job survives.
    public let maximumLosses: Int

    /// Jobs to be stored together.
    public init(jobs: [NewJob], sweep: NewSweep?, options: SubmitOptions, maximumLosses: Int) {
        self.jobs = jobs
        self.sweep = sweep
        self.options = options
        self.maximumLosses = maximumLosses
    }

    /// What the jobs cost with probability 0.9 each, on the dearest workers that can take them: the sum over those with an estimate.
    ///
    /// Nil when no job has an estimate and a price by that basis: then nobody can say. No attempt is longer than its time limit. A sum beyond
    /// the range of money is the most that money can be.
    public func needed(_ basis: CostBasis) -> Money? {
        var sum: Money?
        for job in jobs {
            guard let estimate = job.estimate, estimate.hourly(basis) != nil else { continue }
            let seconds = min(estimate.stated.p90, Double(options.timeLimitSeconds))
            let cost = estimate.cost(ofSeconds: seconds, basis) ?? Money(nanodollars: .max)
            sum = (sum ?? .zero).adding(cost) ?? Money(nanodollars: .max)
        }
        return sum
    }
}

/// A run whose file another one uses.
public struct RunParent: Hashable, Sendable {
    /// The run that made the file.
    public let run: RunID
    /// What the file is for.
    public let relation: LineageRelation

    /// A parent.
    public init(run: RunID, relation: LineageRelation) {
        self.run = run
        self.relation = relation
    }
}

/// What was stored for a submission, now or when the same idempotency key came first.
public enum Submitted: Hashable, Sendable {
    /// A single job.
    case job(JobID)
    /// A sweep.
    case sweep(SweepID)
}

/// Lets a repeated request get the first one's answer.
public struct IdempotencyKey: Hashable, Sendable {
    /// The token's number, 0 without tokens: keys of different people never meet.
    public let owner: Int64
    /// The client's text, 1…200 characters.
    public let key: String
    /// What the request was: method, path and body.
    public let request: Data

    /// A key with what it stands for.
    ///
    /// - Throws: ``InvalidInput`` when the key is empty or too long.
    public init(owner: Int64, key: String, request: Data) throws(InvalidInput) {
        guard key.isPlain(atMost: 200) else {
            throw InvalidInput(field: "Idempotency-Key", expected: "text of 1 to 200 characters", received: key)
        }
        self.owner = owner
        self.key = key
        self.request = request
    }
}
