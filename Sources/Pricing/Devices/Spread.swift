import Vocabulary

/// Carries the intervals of time and power through a formula.
///
/// One input at a time is put to its quantile and the two deviations are added as the root of their squares: exact for a sum of
/// independent normal variables, and close for the products here.
struct Spread {
    let hours: Quantiles<Double>
    let watts: Quantiles<Double>

    func numbers(_ function: (Double, Double) -> Double) -> Quantiles<Double>? {
        let middle = function(hours.p50, watts.p50)
        let low = Self.root(middle - function(hours.p10, watts.p50), middle - function(hours.p50, watts.p10))
        let high = Self.root(function(hours.p90, watts.p50) - middle, function(hours.p50, watts.p90) - middle)
        guard middle.isFinite, low.isFinite, high.isFinite else { return nil }
        do throws(InvalidInput) {
            return try Quantiles(p10: max(0, middle - low), p50: middle, p90: middle + high)
        } catch {
            return nil
        }
    }

    func money(_ provenance: Provenance, _ function: (Double, Double) -> Money?) -> Figure<Quantiles<Money>> {
        let tooMuch = Figure<Quantiles<Money>>.absent(
            reason: "the amount leaves the range of money, ±9.2 billion dollars")
        guard let middle = function(hours.p50, watts.p50), let slow = function(hours.p90, watts.p50),
            let fast = function(hours.p10, watts.p50), let hot = function(hours.p50, watts.p90),
            let cool = function(hours.p50, watts.p10)
        else { return tooMuch }
        let (p50, low, high) = (
            Double(middle.nanodollars),
            Self.root(Self.gap(middle, fast), Self.gap(middle, cool)),
            Self.root(Self.gap(slow, middle), Self.gap(hot, middle))
        )
        guard let below = Int64(exactly: max(0, p50 - low).rounded(.toNearestOrEven)),
            let above = Int64(exactly: (p50 + high).rounded(.toNearestOrEven))
        else { return tooMuch }
        do throws(InvalidInput) {
            let quantiles = try Quantiles(
                p10: min(Money(nanodollars: below), middle), p50: middle, p90: max(Money(nanodollars: above), middle))
            return .known(quantiles, provenance)
        } catch {
            return tooMuch
        }
    }

    private static func gap(_ larger: Money, _ smaller: Money) -> Double {
        Double(larger.nanodollars) - Double(smaller.nanodollars)
    }

    private static func root(_ first: Double, _ second: Double) -> Double {
        (first * first + second * second).squareRoot()
    }
}
