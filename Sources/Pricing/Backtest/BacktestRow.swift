/// What a back-test says about one trace.
public struct BacktestRow: Hashable, Sendable, Encodable {
    /// One half of a trace.
    public struct Half: Hashable, Sendable, Encodable {
        /// Hours with a machine.
        public let upHours: Double
        /// Edges from up to down.
        public let interruptions: Int
        /// Interruptions of a running hour; nil without any.
        public let rate: Double?
        /// The exact Poisson interval of the rate, 90 %.
        public let rateLow: Double?
        /// Its upper end.
        public let rateHigh: Double?
        /// The rate that is exceeded with 5 % at most, 3.0/T without interruptions.
        public let rateBound: Double?

        init(_ history: InterruptionHistory) {
            upHours = history.hours
            interruptions = history.events
            rate = history.rate
            rateLow = history.rateInterval()?.lowerBound
            rateHigh = history.rateInterval()?.upperBound
            rateBound = history.rateBound()
        }

        enum CodingKeys: String, CodingKey {
            case interruptions
            case upHours = "up_hours"
            case rate = "rate_per_hour"
            case rateLow = "rate_low90_per_hour"
            case rateHigh = "rate_high90_per_hour"
            case rateBound = "rate_bound95_per_hour"
        }
    }

    /// What it is called: the file.
    public let name: String
    /// The trace's length.
    public let hours: Double
    /// The length of a tick.
    public let tickSeconds: Double
    /// The half that the estimates are made from.
    public internal(set) var first: Half?
    /// The half that they are judged by.
    public internal(set) var second: Half?
    /// The rate that the estimates use: the gamma posterior's mean.
    public internal(set) var posteriorRate: Double?
    /// Why nothing is judged; nil when it is.
    public internal(set) var reason: String?
    /// The jobs that were judged.
    public private(set) var cells: [CellResult] = []
    /// Jobs that do not finish, in the estimate or from some start.
    public private(set) var endless = 0
    /// How each policy did.
    public internal(set) var deadlines: [DeadlineTally] = []

    init(name: String, trace: AvailabilityTrace) {
        self.name = name
        hours = trace.hours
        tickSeconds = trace.tick * 3600
    }

    mutating func add(_ cell: CellResult?) {
        if let cell { cells.append(cell) } else { endless += 1 }
        if cells.isEmpty { reason = "no job of the grid finishes in the second half" } else { reason = nil }
    }

    /// Whether its figures count in the summary.
    public var isJudged: Bool { reason == nil }

    /// The mean over the jobs of |estimate − truth|/truth.
    public var mape: Double? { Self.mean(cells.map { abs($0.billed.relativeError) }) }
    /// The mean over the jobs of (estimate − truth)/truth.
    public var bias: Double? { Self.mean(cells.map(\.billed.relativeError)) }
    /// The same as `mape` with the rate of the half that it is judged by: what is left to one who knows the drift.
    public var hindsightMAPE: Double? { Self.mean(cells.compactMap { $0.hindsight.map { abs($0.relativeError) } }) }
    /// The largest |estimate − truth|/truth of a job.
    public var worst: Double? { cells.map { abs($0.billed.relativeError) }.max() }
    /// The same as `mape` of charged hours; nil where some job was free.
    public var chargedMAPE: Double? {
        Self.mean(cells.map { abs($0.charged.relativeError) }).flatMap { $0.isFinite ? $0 : nil }
    }
    /// The same as `mape` of the hours from start to end: outages are much harder to foresee than interruptions.
    public var makespanMAPE: Double? { Self.mean(cells.map { abs($0.makespan.relativeError) }) }
    /// The mean over the jobs of the share of starts inside the 80 % interval.
    public var coverage: Double? { Self.mean(cells.map(\.coverage)) }
    /// Starts with a feasible deadline under policies that keep deadlines.
    public var deadlineRuns: Int { deadlines.filter(\.policy.keepsDeadline).reduce(0) { $0 + $1.runs } }
    /// Of those, late ones: none.
    public var deadlineLate: Int { deadlines.filter(\.policy.keepsDeadline).reduce(0) { $0 + $1.late } }

    static func mean(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }

    /// Encodes the figures, not the single jobs.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(hours, forKey: .hours)
        try container.encode(tickSeconds, forKey: .tickSeconds)
        try container.encodeIfPresent(first, forKey: .first)
        try container.encodeIfPresent(second, forKey: .second)
        try container.encodeIfPresent(posteriorRate, forKey: .posteriorRate)
        try container.encode(isJudged, forKey: .isJudged)
        try container.encodeIfPresent(reason, forKey: .reason)
        try container.encode(cells.count, forKey: .cells)
        try container.encode(endless, forKey: .endless)
        try container.encodeIfPresent(mape, forKey: .mape)
        try container.encodeIfPresent(bias, forKey: .bias)
        try container.encodeIfPresent(hindsightMAPE, forKey: .hindsightMAPE)
        try container.encodeIfPresent(worst, forKey: .worst)
        try container.encodeIfPresent(chargedMAPE, forKey: .chargedMAPE)
        try container.encodeIfPresent(makespanMAPE, forKey: .makespanMAPE)
        try container.encodeIfPresent(coverage, forKey: .coverage)
        try container.encode(deadlineRuns, forKey: .deadlineRuns)
        try container.encode(deadlineLate, forKey: .deadlineLate)
        try container.encode(deadlines, forKey: .deadlines)
    }

    enum CodingKeys: String, CodingKey {
        case name, hours, reason, cells, deadlines
        case tickSeconds = "gap_seconds"
        case first = "first_half"
        case second = "second_half"
        case posteriorRate = "posterior_rate_per_hour"
        case isJudged = "judged"
        case endless = "cells_that_do_not_finish"
        case mape = "billed_hours_mape"
        case bias = "billed_hours_bias"
        case hindsightMAPE = "billed_hours_mape_in_hindsight"
        case worst = "billed_hours_worst_error"
        case chargedMAPE = "charged_hours_mape"
        case makespanMAPE = "makespan_mape"
        case coverage = "interval80_coverage"
        case deadlineRuns = "deadline_runs"
        case deadlineLate = "deadline_late"
    }
}
