import Pricing
public import Vocabulary

/// Estimates how long attempts take, by how long earlier ones took: in memory, so that a submission waits for no history.
public actor AttemptForecasts {
    private let ledger: any EstimateLedger & WorkerLedger
    private var known: (history: AttemptHistory, at: ContinuousClock.Instant)?
    private var isRefreshing = false

    /// After this the history is read anew beside the submission that sees it so old.
    static let freshFor = Duration.seconds(5)
    /// A history older than this is not used: the submission waits for a new one.
    static let usedFor = Duration.seconds(60)
    /// Enough estimates to see a drift, few enough to read in milliseconds.
    static let pairLimit = 1000

    /// Prepares.
    public init(ledger: any EstimateLedger & WorkerLedger) { self.ledger = ledger }

    /// What is known now.
    ///
    /// - Throws: `unavailable`.
    public func current() async throws(WorkflowError) -> AttemptHistory {
        guard let known, known.at.duration(to: .now) < Self.usedFor else { return try await read() }
        if known.at.duration(to: .now) >= Self.freshFor, !isRefreshing {
            isRefreshing = true
            Task { await refresh() }
        }
        return known.history
    }

    /// Forgets the history.
    public func forget() { known = nil }

    private func refresh() async {
        defer { isRefreshing = false }
        do {
            _ = try await read()
        } catch {
            // The old history holds until it is too old; then whoever needs it is told.
        }
    }

    private func read() async throws(WorkflowError) -> AttemptHistory {
        let ledger = ledger
        let (durations, workers, reconciled) = try await translated { () throws(LedgerError) in
            (
                try await ledger.attemptDurations(), try await ledger.workers(),
                try await ledger.reconciled(since: nil, kind: nil, limit: Self.pairLimit)
            )
        }
        let history = AttemptHistory(durations: durations, workers: workers, reconciled: reconciled)
        known = (history, .now)
        return history
    }
}

/// How long attempts took, who could do the next ones at which price, and how good earlier estimates were.
public struct AttemptHistory: Sendable {
    private let durations: [AttemptEstimate.Group: AttemptDurations]
    private let widenings: [JobKind: Double]
    private let workers: [Worker]

    /// A group of fewer attempts says nothing about nine in ten.
    public static let enough = 5

    /// A history; only live workers with a price count.
    public init(durations: [AttemptDurations], workers: [Worker], reconciled: [ReconciledAttempt]) {
        self.durations = Dictionary(
            durations.filter { $0.count >= Self.enough }.map { ($0.group, $0) },
            uniquingKeysWith: { first, _ in first })
        self.workers = workers.filter { $0.isLive && $0.rate != nil }
        widenings = Dictionary(grouping: reconciled, by: \.kind).compactMapValues { attempts in
            Reconciliation(attempts.compactMap(\.pair)).widening
        }
    }

    /// What an attempt at a job will take: by the finest group that has enough attempts; nil when none has.
    public func estimate(_ configuration: RunConfiguration, _ requirements: Requirements) -> AttemptEstimate? {
        guard let found = AttemptEstimate.Group.coarsening(configuration).lazy.compactMap({ durations[$0] }).first
        else { return nil }
        let able = workers.filter { requirements.unmet(by: $0.capability).isEmpty }.compactMap(\.rate)
        do throws(InvalidInput) {
            return try AttemptEstimate(
                seconds: found.seconds, widening: widenings[configuration.kind] ?? 1, count: found.count,
                group: found.group, dearestMarginal: able.max { $0.marginal < $1.marginal },
                dearestFull: able.filter { $0.full != nil }.max { ($0.full ?? .zero) < ($1.full ?? .zero) })
        } catch {
            return nil  // durations of zero, which no clock shows
        }
    }
}

extension AttemptEstimate.Group {
    /// The groups that a configuration belongs to, the finest first.
    static func coarsening(_ configuration: RunConfiguration) -> [AttemptEstimate.Group] {
        let kind = configuration.kind
        let finest: AttemptEstimate.Group
        switch configuration {
        case .benchmark(let benchmark):
            finest = .init(
                kind: kind, model: benchmark.network, batch: benchmark.batch, precision: benchmark.precision,
                engine: benchmark.engine)
        case .train(let train):
            finest = .init(
                kind: kind, model: train.model.description, batch: train.batch, precision: train.precision,
                engine: train.engine)
        case .compress(let compress):
            finest = .init(kind: kind, model: compress.model.description, engine: compress.engine)
        case .selftest: finest = .init(kind: kind)
        }
        let withoutBatch = AttemptEstimate.Group(
            kind: kind, model: finest.model, precision: finest.precision, engine: finest.engine)
        return [finest, withoutBatch, .init(kind: kind, model: finest.model), .init(kind: kind)]
    }
}
