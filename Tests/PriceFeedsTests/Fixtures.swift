import Foundation
import HTTPClient
import HTTPTesting
import Pricing
import Synchronization
import Vocabulary

@testable import PriceFeeds

/// What the tests of the feeds share: known machines, a transport that does not wait, pages.
enum Fixture {
    static let now = Date(timeIntervalSince1970: 1_795_219_200)  // 2026-11-21 00:00 UTC

    static let types = [
        machine("aws", "g4dn.xlarge", 4, 16, ("T4", 1, 16)), machine("aws", "c6i.large", 2, 4),
        machine("azure", "Standard_D4s_v5", 4, 16),
        machine("azure", "Standard_NC40ads_H100_v5", 40, 320, ("H100 NVL", 1, 94)),
        machine("gcp", "n2-standard-4", 4, 16), machine("gcp", "g2-standard-4", 4, 16, ("L4", 1, 24)),
    ]

    private static func machine(
        _ provider: String, _ name: String, _ processors: Int, _ memory: Double, _ parts: (String, Int, Double)? = nil
    ) -> InstanceType {
        InstanceType(
            provider: provider, name: name, processors: processors, memoryGiB: memory, architecture: "x86_64",
            accelerator: parts?.0, acceleratorCount: parts?.1 ?? 0, acceleratorMemoryGiB: parts?.2)
    }

    static func request(book: PriceBook = PriceBook()) -> PriceFeedRequest {
        PriceFeedRequest(types: types, book: book, moment: now)
    }

    /// Three tries, no waiting; `pauses` notes how long it would have waited.
    static func transport(limits: FeedLimits = FeedLimits(), pauses: Pauses = Pauses()) throws -> FeedTransport {
        FeedTransport(
            http: try HTTPClient(), retries: RetryPolicy(maximumTries: 3, firstCeiling: .milliseconds(1)),
            limits: limits
        ) { pauses.note($0) }
    }

    static let credentials = Result<AWSCredentials, PriceFeedFailure>.success(
        AWSCredentials(accessKeyID: SignatureTests.id, secretAccessKey: SignatureTests.secret, sessionToken: "session"))

    static func spotPage(_ rows: [(String, String, String, String)], token: String? = nil) -> String {
        let items = rows.map { type, price, time, zone in
            """
            <item><instanceType>\(type)</instanceType><productDescription>Linux/UNIX</productDescription>\
            <spotPrice>\(price)</spotPrice><timestamp>\(time)</timestamp><availabilityZone>us-east-1a</availabilityZone>\
            <availabilityZoneId>\(zone)</availabilityZoneId></item>
            """
        }
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <DescribeSpotPriceHistoryResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
            <requestId>1</requestId><spotPriceHistorySet>\(items.joined())</spotPriceHistorySet>\(token.map { "<nextToken>\($0)</nextToken>" } ?? "")
            </DescribeSpotPriceHistoryResponse>
            """
    }
}

/// How long a transport would have waited.
final class Pauses: Sendable {
    private let noted = Mutex<[Duration]>([])
    var all: [Duration] { noted.withLock { $0 } }
    func note(_ pause: Duration) { noted.withLock { $0.append(pause) } }
}

/// Answers one after the other, the last one for ever.
final class Script: Sendable {
    private let answers: Mutex<[LoopbackServer.Answer]>

    init(_ answers: [LoopbackServer.Answer]) { self.answers = Mutex(answers) }

    func next() -> LoopbackServer.Answer {
        answers.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
    }
}

/// A server that plays a script.
func withServer(
    _ answers: [LoopbackServer.Answer], _ body: (LoopbackServer) async throws -> Void
) async throws {
    let script = Script(answers)
    let server = LoopbackServer { _ in script.next() }
    defer { server.stop() }
    try await body(server)
}
