/// One job of the grid on one trace: what was said from the first half, and what came in the second.
public struct CellResult: Hashable, Sendable {
    /// An estimated mean beside the mean over the starts, in hours.
    public struct Comparison: Hashable, Sendable {
        /// What was said.
        public let estimate: Double
        /// What came.
        public let truth: Double

        /// (estimate − truth)/truth; 0 where both are 0, as for hours that all were free of charge.
        public var relativeError: Double {
            truth == 0 ? (estimate == 0 ? 0 : .infinity) : (estimate - truth) / truth
        }
    }

    /// W in hours.
    public let work: Double
    /// F4 at the posterior's rate, against the mean billed hours.
    public let billed: Comparison
    /// F4 at the rate of the half that it is judged by, checkpoints as before: the error that is left to one who knows the drift. Nil where it says
    /// that the job will not finish.
    public let hindsight: Comparison?
    /// F8 with the first half's share of short intervals, against the mean charged hours.
    public let charged: Comparison
    /// F7 with the first half's outages, against the mean hours from start to end.
    public let makespan: Comparison
    /// The share of starts whose billed hours lie in the simulation's p10 to p90, ends included.
    public let coverage: Double
}
