public import Foundation
public import Vocabulary

extension Tariff {
    /// The mean price of a kilowatt-hour over a week, for work whose start is not known.
    ///
    /// Rounded to a nano-dollar; all 168 hours count alike.
    public var weeklyMean: Money {
        let rates = Weekday.allCases.flatMap { day in (0..<24).map { rate(on: day, hour: $0) } }
        let sum = rates.reduce(0) { $0 + $1.nanodollars }
        return Money(nanodollars: Int64((Double(sum) / Double(rates.count)).rounded(.toNearestOrEven)))
    }

    /// The cheapest and the dearest hour of a week.
    public var range: ClosedRange<Money> {
        let rates = Weekday.allCases.flatMap { day in (0..<24).map { rate(on: day, hour: $0) } }
        return (rates.min() ?? perKilowattHour)...(rates.max() ?? perKilowattHour)
    }

    /// The cost of drawing a constant power, hour by hour of the local clock: Σ E_h · tariff(h).
    ///
    /// Whole weeks beyond the first eight cost the weekly mean. Daylight saving is followed hour by hour.
    /// - Parameters:
    ///   - watts: Power at the wall, from 0.
    ///   - start: When it begins; nil takes the weekly mean.
    ///   - seconds: How long, from 0.
    /// - Returns: Nil when the amount is out of range or an argument is negative or not finite.
    public func cost(ofWatts watts: Double, from start: Date?, seconds: Double) -> Money? {
        guard watts.isFinite, seconds.isFinite, watts >= 0, seconds >= 0 else { return nil }
        guard !bands.isEmpty, let start, let zone = TimeZone(identifier: timeZone) else {
            return weeklyMean.scaled(by: watts * seconds / 3.6e6)
        }
        let weeks = max(0, (seconds / Self.week).rounded(.down) - 8)
        var nanodollars = Double(weeklyMean.nanodollars) * weeks * Self.week
        var (now, rest) = (start, seconds - weeks * Self.week)
        while rest > 0 {
            let local = now.timeIntervalSince1970 + Double(zone.secondsFromGMT(for: now))
            let hour = (local / 3600).rounded(.down)
            let step = min(rest, (hour + 1) * 3600 - local)
            nanodollars += Double(rate(on: Self.weekday(of: hour), hour: Self.hour(of: hour)).nanodollars) * step
            now += step
            rest -= step
        }
        let total = (nanodollars * watts / 3.6e6).rounded(.toNearestOrEven)
        return Int64(exactly: total).map(Money.init(nanodollars:))
    }

    private static let week = 604_800.0

    /// 1 January 1970 was a Thursday.
    private static func weekday(of hour: Double) -> Weekday {
        let day = Int((hour / 24).rounded(.down)) + 3
        return Weekday.allCases[((day % 7) + 7) % 7]
    }

    private static func hour(of hour: Double) -> Int { Int(hour - (hour / 24).rounded(.down) * 24) }
}
