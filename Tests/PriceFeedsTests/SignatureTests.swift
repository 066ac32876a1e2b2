import Foundation
import HTTPClient
import HTTPTesting
import Testing

/// Vectors made by botocore 1.44.5 with its clock at 2026-11-21 01:02:03 UTC:
///
///     credentials = Credentials('AKIDEXAMPLE', 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', token)
///     request = AWSRequest('POST', f'https://{host}/', headers=headers, data=body)
///     SigV4Auth(credentials, service, region).add_auth(request)
@Suite("A signed request")
struct SignatureTests {
    struct Vector: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let host: String
        let service: String
        let region: String
        let headers: [HTTPField]
        let body: String
        var token: String?
        let authorization: String
    }

    static let id = "AKIDEXAMPLE"
    static let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    private static let form = HTTPField("content-type", "application/x-www-form-urlencoded; charset=utf-8")
    private static let question =
        "Action=DescribeSpotPriceHistory&Version=2016-11-15&InstanceType.1=g4dn.xlarge"
        + "&ProductDescription.1=Linux%2FUNIX&MaxResults=1000&StartTime=2026-11-20T00%3A00%3A00Z"

    static let vectors = [
        Vector(
            testDescription: "spot price history", host: "ec2.us-east-1.amazonaws.com", service: "ec2",
            region: "us-east-1", headers: [form], body: question,
            authorization: "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261121/us-east-1/ec2/aws4_request, "
                + "SignedHeaders=content-type;host;x-amz-date, "
                + "Signature=38695d50da7d08b8e36511b5e4ad200c1838f99fccd4b8986f5f7889d690efac"),
        Vector(
            testDescription: "a next page with temporary credentials", host: "ec2.eu-west-1.amazonaws.com",
            service: "ec2", region: "eu-west-1", headers: [form], body: question + "&NextToken=a%2Fb%2Bc%3D%3D",
            token: "FwoGZXIvYXdzEXAMPLE//////////token+/=",
            authorization: "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261121/eu-west-1/ec2/aws4_request, "
                + "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, "
                + "Signature=91e1e2767ab012d90244f7e1bd378a5691fe3a3b70b49d0f5e0f8a00519f3794"),
        Vector(
            testDescription: "list prices", host: "api.pricing.us-east-1.amazonaws.com", service: "pricing",
            region: "us-east-1",
            headers: [
                HTTPField("content-type", "application/x-amz-json-1.1"),
                HTTPField("x-amz-target", "AWSPriceListService.GetProducts"),
            ], body: #"{"FormatVersion":"aws_v1","MaxResults":100,"ServiceCode":"AmazonEC2"}"#,
            authorization: "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261121/us-east-1/pricing/aws4_request, "
                + "SignedHeaders=content-type;host;x-amz-date;x-amz-target, "
                + "Signature=c3798f34c34a01ce147065e92a7922f62a144ad91f746e4edd25db6e1fc0d6eb"),
    ]

    @Test("bears the signature that botocore makes of it", arguments: vectors)
    func vector(_ vector: Vector) async throws {
        let server = LoopbackServer { _ in .init(text: "ok") }
        defer { server.stop() }
        let signature = AWSSignature(
            accessKeyID: Self.id, secretAccessKey: Self.secret, sessionToken: vector.token, region: vector.region,
            service: vector.service)
        // Host and time as in the vector; libcurl takes its time from this field when it is there.
        let fixed = [HTTPField("Host", vector.host), HTTPField("x-amz-date", "20261121T010203Z")]
        _ = try await HTTPClient().send(
            HTTPRequest(
                .post, server.url + "/", headers: vector.headers + fixed, body: .bytes(Data(vector.body.utf8)),
                authorization: .signature(signature)))
        let request = try #require(server.requests.first)
        #expect(request.headers["authorization"] == vector.authorization)
        #expect(request.headers["expect"] == nil)
        try SignatureVerifier(
            accessKeyID: Self.id, secret: Self.secret, region: vector.region, service: vector.service
        ).verify(request)
    }

    @Test("is refused by a verifier that knows another secret, and when a byte was changed")
    func wrong() async throws {
        let server = LoopbackServer { _ in .init(text: "ok") }
        defer { server.stop() }
        let signature = AWSSignature(
            accessKeyID: Self.id, secretAccessKey: Self.secret, region: "us-east-1", service: "ec2")
        _ = try await HTTPClient().send(
            HTTPRequest(
                .post, server.url + "/", headers: [Self.form], body: .bytes(Data("Action=A".utf8)),
                authorization: .signature(signature)))
        let request = try #require(server.requests.first)
        let right = SignatureVerifier(
            accessKeyID: Self.id, secret: Self.secret, region: "us-east-1", service: "ec2")
        try right.verify(request)
        let other = SignatureVerifier(accessKeyID: Self.id, secret: "other", region: "us-east-1", service: "ec2")
        #expect(throws: SignatureVerifier.Verdict.wrong("signature")) { try other.verify(request) }
        let changed = LoopbackServer.Request(
            method: request.method, target: request.target, headers: request.headers, body: Data("Action=B".utf8),
            connection: 1)
        #expect(throws: SignatureVerifier.Verdict.wrong("signature")) { try right.verify(changed) }
    }

    @Test("never shows its secret in a log")
    func secret() {
        let signature = AWSSignature(
            accessKeyID: Self.id, secretAccessKey: Self.secret, sessionToken: "token", region: "r", service: "s")
        let request = HTTPRequest(.post, "http://x/", authorization: .signature(signature))
        for text in ["\(signature)", String(reflecting: signature), "\(request)", String(reflecting: request)] {
            #expect(!text.contains(Self.secret) && !text.contains("token\""))
        }
    }
}
