import Foundation
import Testing
import Vocabulary

@testable import Pricing

@Suite("The closed forms")
struct FormulaTests {
    @Test(
        "Daly's optimum, as published for checkpoints of 5 minutes",
        arguments: [(1440.0, 117.0), (360.0, 57.0), (15.0, 9.1)])
    func daly(meanUptime: Double, minutes: Double) {
        // Published to three, two and two digits.
        let found = CheckpointInterval.daly(cost: 5, meanUptime: meanUptime)
        #expect(abs(found - minutes) < (minutes > 10 ? 0.5 : 0.05))
    }

    @Test("checkpoints that cost twice the mean uptime are a mean uptime apart; Young's are √(2δM)")
    func ends() {
        #expect(CheckpointInterval.daly(cost: 2, meanUptime: 1) == 1)
        #expect(CheckpointInterval.daly(cost: 3, meanUptime: 1) == 1)
        // √(2 · 2 · 100) = 20.
        #expect(CheckpointInterval.young(cost: 2, meanUptime: 100) == 20)
    }

    @Test("no interval is noticeably better than Daly's", arguments: [0.05, 0.5, 2])
    func optimum(rate: Double) throws {
        func hours(_ interval: Double) throws -> Double {
            let job = try SpotJob(work: 1000, restart: 0.1, checkpoint: 0.02, interval: interval)
            return try #require(SpotFormulas.billedHours(job, rate: rate).hours)
        }
        let best = CheckpointInterval.daly(cost: 0.02, meanUptime: 1 / rate)
        let least = try (1...60).map { try hours(best * pow(1.05, Double($0 - 30))) }.min()
        // A whole number of pieces moves the sum by less than a thousandth.
        #expect(try hours(best) <= (try #require(least)) * 1.001)
    }

    @Test("restarts: (e^{λR} − 1)/λ, R without interruptions")
    func restart() {
        // (e^{0.5} − 1)/1 = 0.648721.
        #expect(abs(SpotFormulas.restartHours(restart: 0.5, rate: 1) - 0.648_721_270_7) < 1e-9)
        #expect(SpotFormulas.restartHours(restart: 0.5, rate: 0) == 0.5)
        #expect(abs(SpotFormulas.restartHours(restart: 0.5, rate: 1e-12) - 0.5) < 1e-9)
    }

    @Test("billed hours by hand: two pieces, λ = 1")
    func byHand() throws {
        let job = try SpotJob(work: 2, restart: 0.1, checkpoint: 0.1, interval: 1)
        // (e^{0.1} − 1) + e^{0.1} (e^{1.1} − 1) + e^{0.1} (e^{1} − 1) = 0.1051709 + 2.2149460 + 1.8989951.
        let hours = try #require(SpotFormulas.billedHours(job, rate: 1).hours)
        #expect(abs(hours - 4.219_112_0) < 1e-6)
    }

    @Test("without interruptions a job takes R + W + (n − 1) δ")
    func noInterruptions() throws {
        let job = try SpotJob(work: 10, restart: 0.1, checkpoint: 0.02, interval: 3)
        // n = 4: 0.1 + 10 + 0.06.
        #expect(abs(job.uninterrupted - 10.16) < 1e-12)
        #expect(SpotFormulas.billedHours(job, rate: 0) == .finishes(hours: job.uninterrupted))
        #expect(abs(try #require(SpotFormulas.billedHours(job, rate: 1e-9).hours) - 10.16) < 1e-6)
        let exact = try SpotJob(work: 0.3, restart: 0, checkpoint: 1, interval: 0.1)
        // 0.3/0.1 is above 3 in binary; there are 3 pieces all the same.
        #expect(abs(exact.uninterrupted - 2.3) < 1e-12)
    }

    @Test("billed hours grow with the rate, the restart and the checkpoint's cost")
    func monotone() throws {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<300 {
            let work = 30 * generator.uniform() + 0.1
            let rate = 3 * generator.uniform()
            let restart = 0.3 * generator.uniform()
            let cost = 0.1 * generator.uniform()
            let interval = 0.05 + generator.uniform()
            func hours(_ rate: Double, _ restart: Double, _ cost: Double) throws -> Double {
                let job = try SpotJob(work: work, restart: restart, checkpoint: cost, interval: interval)
                return try #require(SpotFormulas.billedHours(job, rate: rate).hours)
            }
            let base = try hours(rate, restart, cost)
            #expect(try hours(rate * 1.1, restart, cost) > base)
            #expect(try hours(rate, restart + 0.01, cost) > base)
            #expect(try hours(rate, restart, cost + 0.01) >= base)
        }
    }

    @Test("λ(τ + δ + R) above 20 is said not to finish, with the exponent")
    func willNotFinish() throws {
        let job = try SpotJob(work: 100, restart: 1, checkpoint: 1, interval: 10)
        #expect(SpotFormulas.billedHours(job, rate: 2) == .willNotFinish(exponent: 24))
        #expect(SpotFormulas.billedHours(job, rate: 1e308) == .willNotFinish(exponent: .infinity))
        #expect(SpotFormulas.billedHours(job, rate: 2).hours == nil)
        // Without checkpoints in between the work itself is the piece.
        let whole = try SpotJob(work: 100, restart: 0, checkpoint: 0, interval: 1e6)
        #expect(SpotFormulas.billedHours(whole, rate: 0.21).hours == nil)
        #expect(SpotFormulas.billedHours(whole, rate: 0.19).hours != nil)
    }

    @Test("the first order is near the whole for rare interruptions and says nothing for frequent ones")
    func firstOrder() throws {
        let job = try SpotJob(work: 24, restart: 0.1, checkpoint: 0.01, bestFor: 0.1)
        let whole = try #require(SpotFormulas.billedHours(job, rate: 0.1).hours)
        let first = try #require(SpotFormulas.billedHoursFirstOrder(job, rate: 0.1))
        #expect(abs(first / whole - 1) < 0.005)
        #expect(SpotFormulas.billedHoursFirstOrder(job, rate: 5) == nil)
    }

    @Test("a warning shorter than a checkpoint is of no use, a longer one saves hours")
    func notice() throws {
        let job = try SpotJob(work: 24, restart: 0.1, checkpoint: 0.02, bestFor: 0.5)
        #expect(SpotFormulas.billedHoursWithNotice(job, rate: 0.5, notice: 0.01) == nil)
        let with = try #require(SpotFormulas.billedHoursWithNotice(job, rate: 0.5, notice: 120.0 / 3600)?.hours)
        #expect(with < (try #require(SpotFormulas.billedHours(job, rate: 0.5).hours)))
        // λ → 0: W + R.
        #expect(SpotFormulas.billedHoursWithNotice(job, rate: 0, notice: 1) == .finishes(hours: 24.1))
    }

    @Test("a gang of n machines is interrupted n times as often at most; outages by hand")
    func gangAndOutages() {
        #expect(SpotFormulas.gangRate(0.25, machines: 4) == 1)
        let outages = Outages(hours: [1, 3], upHours: 12)
        // (1 + 3)/2; (1 + 9)/(2 · 4); 12/16.
        #expect(outages.mean == 2)
        #expect(outages.residual == 1.25)
        #expect(outages.upShare == 0.75)
        // 10 + 0.5 · 10 · 2 + 0.25 · 1.25.
        #expect(SpotFormulas.makespan(billed: 10, rate: 0.5, outages: outages) == 20.3125)
        #expect(Outages(hours: [], upHours: 5).upShare == 1)
    }

    @Test("a job that makes no sense names every wrong field")
    func invalid() {
        #expect {
            try SpotJob(work: 0, restart: -1, checkpoint: .nan, interval: 0)
        } throws: { error in
            (error as? InvalidInput)?.fields.map(\.field) == ["work", "restart", "checkpoint", "interval"]
        }
        #expect(throws: InvalidInput.self) { try SpotJob(work: 1, restart: 0, checkpoint: 0, bestFor: -1) }
        #expect(throws: InvalidInput.self) { try SpotJob(work: 80_000, restart: 0, checkpoint: 0, interval: 1e-6) }
    }
}
