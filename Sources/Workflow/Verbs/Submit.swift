public import Vocabulary

/// Stores jobs with their runs, all or none, and wakes the workers that wait.
public struct Submit: Sendable {
    private let ledger: any QueueLedger & FileLedger & RunLedger
    private let catalogue: ModelCatalogue
    private let forecasts: AttemptForecasts?
    private let wakeups: Wakeups

    /// How many lost workers a job survives before it counts as dead: it may be the job that kills them.
    public static let maximumLosses = 5

    /// Prepares the verb.
    ///
    /// - Parameter forecasts: What attempts are estimated by; nil for no estimates.
    public init(
        ledger: any QueueLedger & FileLedger & RunLedger, catalogue: ModelCatalogue,
        forecasts: AttemptForecasts? = nil, wakeups: Wakeups
    ) {
        self.forecasts = forecasts
        self.ledger = ledger
        self.catalogue = catalogue
        self.wakeups = wakeups
    }

    /// Stores one job.
    ///
    /// - Throws: `invalid` for a model, a file or a run that does not exist, `overBudget`, `idempotencyMismatch`, `unavailable`.
    public func job(
        _ configuration: RunConfiguration, options: SubmitOptions, key: IdempotencyKey?
    ) async throws(WorkflowError) -> Submitted {
        try await store([configuration], sweep: nil, options: options, key: key, place: "configuration")
    }

    /// Stores one job for each configuration, bound as a sweep.
    ///
    /// - Throws: as ``job(_:options:key:)``.
    public func sweep(
        _ configurations: [RunConfiguration], grid: JSONValue, options: SubmitOptions, key: IdempotencyKey?
    ) async throws(WorkflowError) -> Submitted {
        let sweep = Submission.NewSweep(name: options.name ?? "sweep of \(configurations.count)", grid: grid)
        return try await store(configurations, sweep: sweep, options: options, key: key, place: "grid")
    }

    /// Stores a search: one job for each sample, in the order in which they were drawn, bound as a sweep whose runs are judged.
    ///
    /// What all samples would cost to their ends is not held against budgets: most are stopped, and claims keep the budgets.
    ///
    /// - Throws: as ``job(_:options:key:)`` but `overBudget`.
    public func search(
        _ configurations: [RunConfiguration], plan: SearchPlan, request: JSONValue, options: SubmitOptions,
        key: IdempotencyKey?
    ) async throws(WorkflowError) -> Submitted {
        let sweep = Submission.NewSweep(
            name: options.name ?? "search of \(configurations.count)", grid: request, search: plan)
        return try await store(configurations, sweep: sweep, options: options, key: key, place: "configuration")
    }

    private func store(
        _ configurations: [RunConfiguration], sweep: Submission.NewSweep?, options: SubmitOptions, key: IdempotencyKey?,
        place: String
    ) async throws(WorkflowError) -> Submitted {
        let resolved = try await ResolveRuns(ledger: ledger)(configurations, place: place)
        for model in Set(resolved.compactMap(\.configuration.model)) {
            try await check(model, field: place + ".model")
        }
        for variant in Set(resolved.compactMap(\.configuration.networkVariant)) {
            do throws(InvalidInput) { try catalogue.check(variant) } catch { throw .invalid(error.under(place)) }
        }
        for file in Set(resolved.flatMap(\.configuration.files)) {
            try await StoredFiles(ledger: ledger).check(file, field: place + ".weights")
        }
        let history = try await forecasts?.current()
        let jobs = Self.jobs(
            resolved, sweep: sweep, options: options, history: history, memory: AttemptMemory(catalogue: catalogue))
        let submission = Submission(jobs: jobs, sweep: sweep, options: options, maximumLosses: Self.maximumLosses)
        let ledger = ledger
        let submitted = try await translated { () throws(LedgerError) in
            try await ledger.enqueue(submission, key: key)
        }
        await wakeups.signal()
        return submitted
    }

    private static func jobs(
        _ resolved: [ResolveRuns.Resolved], sweep: Submission.NewSweep?, options: SubmitOptions,
        history: AttemptHistory?, memory: AttemptMemory
    ) -> [Submission.NewJob] {
        struct Key: Hashable { let group: AttemptEstimate.Group?, requirements: Requirements }
        // A sweep has few kinds of jobs.
        var estimates: [Key: AttemptEstimate?] = [:]
        return resolved.map { job in
            let requirements = memory.requirements(job.configuration, options)
            let key = Key(group: .coarsening(job.configuration).first, requirements: requirements)
            let estimate = estimates[key] ?? history?.estimate(job.configuration, requirements)
            estimates[key] = .some(estimate)
            return Submission.NewJob(
                run: RunID(), name: (sweep == nil ? options.name : nil) ?? job.configuration.title,
                configuration: job.configuration, requirements: requirements, parents: job.parents, estimate: estimate)
        }
    }

    private func check(_ model: ModelReference, field: String) async throws(WorkflowError) {
        switch model {
        case .zoo: return  // the catalogue's to check, with size and classes
        case .onnx(let sha256): try await StoredFiles(ledger: ledger).check(sha256, field: field)
        case .run(let id): throw .defect("run:\(id) was not resolved")
        }
    }
}
