import Foundation

/// How much work to do between two checkpoints. All in the same unit of time.
public enum CheckpointInterval {
    /// F1, √(2 δ M): Young, "A first order approximation to the optimum checkpoint interval", CACM 17(9), 1974. For δ ≪ M.
    ///
    /// - Parameters:
    ///   - cost: δ, the time one checkpoint takes, 0 or more.
    ///   - meanUptime: M, the mean time between interruptions, above 0.
    public static func young(cost: Double, meanUptime: Double) -> Double { (2 * cost * meanUptime).squareRoot() }

    /// F2: Daly, "A higher order estimate of the optimum checkpoint interval for restart dumps", FGCS 22(3), 2006, equation 37.
    ///
    /// √(2δM) [1 + ⅓ √(δ/2M) + ⅑ (δ/2M)] − δ for δ < 2M, else M. The restart time does not matter for the optimum.
    public static func daly(cost: Double, meanUptime: Double) -> Double {
        guard cost < 2 * meanUptime else { return meanUptime }
        let ratio = cost / (2 * meanUptime)
        return young(cost: cost, meanUptime: meanUptime) * (1 + ratio.squareRoot() / 3 + ratio / 9) - cost
    }
}
