public import FoundationEssentials
public import Vocabulary

/// Prices that should be looked at: old, contradicted or moved.
public struct PriceDrift: Hashable, Sendable {
    /// What is to be said of a price.
    public struct Finding: Hashable, Sendable, Codable {
        /// The kind of finding.
        public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
            /// Not read from its source for longer than allowed.
            case old
            /// Sources differ by more than 5 %.
            case differing
            /// Changed by more than 5 % since the given time.
            case moved
        }

        /// The kind.
        public let kind: Kind
        /// The price in force.
        public let quote: Quote
        /// The other price: of the other source, or the one in force then.
        public let other: Quote?
        /// Days since the quote was read.
        public let ageDays: Double
        /// The price divided by the other one.
        public let ratio: Double?
        /// In words.
        public let reason: String

        enum CodingKeys: String, CodingKey {
            case kind, quote, other, ratio, reason
            case ageDays = "age_days"
        }
    }

    /// A change or difference up to this share is not told.
    public static let tolerance = 0.05

    /// What is found in a book at a moment, by key.
    ///
    /// - Parameters:
    ///   - book: Usable quotes, with those that were in force at `since`.
    ///   - moment: Now.
    ///   - days: Older quotes are named.
    ///   - since: Moves from then to now are named; `nil` for none.
    public static func findings(in book: PriceBook, at moment: Date, olderThan days: Double, since: Date?) -> [Finding]
    {
        var findings: [Finding] = []
        for key in book.keys {
            let quotes = book.inForce(key, at: moment)
            guard let quote = quotes.first else { continue }
            let age = quote.age(at: moment) / 86_400
            if age > days {
                findings.append(
                    Finding(
                        kind: .old, quote: quote, other: nil, ageDays: age, ratio: nil,
                        reason: "last read \(Int(age)) days ago"))
            }
            for other in quotes.dropFirst() where PriceGates.differ(quote.hourly, other.hourly) {
                findings.append(
                    Finding(
                        kind: .differing, quote: quote, other: other, ageDays: age,
                        ratio: quote.hourly.ratio(to: other.hourly),
                        reason: "\(quote.source) says \(quote.hourly), \(other.source) \(other.hourly) USD/h"))
            }
            guard let since, let before = book.price(of: key, at: since), before != quote,
                PriceGates.differ(quote.hourly, before.hourly)
            else { continue }
            findings.append(
                Finding(
                    kind: .moved, quote: quote, other: before, ageDays: age,
                    ratio: quote.hourly.ratio(to: before.hourly),
                    reason: "from \(before.hourly) to \(quote.hourly) USD/h"))
        }
        return findings
    }
}
