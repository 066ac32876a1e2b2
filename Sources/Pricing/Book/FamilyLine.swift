import Foundation
import Vocabulary

/// How list prices of one family of machines lie: proportional to processors, memory or accelerators.
///
/// A price is far off when it is far from the family's median by every one of those measures: a t3.medium has the processors of a
/// t3.large and half its memory and price, a g5.8xlarge one accelerator like a g5.xlarge and eight times the processors.
struct FamilyLine {
    private let measures: [[Double]]

    /// Below this many machines a family has no line.
    static let fewestMembers = 4

    /// The line through machines with their list prices in US dollars an hour; `nil` for too few.
    init?(_ members: [(type: InstanceType, hourly: Money)]) {
        guard members.count >= Self.fewestMembers else { return nil }
        let each = members.map { Self.measures(of: $0.type, hourly: $0.hourly) }
        guard let width = each.first?.count, each.allSatisfy({ $0.count == width }) else { return nil }
        measures = (0..<width).map { index in each.map { $0[index] } }
    }

    /// Why a price is off the line, or `nil` when it is not: by every measure further from the median than 3 median absolute
    /// deviations, and than a factor that machines of one family do differ by (1.5 without accelerators; 3 with, where a
    /// family's smallest machine pays for its accelerator alone). Both factors are ours, chosen so that the seed's families pass.
    func complaint(about type: InstanceType, hourly: Money) -> String? {
        let own = Self.measures(of: type, hourly: hourly)
        guard own.count == measures.count else { return nil }
        let tolerance = log(type.acceleratorCount > 0 ? 3.0 : 1.5)
        var nearest = Double.infinity
        for (value, others) in zip(own, measures) {
            let center = median(others)
            let spread = median(others.map { abs($0 - center) })
            let distance = abs(value - center)
            guard distance > 3 * spread, distance > tolerance else { return nil }
            nearest = min(nearest, distance)
        }
        let factor = (exp(nearest) * 10).rounded() / 10
        return "\(hourly) USD/h is \(factor) times off what its family's machines cost for their size"
    }

    /// ln of the price for a processor, for a GiB, for an accelerator.
    private static func measures(of type: InstanceType, hourly: Money) -> [Double] {
        let price = log(Double(hourly.nanodollars))
        var measures = [price - log(Double(type.processors)), price - log(type.memoryGiB)]
        if type.acceleratorCount > 0 { measures.append(price - log(Double(type.acceleratorCount))) }
        return measures
    }
}

/// The middle value; the mean of the two middle ones for an even count.
private func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
