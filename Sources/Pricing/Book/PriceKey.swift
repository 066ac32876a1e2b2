public import FoundationEssentials
public import Vocabulary

/// What a price is for: which machine, where, rented how.
public struct PriceKey: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The provider, as `aws`.
    public let provider: String
    /// The provider's name of the machine type.
    public let instanceType: String
    /// The provider's name of the region.
    public let region: String
    /// The zone's identifier, where the price is a zone's.
    public let zone: String?
    /// How it is rented.
    public let purchase: PurchaseKind

    /// What a price is for.
    public init(provider: String, instanceType: String, region: String, zone: String? = nil, purchase: PurchaseKind) {
        self.provider = provider
        self.instanceType = instanceType
        self.region = region
        self.zone = zone
        self.purchase = purchase
    }

    /// `aws g4dn.xlarge us-east-1 use1-az4 spot`.
    public var description: String {
        [provider, instanceType, region, zone, purchase.rawValue].compactMap { $0 }.joined(separator: " ")
    }

    /// The order of listings: provider, type, region, zone, purchase.
    public static func < (left: PriceKey, right: PriceKey) -> Bool {
        left.sortKey.lexicographicallyPrecedes(right.sortKey)
    }

    private var sortKey: [String] { [provider, instanceType, region, zone ?? "", purchase.rawValue] }

    /// The same machine in the same region at the list price.
    public var onDemand: PriceKey {
        PriceKey(provider: provider, instanceType: instanceType, region: region, purchase: .onDemand)
    }
}

extension Quote {
    /// What it is for.
    public var key: PriceKey {
        PriceKey(provider: provider, instanceType: instanceType, region: region, zone: zone, purchase: purchase)
    }

    /// Whether an estimate may use it.
    public var isUsable: Bool { quality != .quarantined }

    /// How long ago it was read from its source, in seconds; 0 for one that was read later than `moment`.
    public func age(at moment: Date) -> TimeInterval { max(0, moment.timeIntervalSince(fetchedAt)) }

    /// The same price, judged otherwise; the reason joins the note.
    func judged(_ quality: QuoteQuality, because reason: String) -> Quote {
        Quote(
            provider: provider, instanceType: instanceType, region: region, zone: zone, purchase: purchase,
            hourly: hourly, effectiveAt: effectiveAt, source: source, fetchedAt: fetchedAt, quality: quality,
            note: note.map { $0.contains(reason) ? $0 : "\(reason); \($0)" } ?? reason)
    }
}
