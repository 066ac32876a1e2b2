import FoundationEssentials
import HTTPClient
public import Pricing
import Vocabulary

/// Google's Cloud Billing Catalogue: a machine costs its cores, its memory and its accelerators, each at its own price. Needs an API key.
public struct GCPFeed: PriceFeed {
    /// `gcp-catalogue`.
    public let name = "gcp-catalogue"
    /// The address, without the key.
    public let address: String
    private let regions: [String]
    private let key: String?
    private let transport: FeedTransport

    /// What the quotes name as their source.
    static let source = "GCP Cloud Billing Catalogue"
    /// The environment variable of the key.
    static let variable = "SHOESTRING_GCP_API_KEY"
    /// Machines that are billed as a part of their processors.
    static let shared: Set = ["e2-micro", "e2-small", "e2-medium", "f1-micro", "g1-small"]

    /// A feed.
    ///
    /// - Parameters:
    ///   - address: As `https://cloudbilling.googleapis.com/v1/services/6F81-5844-456A/skus`.
    ///   - regions: As `us-central1`.
    ///   - key: The API key, or `nil` when there is none.
    ///   - transport: Sends.
    public init(address: String, regions: [String], key: String?, transport: FeedTransport) {
        self.address = address
        self.regions = regions
        self.key = key
        self.transport = transport
    }

    private struct Price {
        let amount: Money
        let currency: String
        let effectiveAt: Date
    }

    /// One complete reading of the catalogue.
    public func harvest(_ request: PriceFeedRequest) async throws(PriceFeedFailure) -> PriceHarvest {
        guard let key else { throw .missing(variables: [Self.variable]) }
        var parts: [String: [GCPPart: Price]] = [:]
        var doubtful: Set<String> = []
        var pages = PageCount(transport.limits)
        var token: String?
        repeat {
            var query = [(name: "pageSize", value: "5000"), (name: "currencyCode", value: "USD")]
            if let token { query.append((name: "pageToken", value: token)) }
            let data = try await transport.send(
                HTTPRequest(
                    .get, address + "?" + PercentEncoding.form(query), headers: [HTTPField("x-goog-api-key", key)]))
            let page = try FeedJSON.decode(CataloguePage.self, from: data)
            for sku in page.skus {
                guard let part = GCPPart(sku) else { continue }
                guard let price = try price(of: sku) else {
                    doubtful.insert(sku.description)
                    continue
                }
                for region in sku.serviceRegions where regions.contains(region) {
                    if let known = parts[region]?[part], known.amount != price.amount {
                        throw .notUnderstood(reason: "\(sku.description) has two prices in \(region)")
                    }
                    parts[region, default: [:]][part] = price
                }
            }
            token = try pages.next(data, token: page.nextPageToken)
        } while token != nil
        var harvest = machines(request, parts)
        if !doubtful.isEmpty {
            harvest.remarks.append("\(doubtful.count) parts are not priced by the hour: \(doubtful.sorted().prefix(3))")
        }
        return harvest
    }

    /// The price of an hour; `nil` when it is for something else.
    private func price(of sku: CatalogueSKU) throws(PriceFeedFailure) -> Price? {
        guard let info = sku.pricingInfo.last, let unit = info.pricingExpression.tieredRates.last?.unitPrice else {
            throw .notUnderstood(reason: "\(sku.skuId) has no price")
        }
        guard ["h", "GiBy.h"].contains(info.pricingExpression.usageUnit) else { return nil }
        guard let units = Int64(unit.units ?? "0"), let nanos = Optional(unit.nanos ?? 0), abs(nanos) < 1_000_000_000,
            case let (whole, overflow) = units.multipliedReportingOverflow(by: 1_000_000_000), !overflow,
            let amount = Money(nanodollars: whole).adding(Money(nanodollars: nanos)),
            let effectiveAt = FeedTime.date(info.effectiveTime)
        else { throw .notUnderstood(reason: "the price of \(sku.skuId) is not units and nanos with a time") }
        return Price(amount: amount, currency: unit.currencyCode, effectiveAt: effectiveAt)
    }

    private func machines(_ request: PriceFeedRequest, _ parts: [String: [GCPPart: Price]]) -> PriceHarvest {
        var harvest = PriceHarvest()
        var unpriced: Set<String> = []
        for type in request.types where type.provider == "gcp" && !Self.shared.contains(type.name) {
            for region in regions {
                for purchase in [PurchaseKind.onDemand, .spot] {
                    guard let prices = parts[region],
                        let candidate = machine(type, region, purchase, prices, request.moment)
                    else {
                        unpriced.insert(type.name)
                        continue
                    }
                    harvest.candidates.append(candidate)
                }
            }
        }
        if !unpriced.isEmpty {
            harvest.remarks.append("no price for every part of \(unpriced.sorted().joined(separator: ", "))")
        }
        return harvest
    }

    private func machine(
        _ type: InstanceType, _ region: String, _ purchase: PurchaseKind, _ prices: [GCPPart: Price], _ now: Date
    ) -> PriceCandidate? {
        let family = String(type.name.prefix { $0 != "-" })
        var needed: [(part: GCPPart, count: Double)] = [
            (GCPPart(family: family, kind: .core, purchase: purchase), Double(type.processors)),
            (GCPPart(family: family, kind: .memory, purchase: purchase), type.memoryGiB),
        ]
        if type.acceleratorCount > 0 {
            guard let name = GCPPart.accelerator(of: type) else { return nil }
            needed.append(
                (GCPPart(family: "", kind: .accelerator(name), purchase: purchase), Double(type.acceleratorCount)))
        }
        var total = Money.zero
        var effectiveAt = Date.distantPast
        var currency = "USD"
        for (part, count) in needed {
            guard let price = prices[part], let amount = price.amount.scaled(by: count), let sum = total.adding(amount)
            else { return nil }
            total = sum
            effectiveAt = max(effectiveAt, price.effectiveAt)
            if price.currency != "USD" { currency = price.currency }
        }
        return PriceCandidate(
            key: PriceKey(provider: "gcp", instanceType: type.name, region: region, purchase: purchase), amount: total,
            currency: currency, effectiveAt: effectiveAt, source: Self.source, fetchedAt: now, quality: .live,
            note: "the sum of its parts' prices")
    }
}
