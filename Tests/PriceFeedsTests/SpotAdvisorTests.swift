import Foundation
import HTTPClient
import HTTPTesting
import Pricing
import Testing
import Vocabulary

@testable import PriceFeeds

@Suite("The Spot Advisor")
struct SpotAdvisorTests {
    static let file = """
        {"global_rate":"<10%","ranges":[{"index":0,"label":"<5%","dots":0,"max":5},{"index":3,"label":"15-20%","dots":3,"max":22}],
        "instance_types":{"g4dn.xlarge":{"cores":4,"ram_gb":16.0,"emr":true}},
        "spot_advisor":{"us-east-1":{"Linux":{"g4dn.xlarge":{"s":64,"r":3},"c6i.large":{"s":63,"r":0}},"Windows":{}}}}
        """

    @Test("gives derived prices where a list price is known, and says from what")
    func derives() async throws {
        let list = Quote(
            provider: "aws", instanceType: "g4dn.xlarge", region: "us-east-1", purchase: .onDemand,
            hourly: try #require(Money("0.526")), effectiveAt: Fixture.now, source: "AWS Price List",
            fetchedAt: Fixture.now, quality: .live)
        try await withServer([.init(text: Self.file)]) { server in
            let feed = SpotAdvisorFeed(address: server.url, regions: ["us-east-1"], transport: try Fixture.transport())
            let harvest = try await feed.harvest(Fixture.request(book: PriceBook([list])))
            let candidate = try #require(harvest.candidates.first)
            // 0.526 × 36 %.
            #expect(candidate.amount == Money("0.18936"))
            #expect(candidate.quality == .derived)
            #expect(
                candidate.note
                    == "list price 0.526 less 64 %, the saving of 30 days over all zones; band 15-20%, which is not a rate"
            )
            #expect(harvest.remarks == ["1 machines of us-east-1 have no list price to take the saving from"])
            let stranger = SpotAdvisorFeed(address: server.url, regions: ["moon-1"], transport: try Fixture.transport())
            await #expect(throws: PriceFeedFailure.notUnderstood(reason: "it has no Linux machines of moon-1")) {
                try await stranger.harvest(Fixture.request())
            }
        }
    }
}
