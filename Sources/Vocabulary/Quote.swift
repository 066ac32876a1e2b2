public import FoundationEssentials

/// How a machine is rented.
public enum PurchaseKind: String, Hashable, Sendable, Codable, CaseIterable {
    /// For as long as one wants, at the list price.
    case onDemand = "on_demand"
    /// Until the provider takes it back.
    case spot
    /// For a term, paid whether used or not.
    case reserved
}

/// How far a quote can be trusted.
public enum QuoteQuality: String, Hashable, Sendable, Codable, CaseIterable {
    /// Fetched from the provider.
    case live
    /// From a dated file.
    case snapshot
    /// Computed from other figures, as a list price times a published saving.
    case derived
    /// Stopped by a gate; never used for an estimate.
    case quarantined
}

/// A price with everything that makes it one: for what, where, since when, and who said so.
public struct Quote: Hashable, Sendable, Codable {
    /// The provider, as `aws`.
    public let provider: String
    /// The provider's name of the machine type, as `g4dn.xlarge`.
    public let instanceType: String
    /// The provider's name of the region, as `us-east-1`.
    public let region: String
    /// The zone's identifier where the price is a zone's; identifiers, not names: AWS maps names per account.
    public let zone: String?
    /// How it is rented.
    public let purchase: PurchaseKind
    /// The price of an hour.
    public let hourly: Money
    /// Since when it holds.
    public let effectiveAt: Date
    /// Who says so, as `aws spot price history` or a file's name.
    public let source: String
    /// When it was read from the source.
    public let fetchedAt: Date
    /// How far it can be trusted.
    public let quality: QuoteQuality
    /// Why it was derived or stopped, or what else to know.
    public let note: String?

    /// A price.
    public init(
        provider: String, instanceType: String, region: String, zone: String? = nil, purchase: PurchaseKind,
        hourly: Money, effectiveAt: Date, source: String, fetchedAt: Date, quality: QuoteQuality, note: String? = nil
    ) {
        self.provider = provider
        self.instanceType = instanceType
        self.region = region
        self.zone = zone
        self.purchase = purchase
        self.hourly = hourly
        self.effectiveAt = effectiveAt
        self.source = source
        self.fetchedAt = fetchedAt
        self.quality = quality
        self.note = note
    }

    enum CodingKeys: String, CodingKey {
        case provider, region, zone, purchase, source, quality, note
        case instanceType = "instance_type"
        case hourly = "usd_per_hour"
        case effectiveAt = "effective_at"
        case fetchedAt = "fetched_at"
    }
}
