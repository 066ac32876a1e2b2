public import Vocabulary

/// How much of a back-test is the luck of where the traces were cut: whole traces and parts of them, cut in five places, each way round.
public struct CutsReport: Hashable, Sendable, Encodable {
    /// Where a trace is cut.
    public struct Cut: Hashable, Sendable, Encodable {
        /// Which of the trace's equal parts is used, from 1.
        public let part: Int
        /// How many parts there are; 1 is the whole trace.
        public let parts: Int
        /// The share of the part's ticks before the cut.
        public let split: Double
        /// Whether what comes first is estimated from what comes after.
        public let isReversed: Bool

        enum CodingKeys: String, CodingKey {
            case part, parts, split
            case isReversed = "reversed"
        }

        /// Whole traces cut at 0.5, 0.4, 0.6, 0.3 and 0.7, halves and thirds of them cut in the middle; each forwards and backwards.
        public static let all: [Cut] = {
            let whole = [0.5, 0.4, 0.6, 0.3, 0.7].map { (part: 1, parts: 1, split: $0) }
            let pieces = [2, 3].flatMap { parts in (1...parts).map { (part: $0, parts: parts, split: 0.5) } }
            return (whole + pieces).flatMap { place in
                [false, true].map { Cut(part: place.part, parts: place.parts, split: place.split, isReversed: $0) }
            }
        }()
    }

    /// What all traces together say at one cut.
    public struct Row: Hashable, Sendable, Encodable {
        /// The cut.
        public let cut: Cut
        /// The traces together.
        public let summary: BacktestReport.Summary
    }

    /// What one trace says over the cuts at which it is judged.
    public struct TraceRow: Hashable, Sendable, Encodable {
        /// The file.
        public let name: String
        /// At how many cuts it is judged.
        public let judged: Int
        /// The mean over those cuts of its `mape`; nil without any.
        public let mape: Double?
        /// The same with the rate that came.
        public let hindsightMAPE: Double?
        /// The mean over those cuts of its share of starts inside the 80 % interval.
        public let coverage: Double?

        enum CodingKeys: String, CodingKey {
            case name, judged
            case mape = "billed_hours_mape"
            case hindsightMAPE = "billed_hours_mape_in_hindsight"
            case coverage = "interval80_coverage"
        }
    }

    /// The version of formulas and method.
    public let formulaVersion: String
    /// The seed that gives the same report again.
    public let seed: UInt64
    /// The jobs.
    public let grid: BacktestGrid
    /// A row for each cut.
    public let cuts: [Row]
    /// A row for each trace.
    public let traces: [TraceRow]
    /// The mean of the cuts' `mape`; nil where none is judged.
    public let mape: Double?
    /// The mean of the cuts' errors with the rate that came.
    public let hindsightMAPE: Double?
    /// The mean of the cuts' coverage.
    public let coverage: Double?
    /// The smallest and the largest coverage of a cut.
    public let coverageRange: [Double]?
    /// Starts under policies that keep deadlines, over all cuts.
    public let deadlineRuns: Int
    /// Of those, late ones.
    public let deadlineLate: Int
    /// Files that are no traces.
    public let unreadable: [BacktestReport.Unreadable]

    /// Tries every cut.
    ///
    /// - Parameters:
    ///   - traces: What is cut; a part with fewer than four ticks is not judged.
    ///   - grid: The jobs.
    ///   - seed: Of the randomness.
    ///   - cuts: The cuts.
    /// - Throws: ``InvalidInput`` for a grid with jobs that make no sense.
    public init(
        _ traces: [(name: String, trace: AvailabilityTrace)], grid: BacktestGrid = .coarse, seed: UInt64,
        cuts: [Cut] = Cut.all, unreadable: [BacktestReport.Unreadable] = []
    ) throws(InvalidInput) {
        var rows: [[BacktestRow]] = []
        for cut in cuts {
            let backtest = Backtest(grid: grid, seed: seed, isReversed: cut.isReversed, split: cut.split)
            var row: [BacktestRow] = []
            for (name, whole) in traces { row.append(try backtest.row(name: name, trace: whole, cut: cut)) }
            rows.append(row)
        }
        formulaVersion = Backtest.formulaVersion
        self.seed = seed
        self.grid = grid
        self.unreadable = unreadable
        let results = zip(cuts, rows).map { Row(cut: $0, summary: BacktestReport.Summary($1)) }
        self.cuts = results
        self.traces = traces.indices.map { index in
            let mine = rows.map { $0[index] }.filter(\.isJudged)
            return TraceRow(
                name: traces[index].name, judged: mine.count, mape: BacktestRow.mean(mine.compactMap(\.mape)),
                hindsightMAPE: BacktestRow.mean(mine.compactMap(\.hindsightMAPE)),
                coverage: BacktestRow.mean(mine.compactMap(\.coverage)))
        }
        mape = BacktestRow.mean(results.compactMap(\.summary.mape))
        hindsightMAPE = BacktestRow.mean(results.compactMap(\.summary.hindsightMAPE))
        let coverages = results.compactMap(\.summary.coverage)
        coverage = BacktestRow.mean(coverages)
        if let low = coverages.min(), let high = coverages.max() {
            coverageRange = [low, high]
        } else {
            coverageRange = nil
        }
        deadlineRuns = results.reduce(0) { $0 + $1.summary.deadlineRuns }
        deadlineLate = results.reduce(0) { $0 + $1.summary.deadlineLate }
    }

    enum CodingKeys: String, CodingKey {
        case seed, grid, cuts, traces, unreadable
        case formulaVersion = "formula_version"
        case mape = "billed_hours_mape"
        case hindsightMAPE = "billed_hours_mape_in_hindsight"
        case coverage = "interval80_coverage"
        case coverageRange = "interval80_coverage_range"
        case deadlineRuns = "deadline_runs"
        case deadlineLate = "deadline_late"
    }
}

extension Backtest {
    fileprivate func row(
        name: String, trace: AvailabilityTrace, cut: CutsReport.Cut
    ) throws(InvalidInput) -> BacktestRow {
        guard let part = trace.part(cut.part - 1, of: cut.parts) else {
            var row = BacktestRow(name: name, trace: trace)
            row.reason = "fewer than 4 ticks: no halves to compare"
            return row
        }
        return try row(name: name, trace: part)
    }
}
