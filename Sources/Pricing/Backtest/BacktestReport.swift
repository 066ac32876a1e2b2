/// What a back-test says about a folder of traces.
public struct BacktestReport: Hashable, Sendable, Encodable {
    /// The traces together. Shares, not percents: 0.05 is 5 %.
    public struct Summary: Hashable, Sendable, Encodable {
        /// Traces that could be read.
        public let traces: Int
        /// Of those, the ones that count here.
        public let judged: Int
        /// The mean over the judged traces of each one's mean over its jobs of |estimate − truth|/truth; nil without any.
        public let mape: Double?
        /// The same of (estimate − truth)/truth.
        public let bias: Double?
        /// The same as `mape` with the rate that came instead of the one that was expected: the error that is not drift.
        public let hindsightMAPE: Double?
        /// The same as `mape` of charged hours, by AWS's rule.
        public let chargedMAPE: Double?
        /// The same as `mape` of the hours from start to end.
        public let makespanMAPE: Double?
        /// The mean over the judged traces of each one's mean share of starts inside the 80 % interval.
        public let coverage: Double?
        /// The smallest and the largest `mape` with one of the judged traces left out; nil below two.
        public let mapeLeavingOneOut: [Double]?
        /// The smallest and the largest `coverage` with one of the judged traces left out; nil below two.
        public let coverageLeavingOneOut: [Double]?
        /// Starts with a feasible deadline under policies that keep deadlines, over all traces with a machine in their second half.
        public let deadlineRuns: Int
        /// Of those, late ones.
        public let deadlineLate: Int

        enum CodingKeys: String, CodingKey {
            case traces, judged
            case mape = "billed_hours_mape"
            case bias = "billed_hours_bias"
            case hindsightMAPE = "billed_hours_mape_in_hindsight"
            case chargedMAPE = "charged_hours_mape"
            case makespanMAPE = "makespan_mape"
            case coverage = "interval80_coverage"
            case mapeLeavingOneOut = "billed_hours_mape_leave_one_trace_out"
            case coverageLeavingOneOut = "interval80_coverage_leave_one_trace_out"
            case deadlineRuns = "deadline_runs"
            case deadlineLate = "deadline_late"
        }
    }

    /// A file that is no trace.
    public struct Unreadable: Error, Hashable, Sendable, Encodable, CustomStringConvertible {
        /// The file.
        public let name: String
        /// Where in it, from 1; nil where it could not be read at all.
        public let line: Int?
        /// What is wrong with it.
        public let problem: String

        /// A file and its fault.
        public init(name: String, line: Int? = nil, problem: String) {
            self.name = name
            self.line = line
            self.problem = problem
        }

        /// `file:line: what is wrong`.
        public var description: String { "\(name)\(line.map { ":\($0)" } ?? ""): \(problem)" }

        enum CodingKeys: String, CodingKey { case name, line, problem }
    }

    /// The version of formulas and method.
    public let formulaVersion: String
    /// The seed that gives the same report again.
    public let seed: UInt64
    /// Whether the first half was estimated from the second.
    public let isReversed: Bool
    /// The share of each trace's ticks before the cut.
    public let split: Double
    /// The jobs.
    public let grid: BacktestGrid
    /// The traces together.
    public let summary: Summary
    /// A row for each trace.
    public let traces: [BacktestRow]
    /// Files that are no traces.
    public let unreadable: [Unreadable]

    /// Puts rows together.
    public init(_ backtest: Backtest, rows: [BacktestRow], unreadable: [Unreadable] = []) {
        formulaVersion = Backtest.formulaVersion
        seed = backtest.seed
        grid = backtest.grid
        isReversed = backtest.isReversed
        split = backtest.split
        traces = rows
        self.unreadable = unreadable
        summary = Summary(rows)
    }

    /// The smallest and the largest mean of all values but one.
    static func spread(_ values: [Double]) -> [Double]? {
        guard values.count >= 2 else { return nil }
        let sum = values.reduce(0, +)
        let means = values.map { (sum - $0) / Double(values.count - 1) }
        guard let low = means.min(), let high = means.max() else { return nil }
        return [low, high]
    }

    enum CodingKeys: String, CodingKey {
        case seed, split, grid, summary, traces, unreadable
        case isReversed = "reversed"
        case formulaVersion = "formula_version"
    }
}

extension BacktestReport.Summary {
    /// Puts rows together.
    init(_ rows: [BacktestRow]) {
        let judged = rows.filter(\.isJudged)
        let errors = judged.compactMap(\.mape)
        let coverages = judged.compactMap(\.coverage)
        self.init(
            traces: rows.count, judged: judged.count, mape: BacktestRow.mean(errors),
            bias: BacktestRow.mean(judged.compactMap(\.bias)),
            hindsightMAPE: BacktestRow.mean(judged.compactMap(\.hindsightMAPE)),
            chargedMAPE: BacktestRow.mean(judged.compactMap(\.chargedMAPE)),
            makespanMAPE: BacktestRow.mean(judged.compactMap(\.makespanMAPE)), coverage: BacktestRow.mean(coverages),
            mapeLeavingOneOut: BacktestReport.spread(errors), coverageLeavingOneOut: BacktestReport.spread(coverages),
            deadlineRuns: rows.reduce(0) { $0 + $1.deadlineRuns },
            deadlineLate: rows.reduce(0) { $0 + $1.deadlineLate })
    }
}
