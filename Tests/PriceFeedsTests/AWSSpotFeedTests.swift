import Foundation
import HTTPClient
import HTTPTesting
import Pricing
import Testing
import Vocabulary

@testable import PriceFeeds

@Suite("AWS's spot history")
struct AWSSpotFeedTests {
    private func feed(
        _ server: LoopbackServer, limits: FeedLimits = FeedLimits(), pauses: Pauses = Pauses()
    ) throws -> AWSSpotFeed {
        AWSSpotFeed(
            address: server.url + "/", regions: ["us-east-1"], days: 2, credentials: Fixture.credentials,
            transport: try Fixture.transport(limits: limits, pauses: pauses))
    }

    private static let first = Fixture.spotPage(
        [("g4dn.xlarge", "0.213100", "2026-11-20T01:02:03.000Z", "use1-az4")], token: "page+2=")
    private static let second = Fixture.spotPage(
        [
            ("g4dn.xlarge", "0.2069", "2026-11-20T05:00:00Z", "use1-az6"),
            ("c6i.large", "0.03145", "2026-11-19T00:00:00.000Z", "use1-az4"),
        ], token: "")

    @Test("is read page by page until the token is empty, every request signed, prices by zone identifier")
    func pages() async throws {
        try await withServer([.init(text: Self.first), .init(text: Self.second)]) { server in
            let harvest = try await feed(server).harvest(Fixture.request())
            #expect(
                harvest.candidates.map { "\($0.key) \($0.amount) \($0.effectiveAt.timeIntervalSince1970)" } == [
                    "aws g4dn.xlarge us-east-1 use1-az4 spot 0.2131 1795136523.0",
                    "aws g4dn.xlarge us-east-1 use1-az6 spot 0.2069 1795150800.0",
                    "aws c6i.large us-east-1 use1-az4 spot 0.03145 1795046400.0",
                ])
            #expect(harvest.candidates.allSatisfy { $0.quality == .live && $0.note == nil })
            #expect(server.requests.count == 2)
            for request in server.requests {
                try SignatureVerifier(
                    accessKeyID: SignatureTests.id, secret: SignatureTests.secret, region: "us-east-1", service: "ec2"
                ).verify(request)
                #expect(request.headers["x-amz-security-token"] == "session")
            }
            let bodies = server.requests.map { String(decoding: $0.body, as: UTF8.self) }
            #expect(
                bodies[0] == "Action=DescribeSpotPriceHistory&Version=2016-11-15&InstanceType.1=c6i.large"
                    + "&InstanceType.2=g4dn.xlarge&ProductDescription.1=Linux%2FUNIX"
                    + "&ProductDescription.2=Linux%2FUNIX%20%28Amazon%20VPC%29&MaxResults=1000"
                    + "&StartTime=2026-11-19T00%3A00%3A00Z")
            #expect(bodies[1] == bodies[0] + "&NextToken=page%2B2%3D")
        }
    }

    @Test("is asked again after the pause that the server wants", arguments: [429, 503])
    func limited(status: Int) async throws {
        let pauses = Pauses()
        let busy = LoopbackServer.Answer(status, headers: ["Retry-After": "7"], text: "RequestLimitExceeded")
        try await withServer([busy, busy, .init(text: Self.second)]) { server in
            let harvest = try await feed(server, pauses: pauses).harvest(Fixture.request())
            #expect(harvest.candidates.count == 2)
            #expect(pauses.all.count == 2)
            #expect(pauses.all.allSatisfy { $0 >= .seconds(7) && $0 < .seconds(8) })
        }
    }

    @Test("gives nothing at all when it breaks off on the second page")
    func breaksOff() async throws {
        var broken = LoopbackServer.Answer(text: Self.second)
        broken.breaksOffAfter = 300
        try await withServer([.init(text: Self.first), broken]) { server in
            await #expect {
                try await feed(server).harvest(Fixture.request())
            } throws: { error in
                if case .unreachable = error as? PriceFeedFailure { true } else { false }
            }
            // One first page and three tries at the second.
            #expect(server.requests.count == 4)
        }
    }

    @Test("gives nothing when a page names one that was there, as a server in a loop does")
    func repeats() async throws {
        try await withServer([.init(text: Self.first)]) { server in
            await #expect(throws: PriceFeedFailure.limit(reason: "page 2 names a page that was there before")) {
                try await feed(server).harvest(Fixture.request())
            }
        }
    }

    @Test("gives nothing beyond its limits of pages and bytes")
    func limits() async throws {
        let pages = (0..<9).map { LoopbackServer.Answer(text: Fixture.spotPage([], token: "\($0)")) }
        try await withServer(pages) { server in
            await #expect(throws: PriceFeedFailure.limit(reason: "there are more than 5 pages")) {
                try await feed(server, limits: FeedLimits(pages: 5)).harvest(Fixture.request())
            }
            #expect(server.requests.count == 5)
        }
        try await withServer([.init(text: Self.first)]) { server in
            await #expect(throws: PriceFeedFailure.limit(reason: "an answer has more than 100 bytes")) {
                try await feed(server, limits: FeedLimits(bytesOfPage: 100)).harvest(Fixture.request())
            }
        }
    }

    @Test(
        "gives nothing and does not crash on garbage",
        arguments: [
            "", "not XML", "<html><body>proxy</body></html>", "{\"a\":1}", "<a><b></a></b>",
            "<DescribeSpotPriceHistoryResponse>",
            "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><DescribeSpotPriceHistoryResponse>&e;</DescribeSpotPriceHistoryResponse>",
            "<DescribeSpotPriceHistoryResponse>&unknown;</DescribeSpotPriceHistoryResponse>",
            String(repeating: "<a>", count: 100), "<DescribeSpotPriceHistoryResponse/><x/>",
            Fixture.spotPage([("g4dn.xlarge", "cheap", "2026-11-20T01:02:03.000Z", "use1-az4")]),
            Fixture.spotPage([("g4dn.xlarge", "0.2", "yesterday", "use1-az4")]),
            Fixture.spotPage([("", "0.2", "2026-11-20T01:02:03.000Z", "use1-az4")]),
        ])
    func garbage(text: String) async throws {
        try await withServer([.init(text: text)]) { server in
            await #expect {
                try await feed(server).harvest(Fixture.request())
            } throws: { error in
                if case .notUnderstood = error as? PriceFeedFailure { true } else { false }
            }
        }
    }

    @Test("tells what the server said when it refuses, and does not ask again")
    func refused() async throws {
        try await withServer([.init(403, text: "<Code>AuthFailure</Code>")]) { server in
            await #expect(throws: PriceFeedFailure.refused(status: 403, excerpt: "<Code>AuthFailure</Code>")) {
                try await feed(server).harvest(Fixture.request())
            }
            #expect(server.requests.count == 1)
        }
    }

    @Test("is not asked without a key: the missing variables are named")
    func withoutKey() async throws {
        try await withServer([.init(text: Self.second)]) { server in
            let settings = FeedSettings(environment: [
                "SHOESTRING_AWS_EC2_URL": server.url + "/", "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "",
            ])
            let feed = try #require(settings.feeds(try Fixture.transport()).first { $0.name == "aws-spot" })
            await #expect(throws: PriceFeedFailure.missing(variables: ["AWS_SECRET_ACCESS_KEY"])) {
                try await feed.harvest(Fixture.request())
            }
            #expect(server.requests.isEmpty)
        }
    }

    @Test("a price that changed between two pages is stopped on both: which one held is unknown")
    func changes() async throws {
        let time = "2026-11-20T01:02:03.000Z"
        let pages = [
            Fixture.spotPage([("g4dn.xlarge", "0.2131", time, "use1-az4")], token: "2"),
            Fixture.spotPage([("g4dn.xlarge", "0.2500", time, "use1-az4"), ("c6i.large", "0.03", time, "use1-az4")]),
        ]
        try await withServer(pages.map { .init(text: $0) }) { server in
            let harvest = try await feed(server).harvest(Fixture.request())
            let judgement = PriceGates(types: Fixture.types).judge(harvest.candidates)
            #expect(judgement.stopped.map(\.gate) == [.contradiction, .contradiction])
            #expect(judgement.accepted.map(\.instanceType) == ["c6i.large"])
        }
    }

    @Test("says that a zone's name is mapped for each account where there is no identifier, as moto answers")
    func names() async throws {
        let page = Fixture.spotPage([("c6i.large", "0.03", "2026-11-20T00:00:00Z", "")])
            .replacing("<availabilityZoneId></availabilityZoneId>", with: "")
        try await withServer([.init(text: page)]) { server in
            let candidate = try #require(try await feed(server).harvest(Fixture.request()).candidates.first)
            #expect(candidate.key.zone == "us-east-1a")
            #expect(candidate.note?.contains("mapped") == true)
        }
    }
}
