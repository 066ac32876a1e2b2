public import Foundation
public import Vocabulary

/// Searches: sweeps whose runs are judged while they go on.
public protocol SearchLedger: Sendable {
    /// Searches with something left to decide.
    func openSearches() async throws(LedgerError) -> [SweepID]

    /// The open search that a job belongs to; nil for none.
    func openSearch(of job: JobID) async throws(LedgerError) -> SweepID?

    /// Judges an open search and carries the verdict out, in one transaction: whoever judges at once waits and then sees what was decided.
    ///
    /// Stopped runs that do not run end at once, those that run are told with the answer to their report or with their next heartbeat.
    ///
    /// - Parameter judge: Pure; it may be called again when the transaction is repeated.
    /// - Returns: The verdict; nil when the search is not open.
    func judge(
        _ search: SweepID, by judge: @Sendable (SearchStanding) -> SearchVerdict
    ) async throws(LedgerError) -> SearchVerdict?

    /// A search with what was decided; nil when the sweep is none.
    func search(_ id: SweepID) async throws(LedgerError) -> SearchRecord?
}

/// A search as it stands.
public struct SearchRecord: Hashable, Sendable {
    /// How it decides.
    public let plan: SearchPlan
    /// What was decided, in the order in which it was.
    public let decisions: [SearchDecision]
    /// What was used and is left.
    public let usage: SearchUsage
    /// Why no more sample starts; nil while they do.
    public let exhaustedReason: String?
    /// When nothing was left to decide; nil before.
    public let closedAt: Date?

    /// A record.
    public init(
        plan: SearchPlan, decisions: [SearchDecision], usage: SearchUsage, exhaustedReason: String?, closedAt: Date?
    ) {
        self.plan = plan
        self.decisions = decisions
        self.usage = usage
        self.exhaustedReason = exhaustedReason
        self.closedAt = closedAt
    }
}
