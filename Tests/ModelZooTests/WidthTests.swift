import ModelGraph
import ModelZoo
import Testing

@Suite("Widths beside the papers' first")
struct WidthTests {
    @Test(
        "a name with a width is its network",
        arguments: ["mobilenet_v2_x0_5", "shufflenet_v1_g8_x0_25", "efficientnet_b0_x1_4"])
    func named(name: String) throws {
        let architecture = try #require(ModelZoo.architecture(named: name))
        #expect(architecture.name == name)
        #expect(try architecture.graph().name == name)
        #expect(architecture.published == nil)
    }

    /// torchvision 0.28.0 with `width_mult`, timm 1.0.31's MobileNet with `channel_multiplier`; multiply-accumulates by
    /// `torch.utils.flop_counter`/2 at 224 pixels.
    @Test(
        "other widths have the reference's counts",
        arguments: [
            ("mobilenet_v1_x0_5", 1_331_592, 149_497_088),
            ("mobilenet_v1_x1_25", 6_270_840, 879_516_800),
            ("mobilenet_v2_x0_5", 1_968_680, 97_131_840),
            ("mobilenet_v2_x1_4", 6_108_776, 582_195_824),
            ("mobilenet_v3_large_x0_75", 3_377_576, 140_033_816),
            ("mobilenet_v3_small_x0_75", 1_653_920, 39_115_576),
        ])
    func counts(name: String, parameters: Int, macs: Int) throws {
        let analysis = try #require(ModelZoo.architecture(named: name)).graph().analysis(batch: 1)
        #expect(analysis.parameters == parameters)
        #expect(analysis.macs == macs)
    }

    /// torchvision's `efficientnet_b2`: width 1.1, depth 1.2, 260 pixels.
    @Test("EfficientNet scales in width, depth and resolution together")
    func compound() throws {
        let architecture = Architecture.efficientnet(width: 1.1, depth: 1.2, resolution: 260)
        let analysis = try architecture.graph().analysis(batch: 1)
        #expect(analysis.parameters == 9_109_994)
        #expect(analysis.macs == 993_561_872)
    }

    @Test(
        "one network has one name, and only those have widths whose papers have them",
        arguments: [
            "mobilenet_v2_x1_0", "mobilenet_v2_x0_50", "mobilenet_v2_x", "mobilenet_v2_x0", "mobilenet_v2_x0_5_0",
            "mobilenet_v2_x9_0", "mobilenet_v2_x0_01", "mobilenet_v2_x-0_5", "resnet18_x0_5", "_x0_5", "x", "",
        ])
    func unknown(name: String) {
        #expect(ModelZoo.architecture(named: name) == nil)
    }

    @Test("a width that is not one is refused", arguments: [0, -1, 100, .nan, .infinity])
    func refused(width: Double) {
        let architectures: [Architecture] = [
            .mobilenetV1(width: width), .mobilenetV2(width: width), .mobilenetV3Large(width: width),
            .mobilenetV3Small(width: width), .shufflenetV1(groups: .three, width: width),
            .efficientnet(width: width, depth: 1, resolution: 224),
            .efficientnet(width: 1, depth: width, resolution: 224),
        ]
        for architecture in architectures {
            #expect(throws: ModelGraphError.self) { try architecture.graph() }
        }
    }
}
