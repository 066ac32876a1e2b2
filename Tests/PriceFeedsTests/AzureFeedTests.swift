import Foundation
import HTTPClient
import HTTPTesting
import Pricing
import Testing
import Vocabulary

@testable import PriceFeeds

@Suite("Azure's retail prices")
struct AzureFeedTests {
    private static func item(
        _ sku: String, _ price: String, skuName: String = "D4s v5", product: String = "Virtual Machines Dsv5 Series",
        currency: String = "USD"
    ) -> String {
        """
        {"currencyCode":"\(currency)","tierMinimumUnits":0.0,"retailPrice":\(price),"unitPrice":\(price),"armRegionName":"eastus",
        "location":"US East","effectiveStartDate":"2026-10-01T00:00:00Z","meterId":"m","meterName":"\(skuName)","productId":"p","skuId":"s",
        "productName":"\(product)","skuName":"\(skuName)","serviceName":"Virtual Machines","serviceId":"x","serviceFamily":"Compute",
        "unitOfMeasure":"1 Hour","type":"Consumption","isPrimaryMeterRegion":true,"armSkuName":"\(sku)"}
        """
    }

    private static func page(_ items: [String], next: String? = nil) -> String {
        """
        {"BillingCurrency":"USD","CustomerEntityId":"Default","CustomerEntityType":"Retail","Items":[\(items.joined(separator: ","))],
        "NextPageLink":\(next.map { "\"\($0)\"" } ?? "null"),"Count":\(items.count)}
        """
    }

    private func feed(_ server: LoopbackServer) throws -> AzureFeed {
        AzureFeed(address: server.url + "/api/retail/prices", regions: ["eastus"], transport: try Fixture.transport())
    }

    @Test("are read along the links of their own host, as decimals, without Windows and low priority")
    func pages() async throws {
        let server = LoopbackServer { request in
            if request.target.contains("$skip") || request.target.contains("skip=1000") {
                return .init(
                    text: Self.page([Self.item("Standard_D4s_v5", "0.0384", skuName: "D4s v5 Spot")], next: ""))
            }
            let host = "http://" + (request.headers["host"] ?? "")
            return .init(
                text: Self.page(
                    [
                        Self.item("Standard_D4s_v5", "0.192"),
                        Self.item("Standard_D4s_v5", "0.376", product: "Virtual Machines Dsv5 Series Windows"),
                        Self.item("Standard_D4s_v5", "0.04", skuName: "D4s v5 Low Priority"),
                        Self.item("Standard_X1", "1"),
                    ], next: host + "/api/retail/prices?skip=1000"))
        }
        defer { server.stop() }
        let harvest = try await feed(server).harvest(Fixture.request())
        #expect(
            harvest.candidates.map { "\($0.key) \($0.amount)" } == [
                "azure Standard_D4s_v5 eastus on_demand 0.192", "azure Standard_D4s_v5 eastus spot 0.0384",
            ])
        #expect(
            server.requests[0].target
                == "/api/retail/prices?api-version=2023-01-01-preview&currencyCode=USD&$filter=serviceName%20eq%20%27Virtual%20Machines%27"
                + "%20and%20priceType%20eq%20%27Consumption%27%20and%20armRegionName%20eq%20%27eastus%27")
    }

    @Test(
        "never follow a link to another host",
        arguments: [
            "http://elsewhere.example/api/retail/prices", "https://127.0.0.1/x", "http://127.0.0.1@elsewhere.example/",
            "/relative", "file:///etc/passwd",
        ])
    func foreign(link: String) async throws {
        try await withServer([.init(text: Self.page([Self.item("Standard_D4s_v5", "0.192")], next: link))]) { server in
            await #expect(throws: PriceFeedFailure.notUnderstood(reason: "the next page is on another host: \(link)")) {
                try await feed(server).harvest(Fixture.request())
            }
            #expect(server.requests.count == 1)
        }
    }

    @Test("treat the usual port as none, as Azure's own links have it")
    func ports() {
        #expect(Origin.same("https://prices.azure.com:443/api?x", "https://prices.azure.com/api"))
        #expect(!Origin.same("http://prices.azure.com:443/", "https://prices.azure.com/"))
    }

    @Test("of zero, equal to the list price, or in euros, stop at the gates")
    func gates() async throws {
        let items = [
            Self.item("Standard_NC40ads_H100_v5", "6.98"),
            Self.item("Standard_NC40ads_H100_v5", "6.98", skuName: "NC40 Spot"),
            Self.item("Standard_D4s_v5", "0.0"),
            Self.item("Standard_D4s_v5", "0.18", skuName: "D4s Spot", currency: "EUR"),
        ]
        try await withServer([.init(text: Self.page(items))]) { server in
            let judgement = PriceGates(types: Fixture.types).judge(
                try await feed(server).harvest(Fixture.request()).candidates)
            #expect(judgement.accepted.map(\.hourly.description) == ["6.98"])
            #expect(judgement.stopped.map(\.gate) == [.noDiscount, .notPositive])
            #expect(judgement.refused.map(\.gate) == [.currency])
        }
    }

    @Test(
        "that are garbage give nothing",
        arguments: ["", "{}", #"{"Items":[{}]}"#, #"{"Items":[],"NextPageLink":7}"#, "<html>"])
    func garbage(text: String) async throws {
        try await withServer([.init(text: text)]) { server in
            await #expect(throws: PriceFeedFailure.self) { try await feed(server).harvest(Fixture.request()) }
        }
    }
}
