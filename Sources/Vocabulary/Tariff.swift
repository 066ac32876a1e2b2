import Foundation

/// What electricity costs: one rate, or rates by weekday and local hour.
public struct Tariff: Hashable, Sendable {
    /// A day of the week.
    public enum Weekday: String, Hashable, Sendable, Codable, CaseIterable {
        /// From Monday, as ISO 8601 counts.
        case monday, tuesday, wednesday, thursday, friday, saturday, sunday
    }

    /// Hours in which another rate holds.
    public struct Band: Hashable, Sendable {
        /// The days on which the band begins.
        public let weekdays: Set<Weekday>
        /// The first hour of the local clock, 0…23.
        public let fromHour: Int
        /// The hour at which it ends, 1…24; not after ``fromHour`` means on the next day.
        public let toHour: Int
        /// The price of a kilowatt-hour.
        public let perKilowattHour: Money

        /// Hours of some weekdays with their rate.
        ///
        /// - Throws: ``InvalidInput`` for hours out of range or no weekday.
        public init(
            weekdays: Set<Weekday> = Set(Weekday.allCases), fromHour: Int, toHour: Int, perKilowattHour: Money
        ) throws(InvalidInput) {
            var complaints: [InvalidField] = []
            if weekdays.isEmpty { complaints.append(InvalidField(field: "weekdays", expected: "at least one day")) }
            for (field, hour, range) in [("from_hour", fromHour, 0...23), ("to_hour", toHour, 1...24)]
            where !range.contains(hour) {
                complaints.append(
                    InvalidField(
                        field: field, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)",
                        received: String(hour)))
            }
            complaints += Tariff.complaint(perKilowattHour)
            if !complaints.isEmpty { throw InvalidInput(complaints) }
            self.weekdays = weekdays
            self.fromHour = fromHour
            self.toHour = toHour
            self.perKilowattHour = perKilowattHour
        }

        /// Whether the band holds in an hour of a day.
        public func holds(on day: Weekday, hour: Int) -> Bool {
            if fromHour < toHour { return weekdays.contains(day) && (fromHour..<toHour).contains(hour) }
            if hour >= fromHour { return weekdays.contains(day) }
            return hour < toHour && weekdays.contains(day.before)
        }
    }

    /// The price of a kilowatt-hour outside all bands.
    public let perKilowattHour: Money
    /// Bands by local hour; the first that holds counts.
    public let bands: [Band]
    /// The clock of the bands, as `Europe/Rome`.
    public let timeZone: String

    /// The dearest kilowatt-hour that is accepted; a price beyond it is taken for a mistake in the unit.
    public static let maximum = Money(nanodollars: 10_000_000_000)

    /// A flat rate, or rates by local hour.
    ///
    /// - Throws: ``InvalidInput`` for a rate below zero or above ``maximum``, and for an unknown time zone.
    public init(perKilowattHour: Money, bands: [Band] = [], timeZone: String = "UTC") throws(InvalidInput) {
        var complaints = Self.complaint(perKilowattHour)
        if TimeZone(identifier: timeZone) == nil {
            complaints.append(
                InvalidField(field: "time_zone", expected: "a time zone's name such as Europe/Rome", received: timeZone)
            )
        }
        if !complaints.isEmpty { throw InvalidInput(complaints) }
        self.perKilowattHour = perKilowattHour
        self.bands = bands
        self.timeZone = timeZone
    }

    /// The price of a kilowatt-hour in an hour of the local clock, 0…23.
    public func rate(on day: Weekday, hour: Int) -> Money {
        bands.first { $0.holds(on: day, hour: hour) }?.perKilowattHour ?? perKilowattHour
    }

    private static func complaint(_ rate: Money) -> [InvalidField] {
        guard rate < .zero || rate > maximum else { return [] }
        return [
            InvalidField(
                field: "usd_per_kwh", expected: "0 to \(maximum) US dollars as text, as 0.16",
                received: rate.description)
        ]
    }
}

extension Tariff.Weekday {
    /// The day before.
    public var before: Self { Self.allCases[((Self.allCases.firstIndex(of: self) ?? 0) + 6) % 7] }
}
