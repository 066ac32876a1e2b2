import Foundation
import Pricing
import Testing
import Vocabulary

@Suite("Own devices")
struct DeviceCostTests {
    static func terms(
        _ json: JSONValue = ["name": "home", "price_usd": "900", "residual_usd": "0", "lifetime_years": 4]
    ) throws -> DeviceTerms { try DeviceTerms(OwnedDevice(json: json)) }

    static var nameless: OwnedDevice {
        get throws { try OwnedDevice(name: "home") }
    }

    /// pricing.md §3.1: 10 h on a T4 (8.1 TFLOP/s fp32) are 10 · 8.1 / 12.74 = 6.358 h on an RTX 3060. At 253 W that is 1.6086 kWh,
    /// at 0.16 USD 0.2574 USD. 900 USD over 4 · 8760 · 0.2 = 7008 h are 0.12842 USD an hour, 0.8165 USD for the job: 1.0739 in all.
    @Test("the worked example: 0.26 USD marginal and 1.07 USD full, side by side")
    func workedExample() throws {
        let cost = DeviceCost(
            of: try Self.terms(), power: try Self.power(253), hours: Quantiles(known: 10 * 8.1 / 12.74))
        let marginal = try #require(cost.marginal.value)
        let full = try #require(cost.full.value)
        #expect(abs(Self.dollars(marginal.p50) - 0.2574) < 0.0001)
        #expect(abs(Self.dollars(full.p50) - 1.0739) < 0.0001)
        #expect(abs(try #require(cost.energyKilowattHours.value).p50 - 1.6086) < 0.0001)
    }

    /// The same example against g4dn.xlarge at 0.2131 USD: T = 6.36 h, s = 10 / 6.36 = 1.57233, e = 0.253 kW · 0.16 = 0.04048 USD/h;
    /// (900 − 200) / (0.2131 · 1.57233 − 0.04048) = 700 / 0.294583 = 2376 h.
    @Test("buying pays after 2376 hours of use")
    func breakEven() throws {
        let comparison = try Self.comparison()
        guard case .hours(let hours) = comparison.answer else {
            Issue.record("it pays")
            return
        }
        #expect(hours.rounded() == 2376)
    }

    @Test("it never pays when its electricity costs as much as the rent")
    func never() throws {
        let comparison = try BreakEven(
            price: Money("900")!, residual: .zero, cloudHourly: Money("0.02")!, cloudHoursPerDeviceHour: 1,
            wallWatts: 253, perKilowattHour: Money("0.16")!)
        guard case .never(let reason) = comparison.answer else {
            Issue.record("it pays")
            return
        }
        #expect(reason.contains("electricity"))
    }

    /// ±20 % of the rent moves the denominator 0.2946 by ±0.0670, of the tariff by ∓0.0081: the rent is the wider bar.
    @Test("the sensitivity names the input that moves the answer most")
    func tornado() throws {
        let swings = try Self.comparison().swings([
            .hourly: 0.17...0.256, .tariff: 0.128...0.192, .residual: 160...240, .powerUsageEffectiveness: 1...1,
        ])
        #expect(swings.map(\.input) == [.hourly, .residual, .tariff, .powerUsageEffectiveness])
        #expect(swings.last?.width == 0)
    }

    @Test("without power data there is a reason, and no zero")
    func noPower() throws {
        let device = try OwnedDevice(name: "mystery")
        let power = WallPower.figure(readings: [], device: device, hardware: nil)
        let cost = DeviceCost(of: try DeviceTerms(device), power: power, hours: Quantiles(known: 1))
        #expect(cost.marginal.value == nil)
        #expect(cost.full.value == nil)
        #expect(try #require(cost.marginal.reason).contains("state load_watts"))
    }

    @Test("without a price the full cost is absent, and the marginal cost is there")
    func noPrice() throws {
        let cost = DeviceCost(
            of: try Self.terms(["name": "gift"]), power: try Self.power(100), hours: Quantiles(known: 10))
        #expect(cost.marginal.value?.p50 == Money("0.16"))  // 1 kWh
        #expect(try #require(cost.full.reason).contains("price_usd"))
    }

    @Test("a device that is on anyway adds only the power above idle")
    func onAnyway() throws {
        let json: JSONValue = [
            "name": "server", "is_on_anyway": true, "idle_watts": 60, "is_sunk": true, "is_dedicated": true,
            "utilisation": 0.25,
        ]
        let cost = DeviceCost(of: try Self.terms(json), power: try Self.power(160), hours: Quantiles(known: 10))
        // (160 − 60) W · 10 h = 1 kWh.
        #expect(cost.marginal.value?.p50 == Money("0.16"))
        // 1.6 kWh running and 60 W · 10 h · 0.75/0.25 = 1.8 kWh idle; the price is sunk.
        #expect(cost.full.value?.p50 == Money("0.544"))
    }

    @Test("every default is flagged as assumed, and what the user stated is not")
    func assumptions() throws {
        let list = try Self.terms().assumptions
        let confirmed = Set(list.filter(\.isConfirmed).map(\.name))
        #expect(confirmed == ["lifetime_years", "residual_usd"])
        #expect(list.first { $0.name == "tariff" }?.source.contains("EIA") == true)
    }

    @Test(
        "the best source of energy wins",
        arguments: [
            ([.wallMeter, .rapl, .battery], Provenance.Level.measured, "wall meter"),
            ([.rapl, .nvml, .battery], .calibrated, "RAPL + NVML"), ([.nvml], .calibrated, "not in it"),
            ([.battery], .measured, "battery"), ([], .datasheet, "stated by the user"),
        ] as [([PowerReading.Source], Provenance.Level, String)])
    func order(sources: [PowerReading.Source], level: Provenance.Level, words: String) throws {
        let device = try OwnedDevice(json: ["name": "box", "load_watts": 200])
        let figure = WallPower.figure(
            readings: sources.map { PowerReading(source: $0, watts: 100, reference: "run") }, device: device,
            hardware: nil)
        let provenance = try #require(figure.provenance)
        #expect(provenance.level == level)
        #expect(provenance.summary.contains(words))
    }

    /// (100 + 30) / 0.88 = 147.7 W.
    @Test("counters get the rest of the machine and the loss of its supply on top")
    func counters() throws {
        let figure = WallPower.figure(
            readings: [PowerReading(source: .rapl, watts: 100, reference: "run")], device: try Self.nameless,
            hardware: nil)
        #expect(abs(try #require(figure.value).watts.p50 - 147.727) < 0.001)
    }

    @Test("a reservation pays from 64.1 % of its term: (500 + 0.1 · 8760) / 8760 against 0.245 an hour")
    func reservation() throws {
        let offer = try Reservation(upfront: Money("500")!, hourly: Money("0.1")!, termHours: 8760)
        // 1376 / 8760 = 0.157078; / 0.245 = 0.6411.
        let share = try #require(offer.breakEvenUtilisation(against: Money("0.245")!))
        #expect(abs(share - 0.6411) < 0.0001)
        #expect(offer.perUsedHour(4380) == Money("0.314155251"))
    }

    static func comparison() throws -> BreakEven {
        try BreakEven(
            price: Money("900")!, residual: Money("200")!, cloudHourly: Money("0.2131")!,
            cloudHoursPerDeviceHour: 10 / 6.36, wallWatts: 253, perKilowattHour: Money("0.16")!)
    }

    static func power(_ watts: Double) throws -> Figure<WallPower> {
        WallPower.figure(
            readings: [PowerReading(source: .wallMeter, watts: watts, reference: "meter")], device: try nameless,
            hardware: nil)
    }

    static func dollars(_ money: Money) -> Double { Double(money.nanodollars) / 1e9 }
}
