import Postgres
import Vocabulary
public import Workflow

extension PostgresLedger {
    /// Stores jobs, runs, sweep and experiment in one transaction, or returns what the idempotency key led to before.
    public func enqueue(_ submission: Submission, key: IdempotencyKey?) async throws(LedgerError) -> Submitted {
        let statements = statements
        return try await translated {
            try await client.transaction(retries: 3) { session in
                let write = SubmissionWrite(submission: submission, statements: statements)
                if let key, let earlier = try write.recall(key, in: session) { return earlier }
                let submitted = try write.store(in: session)
                if let key { try write.settle(key, submitted, in: session) }
                _ = try session.execute(statements[.workAnnounce])
                return submitted
            }
        }
    }
}

/// The statements of one submission, within its transaction.
private struct SubmissionWrite: Sendable {
    let submission: Submission
    let statements: StatementLibrary

    /// What the key led to, if it was used before; otherwise it is taken now.
    func recall(_ key: IdempotencyKey, in session: isolated PostgresSession) throws -> Submitted? {
        let parameters: Parameters = ["owner": key.owner, "key": key.key, "request": key.request]
        guard try session.execute(statements[.requestRemember], parameters).isEmpty else { return nil }
        guard let row = try session.execute(statements[.requestRecall], parameters).first else {
            throw LedgerError.unavailable("the idempotency key was just dropped")
        }
        guard try row.decode("same", as: Bool.self) else { throw LedgerError.idempotencyMismatch }
        if let job = try row.optionalIdentifier("job_id", of: Job.self) { return .job(job) }
        if let sweep = try row.optionalIdentifier("sweep_id", of: Sweep.self) { return .sweep(sweep) }
        throw LedgerError.defect("the idempotency key \(key.key) led to nothing")
    }

    func settle(_ key: IdempotencyKey, _ submitted: Submitted, in session: isolated PostgresSession) throws {
        var (job, sweep): (Int64?, Int64?) = (nil, nil)
        switch submitted {
        case .job(let id): job = id.value
        case .sweep(let id): sweep = id.value
        }
        _ = try session.execute(
            statements[.requestSettle], ["owner": key.owner, "key": key.key, "job": job, "sweep": sweep])
    }

    func store(in session: isolated PostgresSession) throws -> Submitted {
        let experiment = try experimentNumber(in: session)
        let classes = try classNumbers(in: session)
        var sweep: SweepID?
        if let new = submission.sweep {
            let row = try session.execute(
                statements[.sweepAdd], ["name": new.name, "grid": PostgresJSON(utf8: new.grid.canonicalData())]
            ).first
            sweep = try row?.identifier("id", of: Sweep.self)
            if let plan = new.search {
                _ = try session.execute(
                    statements[.searchAdd],
                    ["sweep": sweep?.value, "plan": PostgresJSON(utf8: plan.stored.canonicalData())])
            }
        }
        let rows = try session.execute(
            statements[.enqueue], try parameters(experiment: experiment, sweep: sweep, classes: classes))
        guard let row = rows.first else { throw LedgerError.defect("no job was stored") }
        let job: JobID = try row.identifier("id", of: Job.self)
        // Last, so that budgets are locked for as short as can be.
        try admit(into: experiment, as: sweep.map { .sweep($0) } ?? .job(job), in: session)
        return sweep.map { .sweep($0) } ?? .job(job)
    }

    /// Opens the submission's own budget, and refuses what some budget cannot pay.
    private func admit(
        into experiment: Int64, as scope: BudgetScope, in session: isolated PostgresSession
    ) throws {
        // A search stops most of its jobs: what they cost to their ends says nothing.
        let counted = submission.sweep?.search == nil ? CostBasis.allCases : []
        let needed = Dictionary(
            uniqueKeysWithValues: counted.compactMap { basis in submission.needed(basis).map { (basis, $0) } })
        if let limit = submission.options.budget {
            let basis = submission.options.budgetBasis
            let budget = NewBudget(
                name: "\(scope.word) \(scope.subject)", scope: scope, basis: basis, limit: limit)
            if let needed = needed[basis], needed > limit {
                throw LedgerError.overBudget(
                    BudgetShortage(name: budget.name, isOwn: true, basis: basis, needed: needed, left: limit))
            }
            _ = try session.execute(statements[.budgetAdd], budget.parameters)
        }
        // Where nothing can be estimated claims alone keep the budgets.
        guard !needed.isEmpty else { return }
        for row in try session.execute(statements[.admission], ["experiment": experiment]) {
            let basis: CostBasis = try row.choice("basis")
            let left = try row.money("left_amount")
            guard let needed = needed[basis], needed > left else { continue }
            throw LedgerError.overBudget(
                BudgetShortage(
                    name: try row.decode("name"), isOwn: false, basis: basis, needed: needed, left: max(left, .zero)))
        }
    }

    private func experimentNumber(in session: isolated PostgresSession) throws -> Int64 {
        guard let name = submission.options.experiment else { return ExperimentID.standard.value }
        _ = try session.execute(statements[.experimentAdd], ["name": name])
        guard let row = try session.execute(statements[.experimentNamed], ["name": name]).first else {
            throw LedgerError.unavailable("the experiment was just deleted")
        }
        guard try row.decode("active", as: Bool.self) else {
            throw LedgerError.conflict("the experiment \(name) is deleted; restore it or take another name")
        }
        return try row.decode("id")
    }

    private func classNumbers(in session: isolated PostgresSession) throws -> [Requirements: Int32] {
        let distinct = Array(Set(submission.jobs.map(\.requirements)))
        let parameters: Parameters = ["requirements": try distinct.map { try jsonb($0) as PostgresJSON? }]
        _ = try session.execute(statements[.requirementClassesAdd], parameters)
        let numbers = try session.execute(statements[.requirementClassesNumbered], parameters).map {
            try $0.decode("id", as: Int32.self)
        }
        guard numbers.count == distinct.count else { throw LedgerError.defect("a requirement class was not stored") }
        return Dictionary(zip(distinct, numbers), uniquingKeysWith: { first, _ in first })
    }

    private func parameters(
        experiment: Int64, sweep: SweepID?, classes: [Requirements: Int32]
    ) throws -> Parameters {
        let options = submission.options
        guard let priority = Priority(options.priority) else {
            throw LedgerError.defect("the priority \(options.priority) was not checked")
        }
        let files = submission.jobs.enumerated().flatMap { index, job in
            job.configuration.storedFiles.map { (position: Int64(index) + 1, sha256: $0) }
        }
        let parents = submission.jobs.enumerated().flatMap { index, job in
            job.parents.map { (position: Int64(index) + 1, parent: $0) }
        }
        return [
            "file_positions": files.map { $0.position as Int64? }, "file_digests": files.map { $0.sha256 as String? },
            "parent_positions": parents.map { $0.position as Int64? },
            "parents": parents.map { $0.parent.run.description as String? },
            "relations": parents.map { $0.parent.relation.rawValue as String? },
            "runs": submission.jobs.map { $0.run.description as String? },
            "names": submission.jobs.map { $0.name as String? },
            "configurations": submission.jobs.map {
                PostgresJSON(utf8: $0.configuration.json.canonicalData()) as PostgresJSON?
            },
            "classes": submission.jobs.map { classes[$0.requirements] },
            "seconds_p90": submission.jobs.map(\.seconds90),
            "estimates": try submission.jobs.map { try $0.estimate.map { try jsonb($0) } },
            "experiment": experiment, "sweep": sweep?.value, "priority": Int16(priority.level),
            "advance_ms": priority.advanceMilliseconds, "memory_mib": options.memoryMiB.map { Int32($0) },
            "time_limit_s": Int32(options.timeLimitSeconds), "max_failures": Int16(options.maximumFailures),
            "max_losses": Int16(submission.maximumLosses), "tags": try jsonb(options.tags),
        ]
    }
}
