/// The architectures that Shoestring builds itself.
public enum ModelZoo {
    /// Every architecture, family by family, each family in order of publication.
    public static let all: [Architecture] = [
        .alexnet2012, .alexnet, .bnAlexnet,
        .nin, .bnNIN,
        .vgg16, .vgg19,
        .googlenet, .inceptionV3, .inceptionV4,
        .resnet18, .resnet34, .resnet50, .resnet101, .resnet152,
        .squeezenet1_0, .squeezenet1_1,
        .enetClassifier, .enetEncoderSegmentation,
        .mobilenetV1, .mobilenetV2, .mobilenetV3Small, .mobilenetV3Large,
        .shufflenetV1g1, .shufflenetV1g2, .shufflenetV1g3, .shufflenetV1g4, .shufflenetV1g8, .shufflenetV1g3x0_5,
        .shufflenetV2x0_5, .shufflenetV2x1_0, .shufflenetV2x1_5, .shufflenetV2x2_0,
        .efficientnetB0, .efficientnetB1,
    ]

    /// Networks for small images, which are trained here and compared with nobody.
    public static let forSmallImages: [Architecture] = [.resnet18Small, .shoestringCNN, .mlp]

    /// Every network that can be named.
    public static let every = all + forSmallImages

    /// The architecture of this name, or nil.
    ///
    /// Beside the names of ``all``, those of the families with a width multiplier take another width as a suffix, `_x0_75` for 0.75:
    /// `mobilenet_v1`, `mobilenet_v2`, `mobilenet_v3_small`, `mobilenet_v3_large`, `shufflenet_v1_g1`…`g8`, `efficientnet_b0`,
    /// `efficientnet_b1`.
    public static func architecture(named name: String) -> Architecture? {
        every.first { $0.name == name } ?? WidthMultiplier.parse(name).flatMap { scaled($0.base, $0.width.factor) }
    }

    private static func scaled(_ base: String, _ width: Double) -> Architecture? {
        guard WidthMultiplier.range.contains(width) else { return nil }
        switch base {
        case "mobilenet_v1": return .mobilenetV1(width: width)
        case "mobilenet_v2": return .mobilenetV2(width: width)
        case "mobilenet_v3_small": return .mobilenetV3Small(width: width)
        case "mobilenet_v3_large": return .mobilenetV3Large(width: width)
        case "efficientnet_b0": return .efficientnet(base, width: width, depth: 1, resolution: 224, published: nil)
        case "efficientnet_b1": return .efficientnet(base, width: width, depth: 1.1, resolution: 240, published: nil)
        default:
            return Architecture.ShuffleNetGroups.allCases.first { "shufflenet_v1_g\($0.rawValue)" == base }
                .map { .shufflenetV1(groups: $0, width: width) }
        }
    }
}
