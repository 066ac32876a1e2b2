/// What signs a request for AWS: Signature Version 4, made by libcurl (`CURLOPT_AWS_SIGV4`).
///
/// libcurl 7.88 signs the path and the body as they are sent and every header field that is set, but does not sort a query: sign requests
/// without one.
public struct AWSSignature: Sendable, Hashable {
    /// The key's identity.
    public var accessKeyID: String
    /// The key's secret; it never leaves the machine.
    public var secretAccessKey: String
    /// The token of temporary credentials, sent and signed as `x-amz-security-token`.
    public var sessionToken: String?
    /// The region that the service is asked in, as `us-east-1`.
    public var region: String
    /// The service's name, as `ec2`.
    public var service: String

    /// A signature.
    public init(
        accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil, region: String, service: String
    ) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.region = region
        self.service = service
    }
}

extension AWSSignature: CustomStringConvertible, CustomReflectable {
    /// Without the secret, so that no log ever shows it.
    public var description: String { "AWS signature of \(accessKeyID) for \(service) in \(region)" }

    /// Without the secret.
    public var customMirror: Mirror { Mirror(self, children: ["accessKeyID": accessKeyID]) }
}
