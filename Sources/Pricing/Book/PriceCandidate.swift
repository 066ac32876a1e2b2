public import FoundationEssentials
public import Vocabulary

/// A price as a source states it, before the gates.
public struct PriceCandidate: Hashable, Sendable {
    /// What it is for.
    public let key: PriceKey
    /// The amount in ``currency`` for one ``unit``.
    public let amount: Money
    /// The currency's code; only `USD` passes.
    public let currency: String
    /// What the amount is for; only an hour passes: `hour`, `Hrs`, `1 Hour`, `h`.
    public let unit: String
    /// Since when it holds.
    public let effectiveAt: Date
    /// Who says so.
    public let source: String
    /// When it was read.
    public let fetchedAt: Date
    /// What the source is: `live`, `snapshot`, `derived`, or `quarantined` where the source itself warns of it.
    public let quality: QuoteQuality
    /// What else to know.
    public let note: String?

    /// A price as a source states it.
    public init(
        key: PriceKey, amount: Money, currency: String = "USD", unit: String = "hour", effectiveAt: Date,
        source: String, fetchedAt: Date, quality: QuoteQuality, note: String? = nil
    ) {
        self.key = key
        self.amount = amount
        self.currency = currency
        self.unit = unit
        self.effectiveAt = effectiveAt
        self.source = source
        self.fetchedAt = fetchedAt
        self.quality = quality
        self.note = note
    }

    /// The quote it would be.
    var quote: Quote {
        Quote(
            provider: key.provider, instanceType: key.instanceType, region: key.region, zone: key.zone,
            purchase: key.purchase, hourly: amount, effectiveAt: effectiveAt, source: source, fetchedAt: fetchedAt,
            quality: quality, note: note)
    }
}

/// Everything that one complete reading of a source gave. A reading that broke off gives nothing.
public struct PriceHarvest: Hashable, Sendable {
    /// The machines that the source describes.
    public var types: [InstanceType]
    /// The prices that it states.
    public var candidates: [PriceCandidate]
    /// What was left out and why, one line each.
    public var remarks: [String]

    /// A harvest.
    public init(types: [InstanceType] = [], candidates: [PriceCandidate] = [], remarks: [String] = []) {
        self.types = types
        self.candidates = candidates
        self.remarks = remarks
    }
}

extension Money {
    /// Reads a decimal text as price lists write it, as `0.5260000000`: decimals beyond the ninth are rounded half to even. `nil` for
    /// anything that is not a plain decimal number or is out of range.
    public init?(priceText text: String) {
        if let exact = Money(text) {
            self = exact
            return
        }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].utf8.count > 9, parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let cut = Money("\(parts[0]).\(parts[1].prefix(9))")
        else { return nil }
        let rest = Array(parts[1].utf8.dropFirst(9)).map { $0 - 0x30 }
        let isAboveHalf = rest[0] > 5 || rest[0] == 5 && rest.dropFirst().contains { $0 > 0 }
        let isHalf = rest[0] == 5 && !isAboveHalf
        guard isAboveHalf || isHalf && cut.nanodollars % 2 != 0 else {
            self = cut
            return
        }
        guard let rounded = cut.adding(Money(nanodollars: text.hasPrefix("-") ? -1 : 1)) else { return nil }
        self = rounded
    }
}
