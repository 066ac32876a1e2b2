import Testing

@testable import RunnerKit

@Suite("Statistics of samples")
struct SampleStatisticsTests {
    @Test("of 1…10 are the textbook's")
    func ten() throws {
        let statistics = try #require(SampleStatistics([7, 3, 10, 1, 9, 5, 2, 8, 4, 6]))
        #expect(statistics.count == 10)
        #expect(statistics.median == 5.5)
        #expect(statistics.mean == 5.5)
        #expect(statistics.minimum == 1)
        // Σ(x − 5.5)² = 82.5; √(82.5 / 9) = 3.02765…
        #expect(abs(try #require(statistics.deviation) - 3.027_650_354_1) < 1e-9)
        // Distances from 5.5: 0.5 0.5 1.5 1.5 2.5 2.5 …; their median is 2.5.
        #expect(statistics.medianAbsoluteDeviation == 2.5)
        // Type 7 quartiles of 1…10 are 3.25 and 7.75: (7.75 − 3.25) / 5.5.
        #expect(abs(statistics.spread - 4.5 / 5.5) < 1e-12)
        #expect(statistics.p90 == nil)
        #expect(statistics.p99 == nil)
        // Binomial table: P(B(10, ½) ≤ 1) = 11/1024 = 1.07 % ≤ 2.5 % < P(B ≤ 2) = 56/1024; so ranks 2 and 9.
        #expect(statistics.interval?.low == 2)
        #expect(statistics.interval?.high == 9)
    }

    @Test("the 90th percentile needs 64 samples and the 99th 1,000, by nearest rank")
    func percentiles() throws {
        #expect(try #require(SampleStatistics((1...63).map(Double.init))).p90 == nil)
        // 0.9 · 64 = 57.6: the 58th.
        #expect(try #require(SampleStatistics((1...64).map(Double.init))).p90 == 58)
        #expect(try #require(SampleStatistics((1...999).map(Double.init))).p99 == nil)
        let thousand = try #require(SampleStatistics((1...1000).map(Double.init)))
        #expect(thousand.p99 == 990)
        #expect(thousand.p90 == 900)
    }

    @Test(
        "the ranks of the median's interval are those of the binomial table",
        arguments: [(5, nil), (6, 1), (9, 2), (20, 6), (25, 8), (50, 18), (100, 40), (1000, 469), (10_000, 4902)])
    func ranks(count: Int, rank: Int?) {
        // 6…50: Conover, Practical Nonparametric Statistics, 3rd ed., quantile tables; 100: [x(40), x(61)]; 1,000 by exact sum;
        // 10,000: (10,000 − 1.96·100) / 2 = 4,902.0018, rounded down.
        #expect(MedianInterval.lowerRank(count) == rank)
    }

    @Test("one sample has a median and nothing that needs two")
    func one() throws {
        let statistics = try #require(SampleStatistics([3]))
        #expect(statistics.median == 3)
        #expect(statistics.deviation == nil)
        #expect(statistics.interval == nil)
        #expect(statistics.spread == 0)
        #expect(SampleStatistics([]) == nil)
    }
}

@Suite("Seeded inputs")
struct SeededInputsTests {
    @Test("SplitMix64 gives the reference sequence of seed 1234567")
    func reference() {
        // From the generator's reference code in C, seed 1234567.
        var generator = SplitMix64(seed: 1_234_567)
        #expect(generator.next() == 6_457_827_717_110_365_317)
        #expect(generator.next() == 3_203_168_211_198_807_973)
        #expect(generator.next() == 9_817_491_932_198_370_423)
    }

    @Test("are eight different ones, the same for the same seed, others for another")
    func different() {
        let inputs = SeededInputs(length: 100, seed: 1)
        let parts = (0..<8).map { Array(inputs.values[inputs.layout.offset($0)...].prefix(100)) }
        #expect(Set(parts).count == 8)
        #expect(inputs.values.count == 7 * 128 + 100)  // each begins at a multiple of 64 values
        #expect(inputs.layout.offset(8) == 0)
        #expect(SeededInputs(length: 100, seed: 1).values == inputs.values)
        #expect(SeededInputs(length: 100, seed: 2).values != inputs.values)
    }

    @Test("of one value differ too")
    func tiny() {
        let inputs = SeededInputs(length: 1, seed: 1)
        #expect(Set((0..<8).map { inputs.values[inputs.layout.offset($0)] }).count == 8)
    }

    @Test("have mean 0 and variance 1 within four standard errors")
    func moments() {
        let values = SeededInputs(length: 100_000, seed: 5).values.prefix(100_000).map(Double.init)
        let mean = values.reduce(0, +) / 100_000
        let variance = values.reduce(0) { $0 + $1 * $1 } / 100_000
        #expect(abs(mean) < 4 / 100_000.0.squareRoot())
        // The variance of x² is kurtosis − 1 = 2.7 − 1 for the Irwin–Hall distribution with n = 4.
        #expect(abs(variance - 1) < 4 * (1.7 / 100_000.0).squareRoot())
    }
}
