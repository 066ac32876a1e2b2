/// The requirement classes that exist; classes are only ever added, so that only new ones are read.
public actor RequirementClasses {
    private let ledger: any QueueLedger
    private var known: [RequirementClass] = []

    /// Starts with none known.
    public init(ledger: any QueueLedger) { self.ledger = ledger }

    /// All classes that are stored now.
    public func current() async throws(WorkflowError) -> [RequirementClass] {
        let ledger = ledger
        let last = known.last?.number ?? 0
        let added = try await translated { () throws(LedgerError) in try await ledger.requirementClasses(after: last) }
        // Another caller may have added the same ones during the await.
        let newest = known.last?.number ?? 0
        known.append(contentsOf: added.filter { $0.number > newest })
        return known
    }
}
