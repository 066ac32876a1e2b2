import Foundation
import Pricing
import Testing
import Vocabulary

/// The example of `docs/pricing.md`, figure by figure: a million images at 20 ms on the own box, at 5 ms on a g4dn.xlarge.
@Suite("The worked example of docs/pricing.md")
struct WorkedExampleTests {
    private let work = Work.images(1_000_000)

    private func dollars(_ figure: Figure<Quantiles<Money>>) throws -> Double {
        Double(try #require(figure.value).p50.nanodollars) / 1e9
    }

    @Test("own box: 5.556 h and 1.4056 kWh are 0.2249 USD marginal, 0.9384 USD full")
    func ownDevice() throws {
        var device = try OwnedDevice(name: "attic")
        device.price = Money("900")
        device.residual = .zero
        device.lifetimeYears = 4
        device.utilisation = 0.2
        device.tariff = try Tariff(perKilowattHour: PlanSamples.usd("0.16"))
        device.loadWatts = 253
        let site = CostSite.device(
            try DeviceTerms(device), WallPower.figure(readings: [], device: device, hardware: nil))
        let estimate = try PlanSamples.estimator(seconds: 0.020).estimate(work, PlanSamples.configuration, on: site)
        #expect(abs(estimate.workHours.p50 - 5.5556) < 0.0001)
        #expect(abs(try dollars(estimate.marginal) - 0.2249) < 0.0001)
        #expect(abs(try dollars(estimate.full) - 0.9384) < 0.0001)
    }

    @Test("on demand: 1.3889 h of work and 5 min to boot at 0.526 USD are 0.7744 USD")
    func onDemand() throws {
        let site = try PlanSamples.rented("0.526")
        let estimate = try PlanSamples.estimator(seconds: 0.005).estimate(work, PlanSamples.configuration, on: site)
        #expect(abs(estimate.paidHours.p50 - 1.4722) < 0.0001)
        #expect(abs(try dollars(estimate.marginal) - 0.7744) < 0.0001)
    }

    @Test("spot: 1.6832 h billed, 1.5078 h charged at 0.2131 USD are 0.3213 USD")
    func spot() throws {
        let rate = 2.23 / 4.09
        let job = try SpotJob(work: 5000 / 3600, restart: 300 / 3600, checkpoint: 30 / 3600, bestFor: rate)
        #expect(abs(job.interval - 0.1693) < 0.0001)
        #expect(abs(try #require(SpotFormulas.billedHours(job, rate: rate).hours) - 1.6832) < 0.0001)
        #expect(abs(SpotCost.freeShare(rate: rate, free: 1) - 0.1042) < 0.0001)
        let site = try PlanSamples.rented("0.2131", .spot)
        let estimate = try PlanSamples.estimator(seconds: 0.005).estimate(work, PlanSamples.configuration, on: site)
        #expect(abs(estimate.paidHours.p50 - 1.5078) < 0.0001)
        #expect(abs(try dollars(estimate.marginal) - 0.3213) < 0.0001)
    }

    @Test("buying the box instead of renting on demand pays after 9888 h of its work")
    func breakEven() throws {
        let comparison = try BreakEven(
            price: PlanSamples.usd("900"), residual: .zero, cloudHourly: PlanSamples.usd("0.526"),
            cloudHoursPerDeviceHour: 0.25, wallWatts: 253, perKilowattHour: PlanSamples.usd("0.16"))
        guard case .hours(let hours) = comparison.answer else {
            Issue.record("it pays")
            return
        }
        // 900 / (0.526 · 0.25 − 0.253 · 0.16) = 900 / 0.09102 = 9888.
        #expect(hours.rounded() == 9888)
    }
}
