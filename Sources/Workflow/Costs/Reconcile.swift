public import Foundation
public import Pricing
public import Vocabulary

/// Holds what was estimated against what happened, and the prices that estimates used against those of now.
public struct Reconcile: Sendable {
    private let ledger: any EstimateLedger
    private let snapshots: CostSnapshots

    /// A price that moved by no more than this is not told: the change of a spot price within a day that one in a hundred exceeds is 6.9 %
    /// (18,059 series of type and zone, November and December 2022; `docs/pricing.md`).
    public static let driftTolerance = 0.07
    /// Prices of so many machines are looked at.
    static let priceLimit = 1000

    /// Prepares the verb.
    public init(ledger: any EstimateLedger, snapshots: CostSnapshots) {
        self.ledger = ledger
        self.snapshots = snapshots
    }

    /// What is known of estimates.
    public struct Answer: Sendable {
        /// Estimates and what happened, the newest first.
        public let attempts: [ReconciledAttempt]
        /// What they say together, and by kind.
        public let all: Reconciliation
        /// By kind of job, in the order of their names.
        public let kinds: [(kind: JobKind, reconciliation: Reconciliation)]
        /// Predicted request times against later runs, by the kind of evidence.
        public let requests: RequestReconciliation
        /// Prices that have moved since an estimate used them, those that moved most first.
        public let moved: [MovedPrice]
    }

    /// A price that an estimate used and that is another one now.
    public struct MovedPrice: Hashable, Sendable {
        /// The estimate.
        public let used: UsedPrice
        /// The price then.
        public let before: HostRate
        /// The price now.
        public let now: HostRate
        /// now/before.
        public let ratio: Double
    }

    /// Reconciles the newest attempts.
    ///
    /// - Parameters:
    ///   - drift: A price that moved by a larger share than this is told, above 0.
    ///   - limit: How many attempts at most.
    /// - Throws: `unavailable`.
    public func callAsFunction(
        since: Date?, kind: JobKind?, drift: Double = driftTolerance, limit: Int
    ) async throws(WorkflowError) -> Answer {
        let ledger = ledger
        let (attempts, prices) = try await translated { () throws(LedgerError) in
            (
                try await ledger.reconciled(since: since, kind: kind, limit: limit),
                try await ledger.estimatePrices(since: since, limit: Self.priceLimit)
            )
        }
        let snapshot = try await snapshots.current()
        let kinds = Dictionary(grouping: attempts, by: \.kind).sorted { $0.key.rawValue < $1.key.rawValue }
        return Answer(
            attempts: attempts, all: Reconciliation(attempts.compactMap(\.pair)),
            kinds: kinds.map { ($0.key, Reconciliation($0.value.compactMap(\.pair))) }, requests: snapshot.requests,
            moved: Self.moved(prices, in: snapshot, beyond: drift))
    }

    private static func moved(_ prices: [UsedPrice], in snapshot: CostSnapshot, beyond drift: Double) -> [MovedPrice] {
        let moved = prices.compactMap { used -> MovedPrice? in
            guard let before = used.estimate.dearestMarginal, let host = WorkerHost(before.host),
                let now = KeepDevices.rate(of: host, in: snapshot), let ratio = now.marginal.ratio(to: before.marginal),
                abs(ratio - 1) > drift
            else { return nil }
            return MovedPrice(used: used, before: before, now: now, ratio: ratio)
        }
        return moved.sorted { abs(log($0.ratio)) > abs(log($1.ratio)) }
    }
}
