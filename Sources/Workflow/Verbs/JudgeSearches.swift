public import Vocabulary

/// Judges searches: which runs stop at a rung, and whether waiting samples still start.
///
/// Everything is decided from what is stored, under the search's lock, and each run at each rung once; so it does no harm to judge again, from
/// another coordinator or after one died between storing a number and judging it.
public struct JudgeSearches: Sendable {
    private let ledger: any SearchLedger

    /// Prepares the verb.
    public init(ledger: any SearchLedger) { self.ledger = ledger }

    /// Judges every open search. Now and then: time passes and budgets are used up without a report.
    ///
    /// - Returns: The decisions that were made.
    /// - Throws: `unavailable`.
    @discardableResult
    public func callAsFunction() async throws(WorkflowError) -> [SearchDecision] {
        let ledger = ledger
        return try await translated { () throws(LedgerError) in
            var decisions: [SearchDecision] = []
            for search in try await ledger.openSearches() {
                decisions += try await ledger.judge(search, by: Self.judge)?.decisions ?? []
            }
            return decisions
        }
    }

    /// Judges the search that an attempt belongs to, after it reported something that runs are compared by.
    ///
    /// - Returns: Whether that stopped the attempt's own run. Where somebody else judged it in between, its heartbeat tells.
    /// - Throws: `unavailable`.
    public func after(_ events: [RunnerEvent], of attempt: AttemptID) async throws(WorkflowError) -> Bool {
        let isCompared = events.contains { event in
            guard case .metric(let metric) = event else { return false }
            return SearchPlan.Measure(rawValue: metric.key) != nil
        }
        guard isCompared else { return false }
        let ledger = ledger
        return try await translated { () throws(LedgerError) in
            guard let search = try await ledger.openSearch(of: attempt.job) else { return false }
            let verdict = try await ledger.judge(search, by: Self.judge)
            return verdict?.decisions.contains { $0.job == attempt.job && !$0.continues } ?? false
        }
    }

    private static let judge: @Sendable (SearchStanding) -> SearchVerdict = { SearchJudgement()($0) }
}
