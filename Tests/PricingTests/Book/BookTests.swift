import Foundation
import Testing
import Vocabulary

@testable import Pricing

@Suite("The price book")
struct BookTests {
    private func quote(
        _ amount: String, days: Double, source: String = "AWS", zone: String? = nil, quality: QuoteQuality = .live,
        fetched: Double? = nil
    ) throws -> Quote {
        Quote(
            provider: "aws", instanceType: "g4dn.xlarge", region: "us-east-1", zone: zone, purchase: .spot,
            hourly: try #require(Money(amount)), effectiveAt: Sample.now + days * 86_400, source: source,
            fetchedAt: Sample.now + (fetched ?? days) * 86_400, quality: quality)
    }

    private let key = PriceKey(provider: "aws", instanceType: "g4dn.xlarge", region: "us-east-1", purchase: .spot)

    @Test("answers the price that held at a moment: from its time until the next one")
    func asOf() throws {
        let book = PriceBook([try quote("0.22", days: 2), try quote("0.20", days: 0), try quote("0.21", days: 1)])
        let prices = [-0.1, 0, 0.9, 1, 5].map { book.price(of: key, at: Sample.now + $0 * 86_400)?.hourly.description }
        #expect(prices == [nil, "0.2", "0.2", "0.21", "0.22"])
    }

    @Test("never answers a quote that was stopped, and keeps it")
    func stopped() throws {
        let book = PriceBook([try quote("0.2", days: 0), try quote("0.00001", days: 1, quality: .quarantined)])
        #expect(book.latest(key)?.hourly == Money("0.2"))
        #expect(book.quarantined.map(\.hourly.description) == ["0.00001"])
        #expect(book.history(of: key).count == 2)
    }

    @Test("prefers what somebody published to what was computed, then what was read last")
    func best() throws {
        let book = PriceBook([
            try quote("0.19", days: 3, source: "Advisor", quality: .derived),
            try quote("0.20", days: 0, source: "file", quality: .snapshot),
            try quote("0.21", days: 1, source: "AWS"),
        ])
        #expect(book.inForce(key, at: Sample.now + 10 * 86_400).map(\.source) == ["AWS", "file", "Advisor"])
        // A price that began long ago and was confirmed today comes before a file of last week.
        let confirmed = PriceBook([
            try quote("0.20", days: 0, source: "AWS", fetched: 9),
            try quote("0.25", days: 8, source: "file", quality: .snapshot),
        ])
        #expect(confirmed.latest(key)?.source == "AWS")
    }

    @Test("gives every zone of a region, the cheapest first, and the age of each")
    func zones() throws {
        var book = PriceBook([
            try quote("0.21", days: 0, zone: "use1-az4"), try quote("0.20", days: 1, zone: "use1-az6"),
        ])
        book.add(try quote("0.30", days: 2, zone: "use1-az6"))
        let zones = book.zones(
            provider: "aws", instanceType: "g4dn.xlarge", region: "us-east-1", purchase: .spot,
            at: Sample.now + 3 * 86_400)
        #expect(zones.map(\.zone) == ["use1-az4", "use1-az6"])
        #expect(zones.map(\.hourly.description) == ["0.21", "0.3"])
        #expect(book.age(of: zones[0].key, at: Sample.now + 3 * 86_400) == 259_200.0)
        #expect(book.age(of: key, at: Sample.now) == nil)
    }

    @Test(
        "reads amounts as price lists write them, rounding the tenth decimal half to even",
        arguments: [
            ("0.5260000000", 526_000_000), ("0.0116", 11_600_000), ("0.00000000050", 0), ("0.00000000150", 2),
            ("0.00000000151", 2), ("-0.00000000151", -2), ("12", 12_000_000_000),
        ] as [(String, Int64)])
    func amounts(text: String, nanodollars: Int64) { #expect(Money(priceText: text)?.nanodollars == nanodollars) }

    @Test(
        "reads nothing into what is no amount",
        arguments: ["", "free", "1e-3", "0.5.0", "$1", "1,5", ".5", "0.", "99999999999", "0.12345678901x"])
    func noAmounts(text: String) { #expect(Money(priceText: text) == nil) }

    @Test(
        "knows families by the provider's way to name machines",
        arguments: [
            ("aws", "g4dn.xlarge", "g4dn"), ("gcp", "n2-standard-8", "n2-standard"),
            ("azure", "Standard_D8s_v5", "Standard_Ds_v5"),
            ("azure", "Standard_NC24ads_A100_v4", "Standard_NCads_A100_v4"), ("lambda", "gpu_1x_a6000", nil),
        ] as [(String, String, String?)])
    func families(provider: String, name: String, family: String?) {
        #expect(InstanceFamily.name(provider: provider, instanceType: name) == family)
    }

    @Test("finds old prices, sources that differ and moves of more than 5 %")
    func drift() throws {
        let now = Sample.now + 40 * 86_400
        let book = PriceBook([
            try quote("0.20", days: 0), try quote("0.206", days: 5), try quote("0.22", days: 35),
            try quote("0.30", days: 1, source: "file", quality: .snapshot),
        ])
        let findings = PriceDrift.findings(in: book, at: now, olderThan: 4, since: Sample.now + 10 * 86_400)
        #expect(findings.map(\.kind) == [.old, .differing, .moved])
        #expect(findings[0].ageDays == 5)
        // 0.22 / 0.30 and 0.22 / 0.206.
        #expect(findings[1].ratio == 0.22 / 0.30 || abs((findings[1].ratio ?? 0) - 0.7333333) < 1e-6)
        #expect(abs((findings[2].ratio ?? 0) - 1.0679612) < 1e-6)
        #expect(findings[2].reason == "from 0.206 to 0.22 USD/h")
        // Two zones of one source, read 40 and 39 days ago: one finding about both, by the older.
        let two = PriceBook([try quote("0.20", days: 0), try quote("0.30", days: 1, zone: "use1-az4")])
        let old = PriceDrift.findings(in: two, at: now, olderThan: 4, since: nil)
        #expect(old.map(\.count) == [2])
        #expect(old.first?.ageDays == 40)
        #expect(old.first?.reason.hasPrefix("2 prices of ") == true)
        // 0.206 against 0.20 is 3 %: nothing to tell.
        let quiet = PriceDrift.findings(
            in: PriceBook([try quote("0.20", days: 0), try quote("0.206", days: 5)]), at: Sample.now + 6 * 86_400,
            olderThan: 30, since: Sample.now)
        #expect(quiet == [])
    }
}
