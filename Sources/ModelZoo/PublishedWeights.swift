/// A file of trained weights that somebody else publishes, and how to know it.
public struct PublishedWeights: Hashable, Sendable {
    /// The network of the zoo that they are for.
    public let model: String
    /// The publisher's word for them, such as `IMAGENET1K_V1`.
    public let recipe: String
    /// The file's name at the publisher.
    public let file: String
    /// What is done to an image before the network sees it, as in the training of these weights.
    public let preprocessing: Preprocessing
    /// Beginnings of names of tensors that only training has; they are left out by rule. Empty for most.
    public let trainingOnly: [String]

    /// Where torchvision's files are.
    public static let address = "https://download.pytorch.org/models"
    /// Who publishes them and under which terms.
    public static let terms = """
        torchvision (BSD-3-Clause code). The weights may have terms of their own that follow from their training data, ImageNet \
        (non-commercial research); torchvision's README leaves it to you to find out whether you may use them.
        """

    /// The first digits of the file's SHA-256, hexadecimal: the publisher puts them behind the last hyphen of its name.
    public var checksumPrefix: String {
        let stem = file.split(separator: ".").dropLast().joined(separator: ".")
        return String(stem.split(separator: "-").last ?? "")
    }

    /// The published weights of a network, or nil when nobody publishes them in a form that is read here.
    public static func of(_ model: String) -> PublishedWeights? { all.first { $0.model == model } }

    /// One line a network of torchvision 0.28 (the `url=` of each `Weights` in torchvision/models/*.py). V1 is the recipe whose
    /// accuracy the zoo states; efficientnet_b0 and b1 were trained by Ross Wightman.
    public static let all: [PublishedWeights] = [
        .init("alexnet", "alexnet-owt-7be5be79.pth"),
        .init("vgg16", "vgg16-397923af.pth"),
        .init("vgg19", "vgg19-dcbb9e9d.pth"),
        .init("googlenet", "googlenet-1378be20.pth", trainingOnly: ["aux1.", "aux2."], .symmetric()),
        .init(
            "inception_v3", "inception_v3_google-0cc3c7bd.pth", trainingOnly: ["AuxLogits."],
            .symmetric(resize: 342, crop: 299)),
        .init("resnet18", "resnet18-f37072fd.pth"),
        .init("resnet34", "resnet34-b627a593.pth"),
        .init("resnet50", "resnet50-0676ba61.pth"),
        .init("resnet101", "resnet101-63fe2227.pth"),
        .init("resnet152", "resnet152-394f9c45.pth"),
        .init("squeezenet1_0", "squeezenet1_0-b66bff10.pth"),
        .init("squeezenet1_1", "squeezenet1_1-b8a52dc0.pth"),
        .init("mobilenet_v2", "mobilenet_v2-b0353104.pth"),
        .init("mobilenet_v3_large", "mobilenet_v3_large-8738ca79.pth"),
        .init("mobilenet_v3_small", "mobilenet_v3_small-047dcff4.pth"),
        .init("efficientnet_b0", "efficientnet_b0_rwightman-7f5810bc.pth", .imageNet(interpolation: "bicubic")),
        .init(
            "efficientnet_b1", "efficientnet_b1_rwightman-bac287d4.pth", .imageNet(crop: 240, interpolation: "bicubic")),
        .init("shufflenet_v2_x0_5", "shufflenetv2_x0.5-f707e7126e.pth"),
        .init("shufflenet_v2_x1_0", "shufflenetv2_x1-5666bf0f80.pth"),
        .init("shufflenet_v2_x1_5", "shufflenetv2_x1_5-3c479a10.pth", .imageNet(resize: 232)),
        .init("shufflenet_v2_x2_0", "shufflenetv2_x2_0-8be3c8ee.pth", .imageNet(resize: 232)),
    ]

    /// Networks whose reference is timm's: their files lie at Hugging Face under names without a checksum.
    public static let timmOnly: Set = ["inception_v4", "mobilenet_v1"]

    private init(
        _ model: String, _ file: String, trainingOnly: [String] = [], _ preprocessing: Preprocessing = .imageNet()
    ) {
        self.model = model
        recipe = "IMAGENET1K_V1"
        self.file = file
        self.trainingOnly = trainingOnly
        self.preprocessing = preprocessing
    }
}

/// How an image becomes a network's input: shorter side resized, central crop, then (x/255 − mean)/deviation for each channel, RGB.
public struct Preprocessing: Hashable, Sendable, CustomStringConvertible {
    /// The shorter side after resizing, pixels.
    public let resize: Int
    /// The side of the central crop, pixels.
    public let crop: Int
    /// How it is resized, as `bilinear`.
    public let interpolation: String
    /// What is taken off each channel, of values 0…1.
    public let mean: [Double]
    /// What each channel is divided by.
    public let deviation: [Double]

    /// ImageNet's means and deviations, as torchvision's presets have them (`torchvision/transforms/_presets.py`).
    static func imageNet(resize: Int = 256, crop: Int = 224, interpolation: String = "bilinear") -> Preprocessing {
        Preprocessing(
            resize: resize, crop: crop, interpolation: interpolation, mean: [0.485, 0.456, 0.406],
            deviation: [0.229, 0.224, 0.225])
    }

    /// −1…1: what torchvision's `transform_input` makes of ImageNet's normalisation, x·(0.229/0.5) + (0.485 − 0.5)/0.5 and so on.
    static func symmetric(resize: Int = 256, crop: Int = 224) -> Preprocessing {
        Preprocessing(
            resize: resize, crop: crop, interpolation: "bilinear", mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5])
    }

    /// In one line.
    public var description: String {
        "shorter side \(resize) (\(interpolation)), central crop \(crop), (x/255 − \(mean))/\(deviation)"
    }
}
