public import FoundationEssentials
public import Vocabulary

/// Prices that should be looked at: old, contradicted or moved.
public enum PriceDrift {
    /// A change or difference up to this share is not told.
    public static let tolerance = 0.05

    /// What is found in a book at a moment: what is old by source, the rest by key.
    ///
    /// A file that nobody reads again makes all of its prices old at once; that is one finding, not one a price.
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
        var old: [String: [Quote]] = [:]
        for key in book.keys {
            let quotes = book.inForce(key, at: moment)
            guard let quote = quotes.first else { continue }
            let age = quote.age(at: moment) / 86_400
            if age > days { old[quote.source, default: []].append(quote) }
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
        return old.keys.sorted().compactMap { finding(about: old[$0] ?? [], at: moment) } + findings
    }

    private static func finding(about quotes: [Quote], at moment: Date) -> PriceFinding? {
        guard let oldest = quotes.max(by: { $0.age(at: moment) < $1.age(at: moment) }) else { return nil }
        let age = oldest.age(at: moment) / 86_400
        let what = quotes.count == 1 ? "one price" : "\(quotes.count) prices"
        return PriceFinding(
            kind: .old, quote: oldest, other: nil, ageDays: age, ratio: nil,
            reason:
                "\(what) of \(oldest.source), last read \(Int(age)) days ago: refresh the provider's own source, or "
                + "import a newer table", count: quotes.count)
    }
}
