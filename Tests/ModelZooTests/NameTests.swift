import ModelGraph
import ModelZoo
import Testing

@Suite("Parameters are called as in torchvision's state dict")
struct NameTests {
    /// Number of tensors and FNV-1a (64 bits) over the sorted lines "name 64x3x7x7" of
    /// `torchvision.models.NAME(weights=None).state_dict()`, torchvision 0.28.0 (timm 1.0.31 for inception_v4 and mobilenet_v1, there
    /// `mobilenetv1_100`; googlenet and inception_v3 without auxiliary classifiers); computed there in Python. Sorted, because
    /// torch lists modules in the order of their declaration, which is not always that of execution.
    static let digests: [(name: String, count: Int, digest: UInt64)] = [
        ("alexnet", 16, 0x537f_e0ec_4c3c_9dc8),
        ("vgg16", 32, 0x9e05_8dc7_2555_9374),
        ("vgg19", 38, 0x568a_250e_5dd5_0c48),
        ("googlenet", 344, 0x1ac2_e591_28ad_504d),
        ("inception_v3", 566, 0x6a6e_4b25_30ef_7a82),
        ("inception_v4", 896, 0x4561_277d_4ec1_b1f8),
        ("resnet18", 122, 0x36c3_6472_3c22_b844),
        ("resnet34", 218, 0x86cd_201c_f67a_d016),
        ("resnet50", 320, 0xcad7_e619_123b_4042),
        ("resnet101", 626, 0x9181_d810_3734_efc7),
        ("resnet152", 932, 0xf148_98f8_a2c7_1b02),
        ("squeezenet1_0", 52, 0x2a85_f406_0a16_3245),
        ("squeezenet1_1", 52, 0x0723_609d_7bf8_8f20),
        ("mobilenet_v1", 164, 0x145a_5654_e6e3_b3d3),
        ("mobilenet_v2", 314, 0x9cc6_54fb_b4c0_2311),
        ("mobilenet_v3_small", 244, 0xfe67_7f30_9fd1_6f5f),
        ("mobilenet_v3_large", 312, 0x1f78_3706_2cb2_cb53),
        ("shufflenet_v2_x0_5", 338, 0x1146_47a8_6607_0f8d),
        ("shufflenet_v2_x1_0", 338, 0x3591_da93_f7d9_fba5),
        ("shufflenet_v2_x1_5", 338, 0xa6b5_347f_dd1e_9009),
        ("shufflenet_v2_x2_0", 338, 0x6888_7e2b_19d8_23ec),
        ("efficientnet_b0", 360, 0x95bf_3b91_5eec_f245),
        ("efficientnet_b1", 508, 0x6126_28b0_9525_0067),
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
            ("googlenet", "inception3a.branch3.1.conv.weight", [32, 16, 3, 3]),
            ("inception_v3", "Mixed_7c.branch3x3dbl_3b.conv.weight", [384, 384, 3, 1]),
            ("inception_v4", "features.3.conv.bn.running_mean", [96]),
            ("resnet50", "layer1.0.downsample.0.weight", [256, 64, 1, 1]),
            ("mobilenet_v1", "blocks.0.0.conv_dw.weight", [32, 1, 3, 3]),
            ("mobilenet_v3_large", "features.4.block.2.fc1.weight", [24, 72, 1, 1]),
            ("mobilenet_v3_small", "classifier.3.weight", [1000, 1024]),
            ("efficientnet_b0", "features.1.0.block.1.fc1.bias", [8]),
            ("alexnet_2012", "conv2.weight", [256, 48, 5, 5]),
            ("nin", "cccp8.bias", [1000]),
            ("enet_cls", "bottleneck2_3.conv.0.weight", [32, 32, 5, 1]),
            ("enet_cls", "bottleneck1_0.prelu3.weight", [64]),
            ("shufflenet_v1_g3", "stage2.0.conv1.weight", [60, 24, 1, 1]),
            ("shufflenet_v1_g3", "stage3.0.conv3.weight", [240, 40, 1, 1]),
            ("shufflenet_v2_x1_0", "stage2.0.branch1.0.weight", [24, 1, 3, 3]),
            ("shufflenet_v2_x1_0", "stage3.3.branch2.6.weight", [116]),
        ])
    func literal(network: String, parameter: String, shape: [Int]) throws {
        let graph = try #require(ModelZoo.architecture(named: network)).graph()
        #expect(graph.parameters.first { $0.name == parameter }?.shape == shape)
    }
}
