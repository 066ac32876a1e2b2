public import Vocabulary

/// What stops or labels a price at import; each is an error that was found in a public catalogue (`docs/prices.md`).
public enum PriceGate: String, Hashable, Sendable, Codable, CaseIterable {
    /// Not in US dollars: cannot be kept at all.
    case currency
    /// Not for an hour: cannot be kept at all.
    case unit
    /// Zero or less.
    case notPositive = "not_positive"
    /// No machine of that name is known, so nothing can be checked.
    case unknownType = "unknown_type"
    /// A machine's memory or its accelerators' makes no sense in GiB.
    case machineUnits = "machine_units"
    /// The price per processor is beyond what any machine costs.
    case perProcessor = "per_processor"
    /// Far from the other machines of its family.
    case familyLine = "family_line"
    /// Two prices of one source for one moment.
    case contradiction
    /// Another source says something else.
    case sources
    /// A spot price above the list price.
    case spotAboveList = "spot_above_list"
    /// A spot price equal to the list price: the source knew no discount.
    case noDiscount = "no_discount"
    /// The source itself says that it must not be used.
    case sourceWarns = "source_warns"
}

/// A price that could not even be kept.
public struct PriceRefusal: Hashable, Sendable {
    /// What it was for.
    public let key: PriceKey
    /// The gate.
    public let gate: PriceGate
    /// Why.
    public let reason: String
}

/// A price that is kept and never used.
public struct PriceStop: Hashable, Sendable {
    /// The quote, quarantined, with the reason as its note.
    public let quote: Quote
    /// The first gate that stopped it.
    public let gate: PriceGate
    /// Why.
    public let reason: String
}

/// What the gates made of a harvest.
public struct PriceJudgement: Hashable, Sendable {
    /// Quotes to use, with what was noted on them.
    public var accepted: [Quote] = []
    /// Quotes to keep and never to use.
    public var stopped: [PriceStop] = []
    /// What cannot be kept.
    public var refused: [PriceRefusal] = []

    /// Everything to keep.
    public var quotes: [Quote] { accepted + stopped.map(\.quote) }
}
