public import Vocabulary

/// A machine that is paid for a term whether it is used or not.
public struct Reservation: Hashable, Sendable {
    /// Paid at once.
    public let upfront: Money
    /// Paid for every hour of the term.
    public let hourly: Money
    /// Hours of the term; 8760 for a year.
    public let termHours: Double

    /// An offer.
    ///
    /// - Throws: ``InvalidInput`` for negative prices or a term that is not positive.
    public init(upfront: Money, hourly: Money, termHours: Double) throws(InvalidInput) {
        var complaints: [InvalidField] = []
        if upfront < .zero {
            complaints.append(
                InvalidField(field: "upfront_usd", expected: "US dollars from 0", received: "\(upfront)"))
        }
        if hourly < .zero {
            complaints.append(InvalidField(field: "hourly_usd", expected: "US dollars from 0", received: "\(hourly)"))
        }
        if !termHours.isFinite || termHours <= 0 {
            complaints.append(
                InvalidField(field: "term_hours", expected: "a number above 0", received: "\(termHours)"))
        }
        if !complaints.isEmpty { throw InvalidInput(complaints) }
        self.upfront = upfront
        self.hourly = hourly
        self.termHours = termHours
    }

    /// What an hour of use really costs: (upfront + hourly · term) / used hours; nil for no use or an amount out of range.
    public func perUsedHour(_ usedHours: Double) -> Money? {
        guard usedHours > 0, usedHours <= termHours else { return nil }
        return hourly.scaled(by: termHours)?.adding(upfront)?.scaled(by: 1 / usedHours)
    }

    /// The share of the term that must be used for it to be cheaper than renting on demand; above 1 it never is.
    ///
    /// - Returns: Nil when the rented hour costs nothing.
    public func breakEvenUtilisation(against onDemand: Money) -> Double? {
        guard onDemand > .zero, let whole = hourly.scaled(by: termHours)?.adding(upfront) else { return nil }
        return whole.ratio(to: onDemand).map { $0 / termHours }
    }
}
