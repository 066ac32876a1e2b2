public import Vocabulary

/// Stores what a runner says while it works.
public struct Record: Sendable {
    private let ledger: any QueueLedger

    /// Prepares the verb.
    public init(ledger: any QueueLedger) { self.ledger = ledger }

    /// Stores metrics and log lines; those that were stored before are skipped.
    ///
    /// - Throws: `invalid` for an event that ends an attempt, `staleAttempt`, `unavailable`.
    public func callAsFunction(
        attempt: AttemptID, firstSequence: Int64, events: [RunnerEvent]
    ) async throws(WorkflowError) {
        if let index = events.firstIndex(where: \.isLast) {
            throw .invalid(
                InvalidInput(field: "events[\(index)].type", expected: "progress, metric or log; results go to /finish")
            )
        }
        for (index, event) in events.enumerated() {
            guard case .metric(let metric) = event, !metric.key.isPlain(atMost: 250) else { continue }
            throw .invalid(
                InvalidInput(
                    field: "events[\(index)].metric.key", expected: Metric.keyExpectation, received: metric.key))
        }
        let ledger = ledger
        let holds = try await translated { () throws(LedgerError) in
            try await ledger.record(attempt: attempt, firstSequence: firstSequence, events: events)
        }
        if !holds { throw .staleAttempt(attempt) }
    }
}
