import Pricing
import Vocabulary

/// The latest snapshot, read anew when it is older than a few seconds: estimates come in bursts, prices change by the hour.
public actor CostSnapshots {
    private let ledger: any CostLedger & EstimateLedger & PriceLedger
    private let catalogue: ModelCatalogue
    /// Replaying fits every device several times: done again only when other runs are known, and not for each of a sweep's.
    private var replayed: (runs: [RunEvidence], requests: RequestReconciliation, at: ContinuousClock.Instant)?
    private static let replayHoldsFor = Duration.seconds(60)
    private var latest: (snapshot: CostSnapshot, at: ContinuousClock.Instant)?
    /// How often a snapshot was forgotten: one that was being read then is not kept.
    private var forgotten = 0
    private static let freshFor = Duration.seconds(5)
    /// Training runs are few.
    private static let trainingLimit = 1000
    /// Enough runs to fit every device, few enough to read in milliseconds.
    private static let runLimit = 5000
    /// As many attempts on spot machines.
    private static let intervalLimit = 5000

    /// Prepares.
    ///
    /// - Parameter catalogue: The networks.
    public init(ledger: any CostLedger & EstimateLedger & PriceLedger, catalogue: ModelCatalogue) {
        self.ledger = ledger
        self.catalogue = catalogue
    }

    /// What is known now.
    ///
    /// - Throws: `unavailable`.
    public func current() async throws(WorkflowError) -> CostSnapshot {
        if let latest, latest.at.duration(to: .now) < Self.freshFor { return latest.snapshot }
        let (ledger, begun) = (ledger, forgotten)
        let (devices, types, evidence, trainings, prices, intervals) = try await translated {
            () throws(LedgerError) in
            (
                try await ledger.devices(), try await ledger.instanceTypes(),
                try await ledger.evidence(limit: Self.runLimit),
                try await ledger.trainings(limit: Self.trainingLimit),
                try await ledger.pricesInForce(PriceFilter(), at: nil),
                try await ledger.spotIntervals(limit: Self.intervalLimit)
            )
        }
        // Whoever asked at the same time may have read it meanwhile.
        if let latest, latest.at.duration(to: .now) < Self.freshFor { return latest.snapshot }
        let measured = MeasuredEvidence(
            runs: evidence.runs, trainings: trainings, graphs: { [catalogue] in catalogue.graph($0) },
            sized: catalogue.sizedGraph)
        let snapshot = CostSnapshot(
            moment: prices.asOf, devices: devices, types: types, quotes: Self.best(prices.quotes), evidence: measured,
            requests: requests(of: measured, from: evidence.runs), interruptions: try Self.interruptions(intervals))
        if begun == forgotten { latest = (snapshot, .now) }
        return snapshot
    }

    private func requests(of measured: MeasuredEvidence, from runs: [RunEvidence]) -> RequestReconciliation {
        if let replayed, replayed.runs == runs || replayed.at.duration(to: .now) < Self.replayHoldsFor {
            return replayed.requests
        }
        let requests = measured.requests()
        replayed = (runs, requests, .now)
        return requests
    }

    /// Forgets the snapshot: a device or a price was just changed.
    public func forget() {
        latest = nil
        forgotten += 1
    }

    private static func interruptions(_ intervals: [SpotInterval]) throws(WorkflowError) -> Interruptions {
        do throws(InvalidInput) {
            return try Interruptions(observed: intervals.map { ($0.host, $0.interval) })
        } catch {
            throw .defect("the intervals of spot machines: \(error)")
        }
    }

    /// One quote for each key: what the book would answer.
    private static func best(_ quotes: [Quote]) -> [Quote] {
        let book = PriceBook(quotes)
        return book.keys.compactMap { book.latest($0) }
    }
}
