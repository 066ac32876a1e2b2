import Foundation
import ModelGraph
import ModelZoo
import Testing

@Suite("ONNX Runtime computes from our files what PyTorch computes", .serialized)
struct ONNXRuntimeTests {
    private func expect(_ found: [Double], near expected: [Double], scale: Double = 1) {
        #expect(found.count == expected.count)
        for (value, reference) in zip(found, expected) { #expect(abs(value - reference) <= 1e-5 * scale) }
    }

    /// One operator over `[3, 1, 2]` with the elements −1, 1/6, −5/6, 1/3, −2/3, 1/2.
    private func outputs(
        _ input: [Int] = [3, 1, 2], _ weights: [String: [Float]] = [:],
        _ layer: (GraphBuilder) throws -> ValueID
    ) throws -> [Double] {
        let net = try GraphBuilder(name: "one", input: input)
        let graph = try net.graph(output: try layer(net))
        let tensors = try weights.mapValues { try #require(Tensor(shape: [$0.count], floats: $0)) }
        return try ONNXRuntime.outputs(of: graph, Weights(tensors))
    }

    /// PyTorch 2.13.0: `torch.sigmoid`, `hardsigmoid`, `hardswish`, `silu`.
    @Test(
        "functions of elements",
        arguments: [
            (Activation.sigmoid, [0.2689414, 0.5415705, 0.3029407, 0.5825702, 0.3392436, 0.6224594]),
            (.hardSigmoid, [0.3333333, 0.5277778, 0.3611111, 0.5555555, 0.3888889, 0.5833333]),
            (.hardSwish, [-0.3333333, 0.08796296, -0.3009259, 0.1851852, -0.2592593, 0.2916667]),
            (.silu, [-0.2689414, 0.09026175, -0.2524506, 0.1941901, -0.2261624, 0.3112297]),
        ])
    func activations(function: Activation, expected: [Double]) throws {
        let found = try outputs { net in try net.activation("f", function, net.input) }
        expect(found, near: expected)
    }

    /// PyTorch 2.13.0: `prelu` with slopes 0.5, −1 and 2.
    @Test("parametric ReLU, of images and of vectors")
    func parametricReLU() throws {
        let slopes: [String: [Float]] = ["f.weight": [0.5, -1, 2]]
        let image = try outputs([3, 1, 2], slopes) { net in try net.parametricReLU("f", net.input) }
        expect(image, near: [-0.5, 0.1666667, 0.8333333, 0.3333333, -1.333333, 0.5])
        let vector = try outputs([3], slopes) { net in try net.parametricReLU("f", net.input) }
        expect(vector, near: [-0.5, 0.1666667, -1.666667])
        let shared = try outputs([3, 1, 2], ["f.weight": [0.5]]) { net in
            try net.add("f", .parametricReLU(ParametricReLU(slopes: 1)), [net.input])[0]
        }
        expect(shared, near: [-0.5, 0.1666667, -0.4166667, 0.3333333, -0.3333333, 0.5])
    }

    /// PyTorch 2.13.0: `local_response_norm(x, 5, alpha=0.5, beta=0.75, k=1)` over six channels.
    @Test("local response normalisation")
    func localResponseNormalization() throws {
        let found = try outputs([6, 1, 1]) { net in
            try net.localResponseNormalization("f", net.input, size: 5, alpha: 0.5, beta: 0.75, offset: 1)
        }
        expect(found, near: [-0.8876516, 0.1468989, -0.7144616, 0.2996191, -0.6003236, 0.4717748])
    }

    /// PyTorch 2.13.0: `x * x.mean((2, 3), keepdim=True)`, and `pad(x, (0, 0, 0, 0, 0, 3))`.
    @Test("products with one factor for each channel, and channels of zeros")
    func joining() throws {
        let scaled = try outputs { net in
            try net.multiply("f", net.input, by: try net.adaptiveAveragePool("mean", net.input, to: 1))
        }
        expect(scaled, near: [0.4166667, -0.06944445, 0.2083333, -0.08333333, 0.05555556, -0.04166667])
        let padded = try outputs([2, 1, 2]) { net in try net.padChannels("f", net.input, adding: 3) }
        expect(padded, near: [-1, 0.1666667, -0.8333333, 0.3333333, 0, 0, 0, 0, 0, 0])
    }

    /// torchvision 0.28.0 (the others: benchmarks/zoo-verify/papers.py) on PyTorch 2.13.0 with our seeded weights for seed 1, 4 classes and the
    /// image of `ONNXRuntime.outputs`.
    @Test(
        "whole networks with seeded weights, at 64×64 pixels",
        arguments: [
            ("squeezenet1_1", [1.364206, 0.4694911, 0.7349269, 0.06162277]),
            ("shufflenet_v2_x0_5", [2.025877, 0.3057852, -5.198464, 3.323764]),
            ("shufflenet_v1_g3_x0_5", [236.194, -1345.964, -471.4764, -1230.277]),
            ("enet_cls", [975.0469, -2019.4, -1589.619, 805.299]),
            ("mobilenet_v3_small_x0_5", [-0.07613607, -0.006508149, 0.0492297, 0.171953]),
            ("efficientnet_b0_x0_25", [-0.0002959343, -0.0003028165, 0.0001030353, -0.000442759]),
        ])
    func golden(name: String, expected: [Double]) throws {
        let graph = try #require(ModelZoo.architecture(named: name)).graph(input: [3, 64, 64], classes: 4)
        let found = try ONNXRuntime.outputs(of: graph, Weights.seeded(for: graph, seed: 1))
        let spread = try #require(expected.max()) - #require(expected.min())
        expect(found, near: expected, scale: spread)
    }

    @Test(
        "onnx.checker accepts every network's export (those below 10 million parameters here, all in `make verify-zoo`)"
    )
    func checked() throws {
        try withTemporaryFolder { folder in
            var count = 0
            for architecture in ModelZoo.all {
                let graph = try architecture.graph(classes: 8)
                guard graph.parameters.reduce(0, { $0 + $1.elementCount }) < 10_000_000 else { continue }
                let url = folder.appendingPathComponent("\(architecture.name).onnx")
                try ONNXExporter.write(graph, weights: .seeded(for: graph, seed: 1), to: url, batch: .dynamic)
                count += 1
            }
            #expect(count == 23)
            #expect(try ONNXRuntime.refused(folder) == "")
        }
    }
}
