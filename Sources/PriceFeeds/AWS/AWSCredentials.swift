import HTTPClient
import Pricing

/// A key of AWS, as the environment gives it. It needs one permission: `ec2:DescribeSpotPriceHistory`, and `pricing:GetProducts` for list
/// prices.
public struct AWSCredentials: Sendable, Hashable {
    /// The key's identity.
    public let accessKeyID: String
    /// The key's secret.
    public let secretAccessKey: String
    /// The token of temporary credentials.
    public let sessionToken: String?

    /// A key.
    public init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
    }

    /// The variables that must be there.
    static let variables = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]

    /// The key that is in an environment, or the variables that are missing.
    static func from(_ environment: [String: String]) -> Result<AWSCredentials, PriceFeedFailure> {
        let missing = variables.filter { environment[$0, default: ""].isEmpty }
        guard missing.isEmpty, let id = environment[variables[0]], let secret = environment[variables[1]] else {
            return .failure(.missing(variables: missing))
        }
        let token = environment["AWS_SESSION_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
        return .success(AWSCredentials(accessKeyID: id, secretAccessKey: secret, sessionToken: token))
    }

    /// What signs a request.
    func signature(region: String, service: String) -> AWSSignature {
        AWSSignature(
            accessKeyID: accessKeyID, secretAccessKey: secretAccessKey, sessionToken: sessionToken, region: region,
            service: service)
    }
}
