public import Vocabulary

/// Stores what a runner says while it works.
public struct Record: Sendable {
    private let ledger: any QueueLedger & FileLedger
    private let searches: JudgeSearches?

    /// Prepares the verb.
    ///
    /// - Parameter searches: What judges a run's search when it reports what runs are compared by; nil leaves that to the upkeep.
    public init(ledger: any QueueLedger & FileLedger, searches: JudgeSearches? = nil) {
        self.ledger = ledger
        self.searches = searches
    }

    /// Stores metrics, log lines and files; those that were stored before are skipped.
    ///
    /// - Returns: Why the attempt is to be given back, where what it reported decided so.
    /// - Throws: `invalid` for an event that ends an attempt or an artifact whose file is not stored, `staleAttempt`, `unavailable`.
    @discardableResult
    public func callAsFunction(
        attempt: AttemptID, firstSequence: Int64, events: [RunnerEvent]
    ) async throws(WorkflowError) -> RecallReason? {
        if let index = events.firstIndex(where: \.isLast) {
            throw .invalid(
                InvalidInput(
                    field: "events[\(index)].type", expected: "progress, metric, log or artifact; results go to /finish"
                )
            )
        }
        for (index, event) in events.enumerated() {
            guard case .metric(let metric) = event, !metric.key.isPlain(atMost: 250) else { continue }
            throw .invalid(
                InvalidInput(
                    field: "events[\(index)].metric.key", expected: Metric.keyExpectation, received: metric.key))
        }
        for (index, event) in events.enumerated() {
            guard case .artifact(let artifact) = event else { continue }
            try await StoredFiles(ledger: ledger).check(artifact, field: "events[\(index)].artifact")
        }
        let ledger = ledger
        let holds = try await translated { () throws(LedgerError) in
            try await ledger.record(attempt: attempt, firstSequence: firstSequence, events: events)
        }
        if !holds { throw .staleAttempt(attempt) }
        return try await searches?.after(events, of: attempt) ?? false ? .stopped : nil
    }
}
