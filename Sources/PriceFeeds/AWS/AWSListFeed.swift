import FoundationEssentials
import HTTPClient
public import Pricing
import Vocabulary

/// AWS's list prices: GetProducts of the Price List Query API, signed.
public struct AWSListFeed: PriceFeed {
    /// `aws-list`.
    public let name = "aws-list"
    /// The address.
    public let address: String
    private let regions: [String]
    private let credentials: Result<AWSCredentials, PriceFeedFailure>
    private let transport: FeedTransport

    /// What the quotes name as their source.
    static let source = "AWS Price List"
    /// The code of the terms of on-demand offers.
    static let offer = "JRTCKXETXF"

    /// A feed.
    ///
    /// - Parameters:
    ///   - address: As `https://api.pricing.us-east-1.amazonaws.com/`; the service is in few regions and answers for all.
    ///   - regions: Whose prices are asked for.
    ///   - credentials: The key, or what is missing.
    ///   - transport: Sends.
    public init(
        address: String, regions: [String], credentials: Result<AWSCredentials, PriceFeedFailure>,
        transport: FeedTransport
    ) {
        self.address = address
        self.regions = regions
        self.credentials = credentials
        self.transport = transport
    }

    /// One complete reading of every region.
    public func harvest(_ request: PriceFeedRequest) async throws(PriceFeedFailure) -> PriceHarvest {
        let key = try credentials.get()
        let known = Set(request.types.filter { $0.provider == "aws" }.map(\.name))
        var harvest = PriceHarvest()
        var others: Set<String> = []
        for region in regions {
            var pages = PageCount(transport.limits)
            var token: String?
            repeat {
                let data = try await transport.send(try ask(region, token, key))
                let page = try FeedJSON.decode(ProductsPage.self, from: data)
                for text in page.priceList {
                    let product = try FeedJSON.decode(Product.self, from: Data(text.utf8))
                    let type = product.product.attributes.instanceType
                    if known.contains(type) {
                        try read(product, region, request.moment, into: &harvest)
                    } else {
                        others.insert(type)
                    }
                }
                token = try pages.next(data, token: page.nextToken)
            } while token != nil
        }
        if !others.isEmpty { harvest.remarks.append("\(others.count) machines that are not known were left out") }
        return harvest
    }

    private func ask(_ region: String, _ token: String?, _ key: AWSCredentials) throws(PriceFeedFailure) -> HTTPRequest
    {
        let filters = [
            ("regionCode", region), ("productFamily", "Compute Instance"), ("operatingSystem", "Linux"),
            ("preInstalledSw", "NA"), ("capacitystatus", "Used"), ("marketoption", "OnDemand"), ("tenancy", "Shared"),
        ]
        let body = ProductsRequest(
            filters: filters.map { .init(field: $0.0, value: $0.1) }, nextToken: token)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        do {
            return HTTPRequest(
                .post, address,
                headers: [
                    HTTPField("content-type", "application/x-amz-json-1.1"),
                    HTTPField("x-amz-target", "AWSPriceListService.GetProducts"),
                ], body: .bytes(try encoder.encode(body)),
                authorization: .signature(key.signature(region: "us-east-1", service: "pricing")))
        } catch {
            throw .notUnderstood(reason: "the request cannot be written: \(error)")
        }
    }

    private func read(
        _ product: Product, _ region: String, _ now: Date, into harvest: inout PriceHarvest
    ) throws(PriceFeedFailure) {
        for term in product.terms.onDemand.values where term.offerTermCode == Self.offer {
            guard let effectiveAt = FeedTime.date(term.effectiveDate) else {
                throw .notUnderstood(reason: "effectiveDate is \(term.effectiveDate)")
            }
            for dimension in term.priceDimensions.values {
                let prices = dimension.pricePerUnit
                guard let currency = prices["USD"] == nil ? prices.keys.min() : "USD", let text = prices[currency],
                    let amount = Money(priceText: text)
                else { throw .notUnderstood(reason: "a pricePerUnit is not an amount") }
                harvest.candidates.append(
                    PriceCandidate(
                        key: PriceKey(
                            provider: "aws", instanceType: product.product.attributes.instanceType, region: region,
                            purchase: .onDemand),
                        amount: amount, currency: currency, unit: dimension.unit, effectiveAt: effectiveAt,
                        source: Self.source, fetchedAt: now, quality: .live))
            }
        }
    }
}

/// The body of GetProducts.
private struct ProductsRequest: Encodable {
    struct Filter: Encodable {
        let type = "TERM_MATCH"
        let field: String
        let value: String

        enum CodingKeys: String, CodingKey {
            case type = "Type"
            case field = "Field"
            case value = "Value"
        }
    }

    let serviceCode = "AmazonEC2"
    let formatVersion = "aws_v1"
    let maxResults = 100
    let filters: [Filter]
    let nextToken: String?

    enum CodingKeys: String, CodingKey {
        case serviceCode = "ServiceCode"
        case formatVersion = "FormatVersion"
        case maxResults = "MaxResults"
        case filters = "Filters"
        case nextToken = "NextToken"
    }
}

/// An answer of GetProducts: each product is JSON within a text.
private struct ProductsPage: Decodable {
    let priceList: [String]
    let nextToken: String?

    enum CodingKeys: String, CodingKey {
        case priceList = "PriceList"
        case nextToken = "NextToken"
    }
}

/// What is read of a product.
private struct Product: Decodable {
    struct Body: Decodable {
        struct Attributes: Decodable { let instanceType: String }
        let attributes: Attributes
    }

    struct Terms: Decodable {
        let onDemand: [String: Term]
        enum CodingKeys: String, CodingKey { case onDemand = "OnDemand" }
    }

    struct Term: Decodable {
        let offerTermCode: String
        let effectiveDate: String
        let priceDimensions: [String: Dimension]
    }

    struct Dimension: Decodable {
        let unit: String
        let pricePerUnit: [String: String]
    }

    let product: Body
    let terms: Terms
}
