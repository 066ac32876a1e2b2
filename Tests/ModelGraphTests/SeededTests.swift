import ModelGraph
import Testing

@Suite("Seeded weights")
struct SeededTests {
    private func graph(_ channels: Int = 64) throws -> ModelGraph {
        let net = try GraphBuilder(name: "stem", input: [3, 32, 32])
        let x = try net.convolution("conv1", net.input, channels, kernel: 7, stride: 2, padding: 3, bias: true)
        return try net.graph(output: try net.batchNormalization("bn1", x))
    }

    /// Computed in Python from the documented rule: SplitMix64 at key mix(FNV-1a("conv1.weight") ^ mix(42)), the 52 upper bits
    /// through `statistics.NormalDist().inv_cdf` (AS 241 with sixteen digits), times √(2/147).
    @Test("are the documented function of name, seed and position")
    func literals() throws {
        let weights = try Weights.seeded(for: graph(), seed: 42)
        let values = try #require(weights["conv1.weight"]).floats().prefix(4)
        let expected: [Double] = [0.20308392535665984, 0.04871977999111907, 0.19218282874482737, 0.027396870024773465]
        for (value, reference) in zip(values, expected) { #expect(abs(Double(value) - reference) <= 1e-7) }
    }

    @Test("have mean 0 and variance 2/fan-in; the rest is constant")
    func distribution() throws {
        let weights = try Weights.seeded(for: graph(), seed: 1)
        let values = try #require(weights["conv1.weight"]).floats().map(Double.init)
        let mean = values.reduce(0, +) / Double(values.count)
        let variance = values.reduce(0) { $0 + $1 * $1 } / Double(values.count)
        // 9,408 values: the mean's standard error is σ/97 = 0.0012, the variance's relative one √(2/9408) = 1.5 %.
        #expect(abs(mean) < 0.005)
        #expect(abs(variance / (2.0 / 147.0) - 1) < 0.06)
        #expect(try #require(weights["conv1.bias"]).floats() == [Float](repeating: 0, count: 64))
        #expect(try #require(weights["bn1.weight"]).floats() == [Float](repeating: 1, count: 64))
        #expect(try #require(weights["bn1.running_var"]).floats() == [Float](repeating: 1, count: 64))
        #expect(try #require(weights["bn1.running_mean"]).floats() == [Float](repeating: 0, count: 64))
        #expect(try #require(weights["bn1.num_batches_tracked"]).elementType == .int64)
    }

    @Test("do not depend on the rest of the network, only on name, seed and position")
    func independence() throws {
        let small = try #require(Weights.seeded(for: graph(8), seed: 42)["conv1.weight"]).floats()
        let large = try #require(Weights.seeded(for: graph(64), seed: 42)["conv1.weight"]).floats()
        let other = try #require(Weights.seeded(for: graph(8), seed: 43)["conv1.weight"]).floats()
        #expect(Array(large.prefix(small.count)) == small)
        #expect(other != small)
    }

    @Test("are the same in pieces as in one", arguments: [1, 4, 1000, 1 << 20])
    func pieces(byteLimit: Int) throws {
        let tensor = try #require(Weights.seeded(for: graph(2), seed: 7)["conv1.weight"])
        var joined: [UInt8] = []
        tensor.forEachPiece(of: byteLimit) { joined += $0 }
        #expect(joined == [UInt8](tensor.bytes()))
    }
}
