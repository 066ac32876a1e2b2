import Foundation
import Testing
import Vocabulary

@testable import Pricing

@Suite("Simulation against the closed forms")
struct MonteCarloTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let work: Double
        let restart: Double
        let checkpoint: Double
        let rate: Double
        var testDescription: String { "W \(work) h, R \(restart) h, δ \(checkpoint) h, λ \(rate)/h" }
    }

    static let cases = [
        Case(work: 12, restart: 300.0 / 3600, checkpoint: 30.0 / 3600, rate: 0.5),
        Case(work: 10, restart: 600.0 / 3600, checkpoint: 60.0 / 3600, rate: 0.4),
        Case(work: 4, restart: 180.0 / 3600, checkpoint: 10.0 / 3600, rate: 0.3),
        Case(work: 1, restart: 0.5, checkpoint: 0.1, rate: 3),
        Case(work: 24, restart: 0.05, checkpoint: 0, rate: 0.05),
    ]

    @Test("the mean billed hours of 20,000 simulated jobs equal F4 within 4 standard errors", arguments: cases)
    func billedHours(_ test: Case) throws {
        let job = try SpotJob(work: test.work, restart: test.restart, checkpoint: test.checkpoint, bestFor: test.rate)
        let samples = try (0..<UInt64(20_000)).map { draw in
            var source = ExponentialSpells(rate: test.rate, generator: SeededGenerator(seed: 3, stream: draw))
            return try #require(job.run(on: &source, rule: .aws)).billed
        }
        expectMean(samples, try #require(SpotFormulas.billedHours(job, rate: test.rate).hours))
    }

    @Test("the mean hours from a random start to the end equal F7 within 4 standard errors")
    func makespan() throws {
        let job = try SpotJob(work: 6, restart: 0.1, checkpoint: 0.01, bestFor: 0.7)
        let samples = try (0..<UInt64(20_000)).map { draw in
            var source = ExponentialSpells(
                rate: 0.7, meanOutage: 1.5, generator: SeededGenerator(seed: 4, stream: draw), startsUp: nil)
            return try #require(job.run(on: &source, rule: .aws)).makespan
        }
        let billed = try #require(SpotFormulas.billedHours(job, rate: 0.7).hours)
        // Exponential outages: E[D²]/2E[D] = D; A = M/(M + D).
        let upShare = 1 / (1 + 0.7 * 1.5)
        expectMean(samples, billed + 0.7 * billed * 1.5 + (1 - upShare) * 1.5)
    }

    @Test("a restart that can be interrupted takes F3's hours within 4 standard errors")
    func restart() {
        let samples = (0..<UInt64(20_000)).map { draw in
            var generator = SeededGenerator(seed: 6, stream: draw)
            var hours = 0.0
            while true {
                let gap = generator.exponential() / 2
                if gap >= 0.4 { return hours + 0.4 }
                hours += gap
            }
        }
        expectMean(samples, SpotFormulas.restartHours(restart: 0.4, rate: 2))
    }

    @Test("with a warning the simulated hours are within 2 % of F6, an approximation")
    func notice() throws {
        let job = try SpotJob(work: 12, restart: 0.1, checkpoint: 0.02, bestFor: 0.5)
        let samples = (0..<UInt64(20_000)).map { draw in noticeHours(job, rate: 0.5, stream: draw) }
        let mean = samples.reduce(0, +) / Double(samples.count)
        let said = try #require(SpotFormulas.billedHoursWithNotice(job, rate: 0.5, notice: 1.0 / 30)?.hours)
        #expect(abs(said / mean - 1) < 0.02)
    }

    @Test("the share of running time in short intervals equals 1 − (1 + λf) e^{−λf}, within 1 %")
    func freeShare() {
        var generator = SeededGenerator(seed: 8)
        let intervals = (0..<100_000).map { _ in
            UpInterval(hours: generator.exponential() / 0.8, isCensored: false)
        }
        let said = SpotCost.freeShare(rate: 0.8, free: 1)
        // 1 − 1.8 e^{−0.8} = 0.191208.
        #expect(abs(said - 0.191_208) < 1e-6)
        #expect(abs(SpotCost.freeShare(of: intervals, free: 1) / said - 1) < 0.01)
    }

    @Test("a job that cannot save anything, or never gets a machine, is said not to finish")
    func endless() throws {
        let job = try SpotJob(work: 10, restart: 1, checkpoint: 0, interval: 1)
        let short = try AvailabilityTrace(tickSeconds: 3600, isUp: [true, false])
        var source = TraceRing(short).spells(from: 0)
        #expect(job.run(on: &source, rule: .aws) == nil)
        let never = try AvailabilityTrace(tickSeconds: 3600, isUp: [false, false])
        var down = TraceRing(never).spells(from: 0)
        #expect(job.run(on: &down, rule: .aws) == nil)
    }

    /// All work up to δ before the interruption is saved.
    private func noticeHours(_ job: SpotJob, rate: Double, stream: UInt64) -> Double {
        var generator = SeededGenerator(seed: 9, stream: stream)
        var remaining = job.work
        var hours = 0.0
        while true {
            let gap = generator.exponential() / rate
            if gap >= job.restart + remaining { return hours + job.restart + remaining }
            hours += gap
            remaining -= max(0, gap - job.restart - job.checkpoint)
        }
    }

    private func expectMean(_ samples: [Double], _ expected: Double) {
        let count = Double(samples.count)
        let mean = samples.reduce(0, +) / count
        let variance = samples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
        #expect(abs(mean - expected) < 4 * (variance / count).squareRoot(), "\(mean) against \(expected)")
    }
}
