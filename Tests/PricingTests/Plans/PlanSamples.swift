import Foundation
import Pricing
import Testing
import Vocabulary

/// Machines, prices and times with round numbers.
enum PlanSamples {
    static let moment = Date(timeIntervalSince1970: 1_795_000_000)
    static let configuration = CostConfiguration(model: .zoo("resnet18"), batch: 1, precision: .fp32)

    /// A literal amount of dollars.
    static func usd(_ text: String) -> Money { Money(text) ?? .zero }

    static func quote(
        _ dollars: String, _ purchase: PurchaseKind = .onDemand, type: String = "g4dn.xlarge", zone: String? = nil,
        quality: QuoteQuality = .snapshot
    ) throws -> Quote {
        let hourly = try #require(Money(dollars))
        return Quote(
            provider: "aws", instanceType: type, region: "us-east-1", zone: zone, purchase: purchase, hourly: hourly,
            effectiveAt: moment - 86_400, source: "a test's table", fetchedAt: moment - 172_800, quality: quality)
    }

    static func rented(
        _ dollars: String, _ purchase: PurchaseKind = .onDemand, type: String = "g4dn.xlarge", list: String? = nil
    ) throws -> CostSite {
        .rented(
            nil, try quote(dollars, purchase, type: type), onDemand: try list.map { try quote($0, type: type) })
    }

    /// Every request takes a second, between 1/spread and spread of it.
    static func estimator(
        seconds: Double = 1, spread: Double = 1, assumptions: CostAssumptions = .standard
    ) throws -> CostEstimator {
        let quantiles = try Quantiles(p10: seconds / spread, p50: seconds, p90: seconds * spread)
        let time = try RequestTime(seconds: quantiles, provenance: Provenance(level: .measured, summary: "a test"))
        return CostEstimator(
            timing: { _, _ in time }, interruptions: try Interruptions(), assumptions: assumptions, moment: moment)
    }

    static func device(price: String = "900", watts: Double = 200) throws -> CostSite {
        var device = try OwnedDevice(name: "attic")
        device.price = Money(price)
        device.residual = .zero
        device.lifetimeYears = 4
        device.utilisation = 0.2
        device.tariff = try Tariff(perKilowattHour: usd("0.2"))
        device.loadWatts = watts
        let terms = try DeviceTerms(device)
        return .device(terms, WallPower.figure(readings: [], device: device, hardware: nil))
    }
}
