public import Vocabulary

/// Says why a job does not run.
public struct Explain: Sendable {
    private let ledger: any RunLedger & WorkerLedger

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
    public init(ledger: any RunLedger & WorkerLedger) { self.ledger = ledger }

    /// Explains a job.
    ///
    /// - Throws: `notFound`, `unavailable`.
    public func callAsFunction(_ id: JobID) async throws(WorkflowError) -> Answer {
        let ledger = ledger
        let (job, requirements, workers) = try await translated { () throws(LedgerError) in
            (try await ledger.job(id), try await ledger.requirements(of: id), try await ledger.workers())
        }
        guard let job, let requirements else { throw .notFound("job \(id)") }
        guard job.state == .ready else { return Answer(state: job.state, summary: Self.summary(of: job), fits: []) }
        let fits = workers.filter(\.isLive).map { worker in
            Fit(worker: worker.name, lacks: requirements.unmet(by: worker.capability))
        }
        return Answer(state: .ready, summary: Self.summary(of: fits, workers: workers), fits: fits)
    }

    private static func summary(of job: Job) -> String {
        switch job.state {
        case .blocked: "It waits for other jobs."
        case .scheduled: "Its last attempt failed; it is tried again \(job.runsAt.map { "at \($0)" } ?? "later")."
        case .ready: "It waits for a worker."
        case .running: "It runs."
        case .done: "It ended with a result."
        case .failed: "It failed: \(job.failure?.message ?? "no reason was given")"
        case .cancelled: "It was cancelled."
        case .dead: "It was given up after \(job.losses) lost workers."
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
        let names = able.map(\.worker).joined(separator: ", ")
        return
            "It waits for its turn: \(names) can take it and \(able.count == 1 ? "is" : "are") busy with earlier jobs."
    }
}
