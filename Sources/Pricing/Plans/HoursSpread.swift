import Foundation
import Vocabulary

/// Quantiles of a positive quantity that several independent causes move, each by a factor: the logarithms' deviations are added as the root
/// of their squares. Exact for log-normal causes (Crow and Shimizu 1988, theorem 2.1), and bounded below by zero as hours are.
struct HoursSpread {
    let middle: Double
    private var below = 0.0
    private var above = 0.0

    /// Starts with no spread.
    init(_ middle: Double) { self.middle = middle }

    /// Adds a cause by what the quantity becomes at that cause's 10 and 90 %.
    func moved(to low: Double, _ high: Double) -> HoursSpread {
        var spread = self
        spread.below += Self.square(log(middle / min(low, middle)))
        spread.above += Self.square(log(max(high, middle) / middle))
        return spread
    }

    /// The quantiles; nil when they are not finite.
    var quantiles: Quantiles<Double>? {
        let low = middle * exp(-below.squareRoot())
        let high = middle * exp(above.squareRoot())
        guard low.isFinite, high.isFinite else { return nil }
        do throws(InvalidInput) {
            return try Quantiles(p10: low, p50: middle, p90: high)
        } catch {
            return nil
        }
    }

    private static func square(_ value: Double) -> Double { value * value }
}

extension Quantiles where Value == Double {
    /// Each quantile through a function that never falls; nil when the results are not ascending and finite.
    func mapped(_ function: (Double) -> Double) -> Quantiles<Double>? {
        let values = [p10, p50, p90].map(function)
        guard values.allSatisfy(\.isFinite) else { return nil }
        do throws(InvalidInput) {
            return try Quantiles(p10: values[0], p50: values[1], p90: values[2])
        } catch {
            return nil
        }
    }

    /// What hours at an hourly price cost; nil when that is no amount of money.
    func cost(_ hourly: Money) -> Quantiles<Money>? {
        guard let low = hourly.scaled(by: p10), let middle = hourly.scaled(by: p50), let high = hourly.scaled(by: p90)
        else { return nil }
        do throws(InvalidInput) {
            return try Quantiles<Money>(p10: low, p50: middle, p90: high)
        } catch {
            return nil
        }
    }

    /// The standard deviation of the logarithm that the distance from p10 to p90 has in a log-normal distribution.
    var logDeviation: Double { p10 > 0 ? log(p90 / p10) / (2 * 1.2815515655446004) : 0 }
}
