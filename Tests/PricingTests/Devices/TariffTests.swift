import Foundation
import Pricing
import Testing
import Vocabulary

@Suite("A tariff")
struct TariffTests {
    static let byHour: JSONValue = [
        "usd_per_kwh": "0.30", "time_zone": "Europe/Rome",
        "bands": [
            [
                "weekdays": ["monday", "tuesday", "wednesday", "thursday", "friday"], "from_hour": 23, "to_hour": 7,
                "usd_per_kwh": "0.20",
            ], ["weekdays": ["sunday"], "from_hour": 0, "to_hour": 24, "usd_per_kwh": "0.10"],
        ],
    ]

    @Test("a band past midnight belongs to the day on which it begins")
    func midnight() throws {
        let tariff = try Tariff(json: Self.byHour)
        #expect(tariff.rate(on: .friday, hour: 23) == Money("0.2"))
        #expect(tariff.rate(on: .saturday, hour: 6) == Money("0.2"))
        #expect(tariff.rate(on: .saturday, hour: 7) == Money("0.3"))
        #expect(tariff.rate(on: .sunday, hour: 12) == Money("0.1"))
        #expect(tariff.rate(on: .monday, hour: 6) == Money("0.3"))
    }

    /// Friday 20 November 2026, 21:30 UTC is 22:30 in Rome: half an hour at 0.30, then an hour and a half at 0.20, 1 kW.
    @Test("work is charged by the local clock, hour by hour")
    func local() throws {
        let tariff = try Tariff(json: Self.byHour)
        let start = Date(timeIntervalSince1970: 1_795_210_200)
        #expect(tariff.cost(ofWatts: 1000, from: start, seconds: 7200) == Money("0.45"))
    }

    /// 168 hours: 5 · 8 = 40 at 0.20, 24 at 0.10, 104 at 0.30: 41.6 / 168 = 0.247619048.
    @Test("without a start it is the mean of the week, between its cheapest and dearest hour")
    func weekly() throws {
        let tariff = try Tariff(json: Self.byHour)
        #expect(tariff.weeklyMean == Money("0.247619048"))
        #expect(tariff.range == Money("0.1")!...Money("0.3")!)
        #expect(tariff.cost(ofWatts: 1000, from: nil, seconds: 3600) == Money("0.247619048"))
    }

    @Test("a long job costs about the weekly mean, and more time never costs less")
    func long() throws {
        let tariff = try Tariff(json: Self.byHour)
        let start = Date(timeIntervalSince1970: 1_795_210_200)
        var last = Money.zero
        for days in [0.5, 1, 7, 56, 63, 70, 350] {
            let cost = try #require(tariff.cost(ofWatts: 100, from: start, seconds: days * 86_400))
            #expect(cost > last)
            last = cost
        }
        let year = try #require(tariff.weeklyMean.scaled(by: 0.1 * 350 * 24))
        #expect(abs(try #require(last.ratio(to: year)) - 1) < 0.001)
    }

    @Test(
        "names every field that is wrong",
        arguments: [
            (["usd_per_kwh": 0.16], "usd_per_kwh"), (["usd_per_kwh": "16"], "usd_per_kwh"),
            (["usd_per_kwh": "-0.1"], "usd_per_kwh"), (["usd_per_kwh": "0.1", "time_zone": "Mars/Base"], "time_zone"),
            (
                [
                    "usd_per_kwh": "0.1", "time_zone": "UTC",
                    "bands": [["from_hour": 24, "to_hour": 7, "usd_per_kwh": "0.1"]],
                ], "bands[0].from_hour"
            ),
            (["usd_per_kwh": "0.1", "bands": [["from_hour": 1, "to_hour": 7, "usd_per_kwh": "0.1"]]], "time_zone"),
        ] as [(JSONValue, String)])
    func complaints(json: JSONValue, field: String) {
        let error = #expect(throws: InvalidInput.self) { try Tariff(json: json) }
        #expect(error?.fields.map(\.field) == [field])
    }

    @Test("device and tariff survive JSON and back; what was not said stays unsaid")
    func roundTrip() throws {
        let json: JSONValue = [
            "name": "home", "price_usd": "900", "idle_watts": 40.5, "tariff": Self.byHour, "is_sunk": false,
        ]
        let device = try OwnedDevice(json: json)
        #expect(device.lifetimeYears == nil)
        let data = try JSONEncoder().encode(device)
        #expect(try JSONDecoder().decode(OwnedDevice.self, from: data) == device)
    }

    @Test("a device names every field that is wrong")
    func device() {
        let json: JSONValue = [
            "name": "x", "price_usd": "100", "residual_usd": "200", "utilisation": 0, "load_watts": 10,
            "idle_watts": 20, "colour": "red",
        ]
        let error = #expect(throws: InvalidInput.self) { try OwnedDevice(json: json) }
        #expect(error?.fields.map(\.field) == ["residual_usd", "utilisation", "idle_watts", "colour"])
    }
}
