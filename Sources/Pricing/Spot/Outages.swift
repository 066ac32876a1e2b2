/// How long spot machines of a kind are not to be had.
public struct Outages: Hashable, Sendable {
    /// D: the mean outage in hours.
    public let mean: Double
    /// E[D²]/(2 E[D]): the mean rest of an outage that one comes into, in hours.
    public let residual: Double
    /// A: the share of time in which machines are to be had.
    public let upShare: Double

    /// From observed outages and the hours between them; without any outage machines are always to be had.
    public init(hours: [Double], upHours: Double) {
        let down = hours.reduce(0, +)
        mean = hours.isEmpty ? 0 : down / Double(hours.count)
        residual = down > 0 ? hours.reduce(0) { $0 + $1 * $1 } / (2 * down) : 0
        upShare = upHours + down > 0 ? upHours / (upHours + down) : 1
    }
}
