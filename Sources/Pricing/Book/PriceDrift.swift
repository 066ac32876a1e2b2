public import FoundationEssentials
public import Vocabulary

/// Prices that should be looked at: old, contradicted or moved.
public enum PriceDrift {
    /// A change or difference up to this share is not told.
    public static let tolerance = 0.05

    /// What is found in a book at a moment, by key.
    ///
    /// - Parameters:
    ///   - book: Usable quotes, with those that were in force at `since`.
    ///   - moment: Now.
    ///   - days: Older quotes are named.
    ///   - since: Moves from then to now are named; `nil` for none.
    public static func findings(in book: PriceBook, at moment: Date, olderThan days: Double, since: Date?)
        -> [PriceFinding]
    {
        var findings: [PriceFinding] = []
        for key in book.keys {
            let quotes = book.inForce(key, at: moment)
            guard let quote = quotes.first else { continue }
            let age = quote.age(at: moment) / 86_400
            if age > days {
                findings.append(
                    PriceFinding(
                        kind: .old, quote: quote, other: nil, ageDays: age, ratio: nil,
                        reason: "last read \(Int(age)) days ago"))
            }
            for other in quotes.dropFirst() where PriceGates.differ(quote.hourly, other.hourly) {
                findings.append(
                    PriceFinding(
                        kind: .differing, quote: quote, other: other, ageDays: age,
                        ratio: quote.hourly.ratio(to: other.hourly),
                        reason: "\(quote.source) says \(quote.hourly), \(other.source) \(other.hourly) USD/h"))
            }
            guard let since, let before = book.price(of: key, at: since), before != quote,
                PriceGates.differ(quote.hourly, before.hourly)
            else { continue }
            findings.append(
                PriceFinding(
                    kind: .moved, quote: quote, other: before, ageDays: age,
                    ratio: quote.hourly.ratio(to: before.hourly),
                    reason: "from \(before.hourly) to \(quote.hourly) USD/h"))
        }
        return findings
    }
}
