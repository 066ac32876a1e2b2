public import Vocabulary

/// Says beforehand what a submitter should know: that by its estimated memory no registered worker could ever run some of the work. It is
/// accepted all the same, since workers can join.
public struct Forewarn: Sendable {
    private let ledger: any WorkerLedger
    private let catalogue: ModelCatalogue

    /// Prepares the verb.
    public init(ledger: any WorkerLedger, catalogue: ModelCatalogue) {
        self.ledger = ledger
        self.catalogue = catalogue
    }

    /// One sentence for each thing to know; nothing before any worker is registered.
    ///
    /// - Throws: `unavailable`.
    public func callAsFunction(
        _ configurations: [RunConfiguration], options: SubmitOptions
    ) async throws(WorkflowError) -> [String] {
        let memory = AttemptMemory(catalogue: catalogue)
        let wanted = configurations.map { ($0, memory.requirements($0, options)) }
            .filter { $0.1.estimatedMemoryMiB != nil }
        if wanted.isEmpty { return [] }
        let ledger = ledger
        let workers = try await translated { () throws(LedgerError) in try await ledger.workers() }
        // A sweep has few kinds of jobs.
        var shortages: [Requirements: MemoryShortage?] = [:]
        let unable = wanted.compactMap { configuration, requirements -> MemoryShortage? in
            if let known = shortages[requirements] { return known }
            let shortage = MemoryShortage(configuration, requirements, workers: workers)
            let unable = shortage.flatMap { $0.isAnyAble ? nil : $0 }
            shortages[requirements] = .some(unable)
            return unable
        }
        guard let greatest = unable.max(by: { $0.neededMiB < $1.neededMiB }) else { return [] }
        let what =
            configurations.count == 1
            ? "no registered worker has the memory: it needs about \(greatest.neededMiB) MiB"
            : "no registered worker has the memory for \(unable.count) of \(configurations.count) jobs: "
                + "the largest needs about \(greatest.neededMiB) MiB"
        let fate =
            options.waitsForPrecision
            ? "such jobs wait for a worker with more"
            : "unless a worker with more is alive when its turn comes, a job's runner refuses it; if_unsupported \"wait\" lets it wait"
        return [
            "\(what) by estimate (\(greatest.source)), and \(greatest.offers); \(fate). "
                + "A memory_mib of your own replaces the estimate."
        ]
    }
}
