import ModelGraph
import ModelZoo
import Testing

@Suite("Parameters are called as in torchvision's state dict")
struct NameTests {
    /// Number of tensors and FNV-1a (64 bits) over the sorted lines "name 64x3x7x7" of
    /// `torchvision.models.NAME(weights=None).state_dict()`, torchvision 0.28.0; computed there in Python. Sorted, because
    /// torch lists modules in the order of their declaration, which is not always that of execution.
    static let digests: [(name: String, count: Int, digest: UInt64)] = [
        ("alexnet", 16, 0x537f_e0ec_4c3c_9dc8),
        ("vgg16", 32, 0x9e05_8dc7_2555_9374),
        ("resnet18", 122, 0x36c3_6472_3c22_b844),
        ("squeezenet1_1", 52, 0x0723_609d_7bf8_8f20),
        ("mobilenet_v2", 314, 0x9cc6_54fb_b4c0_2311),
        ("shufflenet_v2_x1_0", 338, 0x3591_da93_f7d9_fba5),
    ]

    @Test("all names and shapes, buffers included", arguments: digests)
    func digest(expected: (name: String, count: Int, digest: UInt64)) throws {
        let graph = try #require(ModelZoo.architecture(named: expected.name)).graph()
        let lines = graph.parameters.map { "\($0.name) \($0.shape.map(String.init).joined(separator: "x"))" }
        #expect(lines.count == expected.count)
        let text = lines.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.joined(separator: "\n")
        let digest = text.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
        #expect(digest == expected.digest)
    }

    @Test(
        "some of them, to be read by a person",
        arguments: [
            ("alexnet", "features.10.weight", [256, 256, 3, 3]),
            ("vgg16", "classifier.0.weight", [4096, 25088]),
            ("resnet18", "layer2.0.downsample.0.weight", [128, 64, 1, 1]),
            ("resnet18", "layer3.0.bn1.running_var", [256]),
            ("resnet18", "bn1.num_batches_tracked", []),
            ("squeezenet1_1", "features.9.squeeze.weight", [48, 256, 1, 1]),
            ("mobilenet_v2", "features.9.conv.3.weight", [64]),
            ("shufflenet_v2_x1_0", "stage2.0.branch1.0.weight", [24, 1, 3, 3]),
            ("shufflenet_v2_x1_0", "stage3.3.branch2.6.weight", [116]),
        ])
    func literal(network: String, parameter: String, shape: [Int]) throws {
        let graph = try #require(ModelZoo.architecture(named: network)).graph()
        #expect(graph.parameters.first { $0.name == parameter }?.shape == shape)
    }
}
