import Foundation
import Vocabulary
public import Workflow

extension InMemoryLedger {
    /// Stores jobs, runs, sweep and experiment together, or returns what the idempotency key led to before.
    public func enqueue(_ submission: Submission, key: IdempotencyKey?) throws(LedgerError) -> Submitted {
        try answer()
        let owner = key.map { IdempotencyOwner(owner: $0.owner, key: $0.key) }
        if let key, let owner, let earlier = remembered[owner] {
            guard earlier.request == key.request else { throw .idempotencyMismatch }
            return earlier.submitted
        }
        let submitted = try store(submission)
        if let key, let owner {
            remembered[owner] = StoredRequest(request: key.request, submitted: submitted, createdAt: now)
        }
        return submitted
    }

    private func store(_ submission: Submission) throws(LedgerError) -> Submitted {
        guard let priority = Priority(submission.options.priority) else {
            throw .defect("the priority \(submission.options.priority) was not checked")
        }
        guard !submission.jobs.isEmpty else { throw .defect("no job was stored") }
        let experiment = experimentNumber(submission.options.experiment)
        try admit(submission, into: experiment)
        var sweep: SweepID?
        if let new = submission.sweep {
            let id = SweepID(Int64(sweepRows.count) + 1)
            sweepRows[id] = StoredSweep(name: new.name, createdAt: now)
            sweepRows[id]?.search = new.search.map { StoredSearch(plan: $0) }
            sweep = id
        }
        let milliseconds = Int64(now.timeIntervalSince1970 * 1000)
        let first = JobID(Int64(jobs.count) + 1)
        for new in submission.jobs {
            let id = JobID(Int64(jobs.count) + 1)
            jobs[id] = StoredJob(
                id: id, run: new.run, sweep: sweep, classNumber: classNumber(new.requirements),
                configuration: new.configuration, options: submission.options,
                maximumLosses: submission.maximumLosses, createdAt: now,
                rank: milliseconds - priority.advanceMilliseconds)
            jobs[id]?.estimate = new.estimate
            runs[new.run] = StoredRun(
                id: new.run, experiment: experiment, name: new.name, job: id, sweep: sweep,
                configuration: new.configuration, createdAt: now, tags: submission.options.tags,
                parents: new.parents)
        }
        if let limit = submission.options.budget {
            let scope = sweep.map { BudgetScope.sweep($0) } ?? .job(first)
            _ = try add(
                NewBudget(
                    name: "\(scope.word) \(scope.subject)", scope: scope, basis: submission.options.budgetBasis,
                    limit: limit))
        }
        return sweep.map { .sweep($0) } ?? .job(first)
    }

    private func admit(_ submission: Submission, into experiment: ExperimentID) throws(LedgerError) {
        guard submission.sweep?.search == nil else { return }
        let options = submission.options
        if let limit = options.budget, let needed = submission.needed(options.budgetBasis), needed > limit {
            let name = submission.sweep == nil ? "job \(jobs.count + 1)" : "sweep \(sweepRows.count + 1)"
            throw .overBudget(
                BudgetShortage(name: name, isOwn: true, basis: options.budgetBasis, needed: needed, left: limit))
        }
        for budget in budgetRows
        where budget.closedAt == nil && [.month, .experiment(experiment)].contains(budget.scope) {
            guard let needed = submission.needed(budget.basis), needed > budget.left else { continue }
            throw .overBudget(
                BudgetShortage(
                    name: budget.name, isOwn: false, basis: budget.basis, needed: needed,
                    left: max(budget.left, .zero)))
        }
    }

    private func experimentNumber(_ name: String?) -> ExperimentID {
        guard let name else { return .standard }
        if let known = experimentRows.first(where: { $0.name == name }) { return known.id }
        let id = ExperimentID(Int64(experimentRows.count))
        experimentRows.append(
            Experiment(id: id, name: name, lifecycleStage: .active, createdAt: now, updatedAt: now, tags: [:]))
        return id
    }

    private func classNumber(_ requirements: Requirements) -> Int32 {
        if let index = classes.firstIndex(of: requirements) { return Int32(index) + 1 }
        classes.append(requirements)
        return Int32(classes.count)
    }
}
