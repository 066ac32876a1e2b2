import Foundation
import HTTPClient
import HTTPTesting
import Pricing
import Testing
import Vocabulary

@testable import PriceFeeds

@Suite("AWS's list prices")
struct AWSListFeedTests {
    /// A product as AWS writes it: JSON within JSON.
    private static func product(_ type: String, _ price: String, currency: String = "USD", unit: String = "Hrs")
        -> String
    {
        let inner = """
            {"product":{"attributes":{"instanceType":"\(type)"}},"terms":{"OnDemand":{"S.JRTCKXETXF":{"offerTermCode":"JRTCKXETXF",\
            "effectiveDate":"2026-11-01T00:00:00Z","priceDimensions":{"S.JRTCKXETXF.D":{"unit":"\(unit)","pricePerUnit":{"\(currency)":"\(price)"}}}}}}}
            """
        return "\"" + inner.replacing("\"", with: "\\\"") + "\""
    }

    private func feed(_ server: LoopbackServer) throws -> AWSListFeed {
        AWSListFeed(
            address: server.url + "/", regions: ["us-east-1"], credentials: Fixture.credentials,
            transport: try Fixture.transport())
    }

    @Test("are read page by page, signed for the service pricing, tenth decimals and all")
    func pages() async throws {
        let pages = [
            #"{"FormatVersion":"aws_v1","NextToken":"n2","PriceList":[\#(Self.product("g4dn.xlarge", "0.5260000000"))]}"#,
            #"{"FormatVersion":"aws_v1","PriceList":[\#(Self.product("c6i.large", "0.085")),\#(Self.product("z9.new", "1"))]}"#,
        ]
        try await withServer(pages.map { .init(text: $0) }) { server in
            let harvest = try await feed(server).harvest(Fixture.request())
            #expect(
                harvest.candidates.map { "\($0.key) \($0.amount)" } == [
                    "aws g4dn.xlarge us-east-1 on_demand 0.526", "aws c6i.large us-east-1 on_demand 0.085",
                ])
            #expect(harvest.remarks == ["1 machines that are not known were left out"])
            for request in server.requests {
                try SignatureVerifier(
                    accessKeyID: SignatureTests.id, secret: SignatureTests.secret, region: "us-east-1",
                    service: "pricing"
                ).verify(request)
            }
            let second = try JSONValue(parsing: server.requests[1].body)
            #expect(second["NextToken"] == "n2")
            #expect(second["ServiceCode"] == "AmazonEC2")
        }
    }

    @Test("in another currency or unit stop at the gates")
    func gates() async throws {
        let page =
            #"{"PriceList":[\#(Self.product("g4dn.xlarge", "3.7", currency: "CNY")),\#(Self.product("c6i.large", "0.085", unit: "Quantity"))]}"#
        try await withServer([.init(text: page)]) { server in
            let harvest = try await feed(server).harvest(Fixture.request())
            let judgement = PriceGates(types: Fixture.types).judge(harvest.candidates)
            #expect(judgement.refused.map(\.gate) == [.currency, .unit])
            #expect(judgement.quotes == [])
        }
    }

    @Test(
        "that are garbage give nothing",
        arguments: [
            "", "[]", "{}", #"{"PriceList":["{"]}"#, #"{"PriceList":[1]}"#, #"{"PriceList":["{\"product\":{}}"]}"#,
        ])
    func garbage(text: String) async throws {
        try await withServer([.init(text: text)]) { server in
            await #expect(throws: PriceFeedFailure.self) { try await feed(server).harvest(Fixture.request()) }
        }
    }
}
