import FoundationEssentials
import HTTPClient
public import Pricing
import Vocabulary

/// Azure's Retail Prices: list and spot prices of Linux machines. Needs no key.
public struct AzureFeed: PriceFeed {
    /// `azure-retail`.
    public let name = "azure-retail"
    /// The address.
    public let address: String
    private let regions: [String]
    private let transport: FeedTransport

    /// What the quotes name as their source.
    static let source = "Azure Retail Prices"

    /// A feed.
    ///
    /// - Parameters:
    ///   - address: As `https://prices.azure.com/api/retail/prices`.
    ///   - regions: As `eastus`; asked one after the other.
    ///   - transport: Sends.
    public init(address: String, regions: [String], transport: FeedTransport) {
        self.address = address
        self.regions = regions
        self.transport = transport
    }

    /// One complete reading of every region.
    public func harvest(_ request: PriceFeedRequest) async throws(PriceFeedFailure) -> PriceHarvest {
        let known = Set(request.types.filter { $0.provider == "azure" }.map(\.name))
        var harvest = PriceHarvest()
        var others: Set<String> = []
        for region in regions {
            var pages = PageCount(transport.limits)
            var link: String? = firstAddress(region)
            while let current = link {
                let data = try await transport.send(HTTPRequest(.get, current))
                let page = try FeedJSON.decode(RetailPage.self, from: data)
                for item in page.items where item.isMachine {
                    if known.contains(item.armSkuName) {
                        harvest.candidates.append(try candidate(item, request.moment))
                    } else {
                        others.insert(item.armSkuName)
                    }
                }
                link = try pages.next(data, token: page.nextPageLink)
                if let link, !Origin.same(link, address) {
                    throw .notUnderstood(reason: "the next page is on another host: \(link.prefix(200))")
                }
            }
        }
        if !others.isEmpty { harvest.remarks.append("\(others.count) machines that are not known were left out") }
        return harvest
    }

    private func firstAddress(_ region: String) -> String {
        // Values are case-sensitive since this version of the API.
        let filter =
            "serviceName eq 'Virtual Machines' and priceType eq 'Consumption' and armRegionName eq '\(region)'"
        return address + "?"
            + PercentEncoding.form([
                (name: "api-version", value: "2023-01-01-preview"), (name: "currencyCode", value: "USD"),
                (name: "$filter", value: filter),
            ])
    }

    private func candidate(_ item: RetailPage.Item, _ now: Date) throws(PriceFeedFailure) -> PriceCandidate {
        // JSON's number is read as a decimal, never as a binary fraction.
        guard let amount = Money(priceText: "\(item.retailPrice)") else {
            throw .notUnderstood(reason: "retailPrice is \(item.retailPrice)")
        }
        guard let effectiveAt = FeedTime.date(item.effectiveStartDate) else {
            throw .notUnderstood(reason: "effectiveStartDate is \(item.effectiveStartDate)")
        }
        return PriceCandidate(
            key: PriceKey(
                provider: "azure", instanceType: item.armSkuName, region: item.armRegionName,
                purchase: item.isSpot ? .spot : .onDemand),
            amount: amount, currency: item.currencyCode, unit: item.unitOfMeasure, effectiveAt: effectiveAt,
            source: Self.source, fetchedAt: now, quality: .live)
    }
}

/// Scheme, host and port of an address.
enum Origin {
    static func same(_ left: String, _ right: String) -> Bool {
        guard let first = of(left), let second = of(right) else { return false }
        return first == second
    }

    /// `nil` for what is no http address or carries a user's name.
    static func of(_ address: String) -> String? {
        guard let match = address.lowercased().prefixMatch(of: /(https?):\/\/([^\/?#@\\]+)(?=[\/?#]|$)/) else {
            return nil
        }
        let (scheme, host) = (String(match.output.1), String(match.output.2))
        let usual = scheme == "https" ? ":443" : ":80"
        return scheme + "://" + (host.hasSuffix(usual) ? String(host.dropLast(usual.count)) : host)
    }
}

/// What is read of a page.
private struct RetailPage: Decodable {
    struct Item: Decodable {
        let currencyCode: String
        let retailPrice: Decimal
        let armRegionName: String
        let effectiveStartDate: String
        let meterName: String
        let productName: String
        let skuName: String
        let unitOfMeasure: String
        let type: String
        let armSkuName: String
        let isPrimaryMeterRegion: Bool?

        var isSpot: Bool { skuName.contains("Spot") || meterName.contains("Spot") }

        /// Whether it is a Linux machine at list or spot price.
        var isMachine: Bool {
            type == "Consumption" && isPrimaryMeterRegion != false && !armSkuName.isEmpty
                && !skuName.contains("Low Priority") && !meterName.contains("Low Priority")
                && !["Windows", "Dedicated", "Cloud Services", "CloudServices"].contains { productName.contains($0) }
        }
    }

    let items: [Item]
    /// Null or empty on the last page.
    let nextPageLink: String?

    enum CodingKeys: String, CodingKey {
        case items = "Items"
        case nextPageLink = "NextPageLink"
    }
}
