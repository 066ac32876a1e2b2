/// The few statistics that run-time prediction needs.
enum RunTimeStatistics {
    /// The middle value; the mean of the two middle ones for an even count; nil for none.
    static func median(_ values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let half = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[half - 1] + sorted[half]) / 2 : sorted[half]
    }

    /// The nearest-rank quantile; nil for no values.
    static func quantile(_ values: [Double], _ share: Double) -> Double? {
        guard !values.isEmpty else { return nil }
        let rank = Int((share * Double(values.count)).rounded(.up))
        return values.sorted()[min(max(rank, 1), values.count) - 1]
    }

    static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

    /// The sample standard deviation, n − 1; nil for fewer than two values.
    static func deviation(_ values: [Double]) -> Double? {
        guard values.count >= 2 else { return nil }
        let centre = mean(values)
        return (values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(values.count - 1)).squareRoot()
    }

    /// The 95 % quantile of Student's t: a table to 30 degrees of freedom, above z + (z³ + z)/(4 ν) with z = 1.6449.
    static func studentT95(degreesOfFreedom: Int) -> Double {
        guard degreesOfFreedom >= 1 else { return .infinity }
        if degreesOfFreedom <= table.count { return table[degreesOfFreedom - 1] }
        return normal95 + (normal95 * normal95 * normal95 + normal95) / (4 * Double(degreesOfFreedom))
    }

    /// The 95 % quantile of the normal distribution.
    static let normal95 = 1.644_853_627
    /// The 90 % quantile of the normal distribution.
    static let normal90 = 1.281_551_566

    private static let table = [
        6.314, 2.920, 2.353, 2.132, 2.015, 1.943, 1.895, 1.860, 1.833, 1.812, 1.796, 1.782, 1.771, 1.761, 1.753, 1.746,
        1.740, 1.734, 1.729, 1.725, 1.721, 1.717, 1.714, 1.711, 1.708, 1.706, 1.703, 1.701, 1.699, 1.697,
    ]
}
