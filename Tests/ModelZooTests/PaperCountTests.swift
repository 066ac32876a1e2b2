import ModelGraph
import ModelZoo
import Testing

@Suite("Networks that neither torchvision nor timm has, counted by hand from their papers' tables")
struct PaperCountTests {
    private func parameters(_ architecture: Architecture) throws -> Int {
        try architecture.graph().analysis(batch: 1).parameters
    }

    /// k·k·in/groups·out + out.
    private func biased(_ kernel: Int, _ input: Int, _ output: Int) -> Int { kernel * kernel * input * output + output }

    @Test("AlexNet of 2012: five convolutions, three of them halved by two groups, and 6·6·256-4096-4096-1000")
    func alexnet2012() throws {
        let convolutions =
            biased(11, 3, 96) + biased(5, 48, 256) + biased(3, 256, 384) + biased(3, 192, 384) + biased(3, 192, 256)
        let linear = biased(1, 6 * 6 * 256, 4096) + biased(1, 4096, 4096) + biased(1, 4096, 1000)
        #expect(convolutions == 2_334_080)
        #expect(linear == 58_631_144)
        #expect(try parameters(.alexnet2012) == convolutions + linear)
    }

    @Test("BN-AlexNet: AlexNet of 2014 and two numbers for each output of all layers but the last")
    func bnAlexnet() throws {
        let normalized = 64 + 192 + 384 + 256 + 256 + 4096 + 4096
        #expect(try parameters(.bnAlexnet) == 61_100_840 + 2 * normalized)
        // The same layers multiply; the normalisations are not counted.
        #expect(try Architecture.bnAlexnet.graph().analysis(batch: 1).macs == 714_188_480)
    }

    @Test("Network in Network: four convolutions with two 1×1 behind each, the last of which gives the classes")
    func nin() throws {
        let first = biased(11, 3, 96) + 2 * biased(1, 96, 96)
        let second = biased(5, 96, 256) + 2 * biased(1, 256, 256)
        let third = biased(3, 256, 384) + 2 * biased(1, 384, 384)
        let fourth = biased(3, 384, 1024) + biased(1, 1024, 1024) + biased(1, 1024, 1000)
        #expect([first, second, third, fourth] == [53_568, 746_240, 1_180_800, 5_614_568])
        #expect(try parameters(.nin) == first + second + third + fourth)
        // BN-NIN: 1024 channels to the end, normalisation after all twelve, and a linear layer.
        let wide = biased(3, 384, 1024) + 2 * biased(1, 1024, 1024)
        let normalized = 2 * 3 * (96 + 256 + 384 + 1024)
        #expect(try parameters(.bnNIN) == first + second + third + wide + normalized + biased(1, 1024, 1000))
    }

    @Test("ENet's encoder: 22 bottlenecks without bias in their projections, normalised and with PReLU")
    func enet() throws {
        // 1×1 or 2×2 to a quarter, 3×3 with bias, 1×1 back. Channels: batch normalisation has 2 numbers, PReLU 1.
        func bottleneck(_ input: Int, _ output: Int, reducing area: Int = 1, middle: Int = 9) -> Int {
            let inner = output / 4
            let convolutions = area * input * inner + middle * inner * inner + inner + inner * output
            return convolutions + 3 * (inner + inner + output)
        }
        let initial = biased(3, 3, 13) + 3 * 16
        let stage1 = bottleneck(16, 64, reducing: 4) + 4 * bottleneck(64, 64)
        // Of the eight, six have a 3×3 (dilated or not) and two a 5×1 and a 1×5.
        let eight = 6 * bottleneck(128, 128) + 2 * bottleneck(128, 128, middle: 10)
        let encoder = initial + stage1 + bottleneck(64, 128, reducing: 4) + 2 * eight
        #expect(encoder == 338_156)
        #expect(try parameters(.enetClassifier) == encoder + biased(1, 128, 1000))
        #expect(try parameters(.enetEncoderSegmentation) == encoder + biased(1, 128, 19))
    }

    /// Table 1 of Zhang et al. 2017: FLOPs in millions, which are multiply-accumulates without the classifier.
    @Test(
        "ShuffleNet: each group's columns from table 1; without the classifier the paper's complexity within 2 million",
        arguments: [
            (1, [144, 288, 576], 1_531_936, 143), (2, [200, 400, 800], 1_733_848, 140),
            (3, [240, 480, 960], 1_865_728, 137), (4, [272, 544, 1088], 1_968_344, 133),
            (8, [384, 768, 1536], 2_434_768, 137),
        ])
    func shufflenet(groups: Int, channels: [Int], total: Int, million: Int) throws {
        // A 1×1 with groups, normalised; a 3×3 depthwise, normalised.
        func grouped(_ input: Int, _ output: Int, _ groups: Int) -> Int { input * output / groups + 2 * output }
        func unit(_ input: Int, _ emitted: Int, _ inner: Int, _ first: Int) -> Int {
            grouped(input, inner, first) + 9 * inner + 2 * inner + grouped(inner, emitted, groups)
        }
        var count = 9 * 3 * 24 + 2 * 24
        var input = 24
        for (stage, (output, units)) in zip(channels, [4, 8, 4]).enumerated() {
            count += unit(input, output - input, output / 4, stage == 0 ? 1 : groups)
            count += (units - 1) * unit(output, output, output / 4, groups)
            input = output
        }
        count += biased(1, input, 1000)
        #expect(count == total)
        let network = try #require(ModelZoo.architecture(named: "shufflenet_v1_g\(groups)"))
        let analysis = try network.graph().analysis(batch: 1)
        #expect(analysis.parameters == count)
        let withoutClassifier = analysis.macs - input * 1000
        #expect(abs(Double(withoutClassifier) / 1e6 - Double(million)) < 2)
    }

    /// Howard et al. 2017, table 4: 569 million mult-adds, 4.2 million parameters. The others from the papers' tables of results.
    @Test(
        "the papers' own rounded figures come out",
        arguments: [
            ("mobilenet_v1", 569, 4.2), ("mobilenet_v2", 301, 3.5), ("shufflenet_v2_x1_0", 145, 2.3),
            ("mobilenet_v3_small", 57, 2.5), ("efficientnet_b0", 386, 5.3),
        ])
    func rounded(name: String, millionMACs: Int, millionParameters: Double) throws {
        let analysis = try #require(ModelZoo.architecture(named: name)).graph().analysis(batch: 1)
        #expect(Int((Double(analysis.macs) / 1e6).rounded()) == millionMACs)
        #expect((Double(analysis.parameters) / 1e5).rounded() / 10 == millionParameters)
    }
}
