public import Vocabulary

/// Moving between zones, estimated from the first part of aligned traces and replayed on the rest.
public struct FailoverBacktest: Sendable {
    /// What a group of zones says. Shares, not percents.
    public struct Row: Hashable, Sendable, Encodable {
        /// The traces, as they were preferred.
        public let zones: [String]
        /// Why there is nothing to say; nil where there is.
        public let reason: String?
        /// The jobs that finished.
        public let jobs: Int
        /// Mean over the jobs of |estimate − truth|/truth of the hours from start to end.
        public let makespanMAPE: Double?
        /// The same of the billed hours.
        public let billedMAPE: Double?
        /// Mean over the jobs of the hours from start to end over those in the zone where they are fewest.
        public let makespanOfBestZone: Double?
        /// The same of the billed hours over those of that zone.
        public let billedOfBestZone: Double?
        /// Mean moves of a job.
        public let moves: Double?

        enum CodingKeys: String, CodingKey {
            case zones, reason, jobs, moves
            case makespanMAPE = "makespan_mape"
            case billedMAPE = "billed_hours_mape"
            case makespanOfBestZone = "makespan_over_best_zone"
            case billedOfBestZone = "billed_hours_over_best_zone"
        }
    }

    private let backtest: Backtest
    private let transfer: Double
    private let draws: Int
    private let starts: Int

    /// Prepares.
    ///
    /// - Parameters:
    ///   - backtest: Grid, seed, rule and cut.
    ///   - transferSeconds: What a launch in another zone needs beside R.
    public init(_ backtest: Backtest, transferSeconds: Double, draws: Int = 300, starts: Int = 100) {
        self.backtest = backtest
        transfer = transferSeconds / 3600
        self.draws = draws
        self.starts = starts
    }

    private struct Zone {
        let name: String
        let law: SpotLaw
        let ring: TraceRing
    }

    fileprivate struct Cell {
        let estimate: (billed: Double, makespan: Double)
        let truth: (billed: Double, makespan: Double, moves: Double)
        let best: (billed: Double, makespan: Double)
    }

    /// Tries the grid on traces of one time.
    ///
    /// - Parameter traces: Of one tick's length, beginning at the same moment; they are cut to the shortest.
    /// - Throws: ``InvalidInput`` for a grid with jobs that make no sense.
    public func row(_ traces: [(name: String, trace: AvailabilityTrace)]) throws(InvalidInput) -> Row {
        let names = traces.map(\.name)
        guard traces.count >= 2 else { return .none(names, "one zone only: nowhere to move to") }
        guard Set(traces.map(\.trace.tick)).count == 1 else { return .none(names, "ticks of different length") }
        let shortest = traces.map(\.trace.isUp.count).min() ?? 0
        var zones: [Zone] = []
        for (name, trace) in traces {
            let cut = try AvailabilityTrace(tickSeconds: trace.tick * 3600, isUp: Array(trace.isUp.prefix(shortest)))
            guard let (first, second) = cut.parts(splitAt: backtest.split) else {
                return .none(names, "fewer than 4 ticks")
            }
            let (known, replayed) = backtest.isReversed ? (second, first) : (first, second)
            zones.append(Zone(name: name, law: try SpotLaw(known), ring: TraceRing(replayed)))
        }
        guard zones.contains(where: \.ring.isEverUp) else { return .none(names, "no machine in any zone") }
        var cells: [Cell] = []
        for work in backtest.grid.works {
            for restart in backtest.grid.restartSeconds {
                for checkpoint in backtest.grid.checkpointSeconds {
                    let job = try SpotJob(
                        work: work, restart: restart / 3600, checkpoint: checkpoint / 3600,
                        bestFor: zones.map(\.law.rate).min() ?? 0)
                    if let cell = try cell(job, zones) { cells.append(cell) }
                }
            }
        }
        return Row(names, cells)
    }

    private func cell(_ job: SpotJob, _ zones: [Zone]) throws(InvalidInput) -> Cell? {
        // What an hour costs does not matter here.
        let simulated = try SpotSimulation.failover(
            job, zones: zones.map { ($0.law, Money(nanodollars: 1_000_000_000)) }, transfer: transfer,
            rule: backtest.rule, draws: draws, seed: backtest.seed)
        guard let simulated else { return nil }
        var (billed, makespan, moves) = (0.0, 0.0, 0.0)
        var alone = zones.map { _ in (billed: 0.0, makespan: 0.0, isFinished: true) }
        var generator = SeededGenerator(seed: backtest.seed, stream: 0)
        for index in 0..<starts {
            let hour = (Double(index) + generator.uniform()) * (zones[0].ring.hours) / Double(starts)
            var spells = FailoverSpells(
                zones.map { zone -> any SpellSource in zone.ring.spells(from: hour) }, transfer: transfer)
            guard let outcome = job.run(on: &spells, rule: backtest.rule) else { return nil }
            billed += outcome.billed
            makespan += outcome.makespan
            moves += Double(outcome.moves)
            for place in zones.indices where alone[place].isFinished {
                var course = zones[place].ring.spells(from: hour)
                if let outcome = job.run(on: &course, rule: backtest.rule) {
                    alone[place].billed += outcome.billed
                    alone[place].makespan += outcome.makespan
                } else {
                    alone[place].isFinished = false
                }
            }
        }
        guard let best = alone.filter(\.isFinished).min(by: { $0.makespan < $1.makespan }) else { return nil }
        let count = Double(starts)
        return Cell(
            estimate: (simulated.meanBilled, simulated.meanMakespan),
            truth: (billed / count, makespan / count, moves / count),
            best: (best.billed / count, best.makespan / count))
    }
}

extension FailoverBacktest.Row {
    fileprivate static func none(_ zones: [String], _ reason: String) -> Self {
        Self(
            zones: zones, reason: reason, jobs: 0, makespanMAPE: nil, billedMAPE: nil, makespanOfBestZone: nil,
            billedOfBestZone: nil, moves: nil)
    }

    fileprivate init(_ zones: [String], _ cells: [FailoverBacktest.Cell]) {
        guard !cells.isEmpty else {
            self = .none(zones, "no job finishes both in one zone and in several")
            return
        }
        func mean(_ value: (FailoverBacktest.Cell) -> Double) -> Double {
            cells.reduce(0) { $0 + value($1) } / Double(cells.count)
        }
        self.init(
            zones: zones, reason: nil, jobs: cells.count,
            makespanMAPE: mean { abs($0.estimate.makespan / $0.truth.makespan - 1) },
            billedMAPE: mean { abs($0.estimate.billed / $0.truth.billed - 1) },
            makespanOfBestZone: mean { $0.truth.makespan / $0.best.makespan },
            billedOfBestZone: mean { $0.truth.billed / $0.best.billed }, moves: mean { $0.truth.moves })
    }
}
