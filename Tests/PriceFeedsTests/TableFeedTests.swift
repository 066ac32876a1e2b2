import Foundation
import HTTPClient
import HTTPTesting
import Pricing
import Testing
import Vocabulary

@testable import PriceFeeds

@Suite("A table at an address")
struct TableFeedTests {
    @Test("is read whole or not at all")
    func reads() async throws {
        let text = "InstanceType,Region,vCPUs,MemoryGiB,Price\nc6i.large,us-east-1,2,4,0.085\n"
        try await withServer([.init(text: text), .init(text: text + "c6i.xlarge,us-east-1,4,8,much\n")]) { server in
            let feed = TableFeed(address: server.url, provider: "aws", transport: try Fixture.transport())
            let harvest = try await feed.harvest(Fixture.request())
            #expect(harvest.candidates.map(\.amount) == [Money("0.085")])
            await #expect(throws: PriceFeedFailure.self) { try await feed.harvest(Fixture.request()) }
        }
        let none = TableFeed(address: "", provider: "aws", transport: try Fixture.transport())
        await #expect(throws: PriceFeedFailure.missing(variables: ["SHOESTRING_PRICE_TABLE_URL"])) {
            try await none.harvest(Fixture.request())
        }
    }
}
