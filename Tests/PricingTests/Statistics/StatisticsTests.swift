import Foundation
import Testing

@testable import Pricing

@Suite("Random numbers and quantiles")
struct StatisticsTests {
    @Test("the generator gives the published sequences of SplitMix64")
    func splitMix() {
        // Vigna's splitmix64.c with seeds 0 and 1234567.
        var zero = SeededGenerator(seed: 0)
        #expect(zero.next() == 0xe220_a839_7b1d_cdaf)
        #expect(zero.next() == 0x6e78_9e6a_a1b9_65f4)
        #expect(zero.next() == 0x06c4_5d18_8009_454f)
        var other = SeededGenerator(seed: 1_234_567)
        let expected: [UInt64] = [
            6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
        ]
        #expect((0..<5).map { _ in other.next() } == expected)
    }

    @Test("streams of one seed differ, and are the same each time")
    func streams() {
        var first = SeededGenerator(seed: 1, stream: 1)
        var again = SeededGenerator(seed: 1, stream: 1)
        var second = SeededGenerator(seed: 1, stream: 2)
        let value = first.next()
        #expect(value == again.next())
        #expect(value != second.next())
    }

    @Test(
        "quantiles of the normal distribution",
        arguments: [
            (0.5, 0.0), (0.9, 1.281551565545), (0.975, 1.959963984540), (0.999, 3.090232306168),
            (0.025, -1.959963984540),
        ])
    func normal(share: Double, expected: Double) { #expect(abs(Quantile.normal(share) - expected) < 1e-11) }

    @Test(
        "quantiles of Student's distribution, from the printed tables",
        arguments: [
            (0.95, 1.0, 6.313751515), (0.975, 10, 2.228138852), (0.9, 30, 1.310415025), (0.025, 5, -2.570581836),
        ])
    func student(share: Double, degrees: Double, expected: Double) {
        #expect(abs(Quantile.student(share, degrees: degrees) - expected) < 1e-8)
    }

    @Test(
        "quantiles of the chi-square distribution, from the printed tables",
        arguments: [
            (0.95, 1.0, 3.841458821), (0.05, 10, 3.940299136), (0.975, 20, 34.169606903), (0.5, 2, 1.386294361),
        ])
    func chiSquare(share: Double, degrees: Double, expected: Double) {
        #expect(abs(Quantile.chiSquare(share, degrees: degrees) - expected) < 1e-8)
    }

    @Test("shares outside of 0 to 1 give the ends of the support")
    func ends() {
        #expect(Quantile.normal(0) == -.infinity)
        #expect(Quantile.normal(1) == .infinity)
        #expect(Quantile.student(1, degrees: 3) == .infinity)
        #expect(Quantile.gamma(0, shape: 2) == 0)
        #expect(Quantile.gamma(1, shape: 2) == .infinity)
        #expect(Quantile.chiSquare(0.5, degrees: 0) == 0)
    }

    @Test("a quantile of samples is one of them, and an atom stays exact")
    func samples() {
        let samples = [1.5, 1.5, 1.5, 2, 3, 4, 5, 6, 7, 8]
        #expect(Quantile.ofSorted(samples, 0.1) == 1.5)
        #expect(Quantile.ofSorted(samples, 0.5) == 3)
        #expect(Quantile.ofSorted(samples, 0.9) == 7)
        #expect(Quantile.ofSorted(samples, 1) == 8)
        #expect(Quantile.ofSorted([], 0.5) == nil)
    }

    @Test("draws have the mean and the variance of their law, within 4 standard errors")
    func draws() {
        var generator = SeededGenerator(seed: 11)
        // Name, draw, mean, variance, fourth central moment.
        let uniform = (0..<40_000).map { _ in generator.uniform() }
        check(uniform, mean: 0.5, variance: 1.0 / 12, fourth: 1.0 / 80)
        let exponential = (0..<40_000).map { _ in generator.exponential() }
        check(exponential, mean: 1, variance: 1, fourth: 9)
        let normal = (0..<40_000).map { _ in generator.normal() }
        check(normal, mean: 0, variance: 1, fourth: 3)
        // Gamma: variance a, fourth central moment 3a² + 6a.
        for shape in [0.5, 2.23, 40] {
            let gamma = (0..<40_000).map { _ in generator.gamma(shape: shape) }
            check(gamma, mean: shape, variance: shape, fourth: 3 * shape * shape + 6 * shape)
        }
    }

    private func check(_ values: [Double], mean: Double, variance: Double, fourth: Double) {
        let count = Double(values.count)
        let found = values.reduce(0, +) / count
        let spread = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
        #expect(abs(found - mean) < 4 * (variance / count).squareRoot())
        #expect(abs(spread - variance) < 4 * ((fourth - variance * variance) / count).squareRoot())
    }
}
