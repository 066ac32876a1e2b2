public import Vocabulary

/// Says why a job does not run.
public struct Explain: Sendable {
    private let ledger: any RunLedger & WorkerLedger & BudgetLedger & QueueLedger

    /// How a live worker fits a job.
    public struct Fit: Hashable, Sendable {
        /// The worker's name.
        public let worker: String
        /// What it lacks; nothing when it could take the job.
        public let lacks: [Requirements.Unmet]
    }

    /// An explanation.
    public struct Answer: Hashable, Sendable {
        /// The job's state.
        public let state: JobState
        /// One sentence for a person.
        public let summary: String
        /// For a job that waits for a worker: every live one.
        public let fits: [Fit]
    }

    /// Prepares the verb.
    public init(ledger: any RunLedger & WorkerLedger & BudgetLedger & QueueLedger) { self.ledger = ledger }

    /// Explains a job.
    ///
    /// - Throws: `notFound`, `unavailable`.
    public func callAsFunction(_ id: JobID) async throws(WorkflowError) -> Answer {
        let ledger = ledger
        let (job, requirements, workers) = try await translated { () throws(LedgerError) in
            (try await ledger.job(id), try await ledger.requirements(of: id), try await ledger.workers())
        }
        guard let job, let requirements else { throw .notFound("job \(id)") }
        let holds = try await translated { () throws(LedgerError) in try await ledger.holds(on: id) }
        if job.state == .blocked, let summary = Self.summary(of: holds) {
            return Answer(state: .blocked, summary: summary, fits: [])
        }
        guard job.state == .ready else { return Answer(state: job.state, summary: Self.summary(of: job), fits: []) }
        let fits = workers.filter(\.isLive).map { worker in
            Fit(worker: worker.name, lacks: requirements.unmet(by: worker.capability))
        }
        let queue = try await translated { () throws(LedgerError) in try await ledger.queueState() }
        if queue.pausedAt != nil {
            return Answer(state: .ready, summary: "The queue is paused: shoestring resume --queue", fits: fits)
        }
        if !holds.isEmpty, !fits.isEmpty, workers.allSatisfy({ !$0.isLive || $0.rate == nil }) {
            let names = holds.map { "\"\($0.name)\"" }.joined(separator: ", ")
            return Answer(
                state: .ready,
                summary: "It counts against the budget \(names), and no live worker's price is known: start one with "
                    + "shoestring worker --host, or close the budget.",
                fits: fits)
        }
        let summary = Self.summary(of: fits, workers: workers)
        let shortage = MemoryShortage(job.configuration, requirements, workers: workers)
            .map { $0.explanation(isNamed: !fits.isEmpty && !fits.contains { $0.lacks.isEmpty }) }
        return Answer(
            state: .ready, summary: [summary, shortage].compactMap(\.self).joined(separator: " "), fits: fits)
    }

    private static func summary(of holds: [BudgetHold]) -> String? {
        let short = holds.filter { hold in hold.wanted.map { hold.left < $0 } ?? false }
        if short.isEmpty {
            return holds.isEmpty ? nil : "It waited for money of its budget and is about to be ready again."
        }
        let texts = short.map { hold in
            "\"\(hold.name)\" has \(hold.left) USD left" + (hold.wanted.map { " and the job may need \($0) USD" } ?? "")
        }
        return "It waits for money: the budget " + texts.joined(separator: "; ")
            + ". Raise the limit or wait for running jobs."
    }

    private static func summary(of job: Job) -> String {
        switch job.state {
        case .blocked: "It waits for other jobs."
        case .scheduled: "Its last attempt failed; it is tried again \(job.runsAt.map { "at \($0)" } ?? "later")."
        case .ready: "It waits for a worker."
        case .paused: "It is paused: shoestring resume \(job.id)"
        case .running: job.pauseRequested == true ? "It runs, and is paused when its worker gave it back." : "It runs."
        case .done: job.endReason.map { "It was \($0)." } ?? "It ended with a result."
        case .failed: "It failed: \(job.failure?.message ?? "no reason was given")"
        case .cancelled: "It was cancelled."
        case .dead: "It was given up after \(job.losses) lost worker\(job.losses == 1 ? "" : "s")."
        }
    }

    private static func summary(of fits: [Fit], workers: [Worker]) -> String {
        if fits.isEmpty {
            return workers.isEmpty
                ? "No worker is registered. Start one with: shoestring worker"
                : "No worker is alive; the last one heard of is \(workers.max { $0.lastSeenAt < $1.lastSeenAt }?.name ?? "")."
        }
        let able = fits.filter(\.lacks.isEmpty)
        if able.isEmpty {
            let lacks = fits.map { "\($0.worker) has \($0.lacks.map(\.description).joined(separator: ", "))" }
            return "No live worker can take it: " + lacks.joined(separator: "; ") + "."
        }
        let paused = Set(workers.filter { $0.pausedAt != nil }.map(\.name))
        let free = able.map(\.worker).filter { !paused.contains($0) }
        if free.isEmpty {
            let names = able.map(\.worker).joined(separator: ", ")
            return "Only paused workers can take it: \(names). Let one go on: shoestring resume --worker NUMBER"
        }
        let names = free.joined(separator: ", ")
        return
            "It waits for its turn: \(names) can take it and \(free.count == 1 ? "is" : "are") busy with earlier jobs."
    }
}
