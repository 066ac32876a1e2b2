public import Foundation
public import Vocabulary
public import Workflow

/// The ledger without a database, for tests: complete beside the real one and with its semantics, which ``QueueContract`` states for both.
///
/// What no reader of ``Ledger`` can see is not kept: the chunks' table, digests instead of secrets.
public actor InMemoryLedger: Ledger {
    /// A moment inside a verb at which a test may act.
    public enum Step: Hashable, Sendable {
        /// The requirement classes were read and not returned yet.
        case classesRead
        /// A claim has taken its rows and not returned yet.
        case claimed
    }

    /// The clock of this ledger; it stands still until ``pass(seconds:)``.
    public private(set) var now: Date
    var jobs: [JobID: StoredJob] = [:]
    var runs: [RunID: StoredRun] = [:]
    var classes: [Requirements] = []
    var sweepRows: [SweepID: StoredSweep] = [:]
    var experimentRows: [Experiment]
    var remembered: [IdempotencyOwner: StoredRequest] = [:]
    var budgetRows: [Budget] = []
    var deviceRows: [String: OwnedDevice] = [:]
    var workerRows: [WorkerID: StoredWorker] = [:]
    var tokenRows: [StoredToken] = []
    var files: [String: StoredFile] = [:]
    var prices = StoredPrices()
    var lastLogPosition: Int64 = 0
    var queuePausedAt: Date?
    private var refusal: LedgerError?
    var meansRefusal: LedgerError?
    private var actions: [Step: @Sendable () async throws -> Void] = [:]

    /// An empty ledger with the experiment `Default`; by default its clock shows 2026-01-01 00:00 UTC.
    public init(now: Date = Date(timeIntervalSince1970: 1_767_225_600)) {
        self.now = now
        experimentRows = [
            Experiment(
                id: .standard, name: "Default", lifecycleStage: .active, createdAt: now, updatedAt: now, tags: [:])
        ]
    }

    /// Moves the clock forward.
    public func pass(seconds: Double) { now += seconds }

    /// From now on every call is refused with this; `nil` ends that.
    public func refuse(with error: LedgerError?) { refusal = error }

    /// Carries out an action the next time that a verb is at a step, once.
    public func atNext(_ step: Step, _ action: @escaping @Sendable () async throws -> Void) { actions[step] = action }

    /// Makes a waiting job wait for others; no verb does so yet, but the state is part of the vocabulary.
    public func block(_ id: JobID) { jobs[id]?.state = .blocked }

    /// Whether the database answers.
    public func ping() throws(LedgerError) { try answer() }

    func answer() throws(LedgerError) {
        if let refusal { throw refusal }
    }

    func reach(_ step: Step) async throws(LedgerError) {
        guard let action = actions.removeValue(forKey: step) else { return }
        do {
            try await action()
        } catch {
            throw .defect("the action at \(step) failed: \(error)")
        }
    }
}

extension String {
    /// As Postgres' text, which has no NUL.
    var stored: String { replacing("\0", with: "\u{FFFD}") }
}
