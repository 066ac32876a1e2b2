/// The jobs that a back-test tries on every trace. Hours but where it says otherwise.
public struct BacktestGrid: Hashable, Sendable, Codable {
    /// W: useful work.
    public let works: [Double]
    /// R, in seconds.
    public let restartSeconds: [Double]
    /// δ, in seconds.
    public let checkpointSeconds: [Double]
    /// Deadlines as multiples of W.
    public let deadlineFactors: [Double]
    /// Starts in the second half for each job, one at a random place of each of as many equal parts.
    public let starts: Int
    /// Simulated courses for each job.
    public let draws: Int
    /// Starts for each job, policy and deadline.
    public let deadlineStarts: Int
    /// The spot price as a share of the on-demand price: the median over 18,059 AWS series of November and December 2022.
    public let spotPriceShare: Double

    /// What `shoestring backtest` tries.
    public static let standard = BacktestGrid(
        works: [1, 4, 12, 24], restartSeconds: [180, 300, 600], checkpointSeconds: [10, 30, 60],
        deadlineFactors: [1.1, 1.25, 1.5, 2], starts: 300, draws: 1000, deadlineStarts: 20, spotPriceShare: 0.3)

    /// What `shoestring backtest --every-cut` tries at each cut: 16 jobs instead of 36, fewer starts and courses.
    public static let coarse = BacktestGrid(
        works: [1, 4, 12, 24], restartSeconds: [180, 600], checkpointSeconds: [10, 60],
        deadlineFactors: [1.1, 1.25, 1.5, 2], starts: 150, draws: 500, deadlineStarts: 4, spotPriceShare: 0.3)

    /// A grid.
    public init(
        works: [Double], restartSeconds: [Double], checkpointSeconds: [Double], deadlineFactors: [Double], starts: Int,
        draws: Int, deadlineStarts: Int, spotPriceShare: Double
    ) {
        self.works = works
        self.restartSeconds = restartSeconds
        self.checkpointSeconds = checkpointSeconds
        self.deadlineFactors = deadlineFactors
        self.starts = starts
        self.draws = draws
        self.deadlineStarts = deadlineStarts
        self.spotPriceShare = spotPriceShare
    }

    enum CodingKeys: String, CodingKey {
        case starts, draws
        case works = "work_hours"
        case restartSeconds = "restart_seconds"
        case checkpointSeconds = "checkpoint_seconds"
        case deadlineFactors = "deadline_factors"
        case deadlineStarts = "deadline_starts"
        case spotPriceShare = "spot_price_share"
    }
}
