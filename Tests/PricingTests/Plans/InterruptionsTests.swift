import Foundation
import Pricing
import Testing
import Vocabulary

@Suite("Interruptions of own runs")
struct InterruptionsTests {
    private func host(_ zone: String?, _ purchase: PurchaseKind = .spot, type: String = "g4dn.xlarge") -> WorkerHost {
        .rented(provider: "aws", instanceType: type, region: "us-east-1", zone: zone, purchase: purchase)
    }

    private func quote(_ zone: String?, type: String = "g4dn.xlarge") -> Quote {
        Quote(
            provider: "aws", instanceType: type, region: "us-east-1", zone: zone, purchase: .spot,
            hourly: PlanSamples.usd("0.2"), effectiveAt: PlanSamples.moment, source: "test",
            fetchedAt: PlanSamples.moment, quality: .live)
    }

    private func up(_ hours: Double, lost: Bool = false) -> UpInterval { UpInterval(hours: hours, isCensored: !lost) }

    @Test("two losses in twenty hours give (2.23 + 2)/(4.09 + 20) an hour; all hours count, losses alone are events")
    func rate() throws {
        let laws = try Interruptions(observed: [
            (host("use1-az4"), up(8, lost: true)), (host("use1-az4"), up(7)), (host("use1-az4"), up(5, lost: true)),
        ])
        let law = laws.law(of: quote("use1-az4"))
        #expect(law.history.events == 2)
        #expect(law.history.hours == 20)
        #expect(abs(law.rate - 4.23 / 24.09) < 1e-12)
    }

    @Test("a zone without own hours goes by its region, another type by the prior; on-demand machines do not count")
    func places() throws {
        let laws = try Interruptions(observed: [
            (host("use1-az4"), up(3, lost: true)), (host("use1-az6"), up(4)), (host(nil), up(5)),
            (host("use1-az4", .onDemand), up(100)), (.device("attic"), up(100)),
        ])
        #expect(laws.law(of: quote("use1-az4")).history.hours == 3)
        #expect(laws.law(of: quote("use1-az1")).history.hours == 12)
        #expect(laws.law(of: quote("use1-az1")).history.events == 1)
        #expect(laws.law(of: quote("use1-az4", type: "p3.2xlarge")).history.hours == 0)
    }
}
