import FoundationEssentials
import HTTPClient
public import Pricing
import Vocabulary

/// AWS's own history of spot prices, for each zone: DescribeSpotPriceHistory, signed.
public struct AWSSpotFeed: PriceFeed {
    /// `aws-spot`.
    public let name = "aws-spot"
    /// The address, with `{region}` where the region goes.
    public let address: String
    private let regions: [String]
    private let days: Int
    private let credentials: Result<AWSCredentials, PriceFeedFailure>
    private let transport: FeedTransport

    /// What the quotes name as their source.
    static let source = "AWS DescribeSpotPriceHistory"
    static let products: Set = ["Linux/UNIX", "Linux/UNIX (Amazon VPC)"]

    /// A feed.
    ///
    /// - Parameters:
    ///   - address: As `https://ec2.{region}.amazonaws.com/`.
    ///   - regions: Asked one after the other.
    ///   - days: How far back, 1 to 90.
    ///   - credentials: The key, or what is missing.
    ///   - transport: Sends.
    public init(
        address: String, regions: [String], days: Int, credentials: Result<AWSCredentials, PriceFeedFailure>,
        transport: FeedTransport
    ) {
        self.address = address
        self.regions = regions
        self.days = min(max(days, 1), 90)
        self.credentials = credentials
        self.transport = transport
    }

    /// One complete reading of every region.
    public func harvest(_ request: PriceFeedRequest) async throws(PriceFeedFailure) -> PriceHarvest {
        let key = try credentials.get()
        let types = request.types.filter { $0.provider == "aws" }.map(\.name).sorted()
        guard !types.isEmpty else { return PriceHarvest(remarks: ["no machine of AWS is known"]) }
        var harvest = PriceHarvest()
        for region in regions {
            var pages = PageCount(transport.limits)
            var token: String?
            repeat {
                let data = try await transport.send(ask(region, types, token, key, since: request.moment))
                let page = try SpotHistoryPage(data)
                for row in page.rows { try read(row, region, request.moment, into: &harvest) }
                token = try pages.next(data, token: page.nextToken)
            } while token != nil
        }
        return harvest
    }

    func ask(
        _ region: String, _ types: [String], _ token: String?, _ key: AWSCredentials, since now: Date
    ) -> HTTPRequest {
        var form = [("Action", "DescribeSpotPriceHistory"), ("Version", "2016-11-15")]
        form += types.enumerated().map { ("InstanceType.\($0.offset + 1)", $0.element) }
        form += [
            ("ProductDescription.1", "Linux/UNIX"), ("ProductDescription.2", "Linux/UNIX (Amazon VPC)"),
            ("MaxResults", "1000"), ("StartTime", FeedTime.text(now - Double(days) * 86_400)),
        ]
        if let token { form.append(("NextToken", token)) }
        return HTTPRequest(
            .post, address.replacing("{region}", with: region),
            headers: [HTTPField("content-type", "application/x-www-form-urlencoded; charset=utf-8")],
            body: .bytes(Data(PercentEncoding.form(form.map { (name: $0.0, value: $0.1) }).utf8)),
            authorization: .signature(key.signature(region: region, service: "ec2")))
    }

    private func read(
        _ row: SpotHistoryPage.Row, _ region: String, _ now: Date, into harvest: inout PriceHarvest
    ) throws(PriceFeedFailure) {
        // A stand-in or a later version may answer more than was asked for.
        guard Self.products.contains(try row.value("productDescription")) else { return }
        let price = try row.value("spotPrice")
        guard let amount = Money(priceText: price) else { throw .notUnderstood(reason: "spotPrice is \(price)") }
        let time = try row.value("timestamp")
        guard let effectiveAt = FeedTime.date(time) else { throw .notUnderstood(reason: "timestamp is \(time)") }
        // Names are mapped for each account; identifiers are the same for everybody.
        let identifier = row.values["availabilityZoneId"]
        let zone = if let identifier { identifier } else { try row.value("availabilityZone") }
        harvest.candidates.append(
            PriceCandidate(
                key: PriceKey(
                    provider: "aws", instanceType: try row.value("instanceType"), region: region, zone: zone,
                    purchase: .spot),
                amount: amount, effectiveAt: effectiveAt, source: Self.source, fetchedAt: now, quality: .live,
                note: identifier == nil ? "the zone is given by its name, which is mapped for each account" : nil))
    }
}
