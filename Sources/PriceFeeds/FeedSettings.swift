import HTTPClient
public import Pricing

/// Where the feeds ask, with which keys and for which regions: all from the coordinator's environment, so that a mirror or a fixture takes a
/// provider's place.
public struct FeedSettings: Sendable {
    private let environment: [String: String]

    /// Settings from an environment.
    public init(environment: [String: String]) { self.environment = environment }

    /// The variables with their meaning and default, for the documentation and `--help`.
    public static let variables: [(name: String, meaning: String, usual: String)] = [
        ("SHOESTRING_AWS_EC2_URL", "spot history", "https://ec2.{region}.amazonaws.com/"),
        ("SHOESTRING_AWS_PRICING_URL", "list prices", "https://api.pricing.us-east-1.amazonaws.com/"),
        (
            "SHOESTRING_SPOT_ADVISOR_URL", "Spot Advisor's file",
            "https://spot-bid-advisor.s3.amazonaws.com/spot-advisor-data.json"
        ),
        ("SHOESTRING_AZURE_PRICES_URL", "retail prices", "https://prices.azure.com/api/retail/prices"),
        (
            "SHOESTRING_GCP_CATALOGUE_URL", "catalogue",
            "https://cloudbilling.googleapis.com/v1/services/6F81-5844-456A/skus"
        ),
        ("SHOESTRING_AWS_REGIONS", "regions of AWS, separated by commas", "us-east-1"),
        ("SHOESTRING_AWS_SPOT_DAYS", "how far back, 1 to 90 days", "1"),
        ("SHOESTRING_AZURE_REGIONS", "regions of Azure", "eastus"),
        ("SHOESTRING_GCP_REGIONS", "regions of GCP", "us-central1"),
        ("SHOESTRING_PRICE_TABLE_URL", "a table of one's own", ""),
        ("SHOESTRING_PRICE_TABLE_PROVIDER", "whose prices that table has", ""),
    ]

    private func value(_ name: String) -> String {
        if let value = environment[name], !value.isEmpty { return value }
        return Self.variables.first { $0.name == name }?.usual ?? ""
    }

    private func list(_ name: String) -> [String] {
        value(name).split(separator: ",").map { String($0.filter { $0 != " " }) }
    }

    /// Every feed, in the order in which all are asked: list prices before what is measured against them.
    public func feeds(_ transport: FeedTransport) -> [any PriceFeed] {
        let key = AWSCredentials.from(environment)
        let aws = list("SHOESTRING_AWS_REGIONS")
        let gcpKey = environment[GCPFeed.variable].flatMap { $0.isEmpty ? nil : $0 }
        return [
            SeedFeed(),
            AWSListFeed(
                address: value("SHOESTRING_AWS_PRICING_URL"), regions: aws, credentials: key, transport: transport),
            AWSSpotFeed(
                address: value("SHOESTRING_AWS_EC2_URL"), regions: aws,
                days: Int(value("SHOESTRING_AWS_SPOT_DAYS")) ?? 1, credentials: key, transport: transport),
            SpotAdvisorFeed(address: value("SHOESTRING_SPOT_ADVISOR_URL"), regions: aws, transport: transport),
            AzureFeed(
                address: value("SHOESTRING_AZURE_PRICES_URL"), regions: list("SHOESTRING_AZURE_REGIONS"),
                transport: transport),
            GCPFeed(
                address: value("SHOESTRING_GCP_CATALOGUE_URL"), regions: list("SHOESTRING_GCP_REGIONS"), key: gcpKey,
                transport: transport),
            TableFeed(
                address: value("SHOESTRING_PRICE_TABLE_URL"), provider: value("SHOESTRING_PRICE_TABLE_PROVIDER"),
                transport: transport),
        ]
    }
}
