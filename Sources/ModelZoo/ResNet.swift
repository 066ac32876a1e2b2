import ModelGraph

extension Architecture {
    /// ResNet-18: table 1 of He et al. 2015, column "18-layer".
    public static let resnet18 = resnet(18, .basic, [2, 2, 2, 2], .torchvisionV1(top1: 69.758, top5: 89.078))
    /// ResNet-34: table 1, column "34-layer".
    public static let resnet34 = resnet(34, .basic, [3, 4, 6, 3], .torchvisionV1(top1: 73.314, top5: 91.42))
    /// ResNet-50: table 1, column "50-layer".
    public static let resnet50 = resnet(50, .bottleneck, [3, 4, 6, 3], .torchvisionV1(top1: 76.13, top5: 92.862))
    /// ResNet-101: table 1, column "101-layer".
    public static let resnet101 = resnet(101, .bottleneck, [3, 4, 23, 3], .torchvisionV1(top1: 77.374, top5: 93.546))
    /// ResNet-152: table 1, column "152-layer".
    public static let resnet152 = resnet(152, .bottleneck, [3, 8, 36, 3], .torchvisionV1(top1: 78.312, top5: 94.046))

    /// ResNet-18 for small images, such as CIFAR's and Fashion-MNIST's: the first convolution 3×3 with stride 1, no pool after it,
    /// everything else as in ``resnet18`` (the paper's section 4.2 starts its networks for 32×32 images in this way).
    ///
    /// Shapes for `[3, 32, 32]`: conv1 64×32 → layer1 32 → layer2 16 → layer3 8 → layer4 4.
    public static let resnet18Small = resnet(18, .basic, [2, 2, 2, 2], nil, isSmall: true)

    /// Table 1 with projection shortcuts where the shape changes (option B), as torchvision's `resnet…`.
    ///
    /// The bottleneck's stride is on its 3×3 convolution ("v1.5": 4.09 G multiply-accumulates for ResNet-50), as all published weights
    /// have it; the paper puts it on the first 1×1 (3.86 G). Shapes for `[3, 224, 224]`: conv1 64×112 → pool 64×56 → layer1 56 →
    /// layer2 28 → layer3 14 → layer4 7, with 64, 128, 256, 512 channels, four times as many after bottlenecks.
    private static func resnet(
        _ depth: Int, _ block: ResidualBlock, _ blocks: [Int], _ published: PublishedAccuracy?,
        isSmall: Bool = false
    ) -> Architecture {
        let name = "resnet\(depth)" + (isSmall ? "_small" : "")
        return Architecture(
            name: name, family: "ResNet", year: 2015,
            paper: Paper(
                title: "Deep Residual Learning for Image Recognition", authors: "He, Zhang, Ren, Sun",
                venue: "arXiv:1512.03385"),
            input: isSmall ? [3, 32, 32] : [3, 224, 224], classes: isSmall ? 10 : 1000, published: published
        ) { input, classes throws(ModelGraphError) in
            let net = try GraphBuilder(name: name, input: input)
            let (kernel, stride): (Int, Extent) = isSmall ? (3, 1) : (7, 2)
            var x = try net.convolution(
                "conv1", net.input, 64, kernel: Extent(kernel), stride: stride, padding: Extent(kernel / 2), bias: false
            )
            x = try net.batchNormalization("bn1", x)
            x = try net.relu("relu", x)
            if !isSmall { x = try net.maxPool("maxpool", x, kernel: 3, stride: 2, padding: 1) }
            for (stage, (width, count)) in zip([64, 128, 256, 512], blocks).enumerated() {
                for index in 0..<count {
                    let name = "layer\(stage + 1).\(index)"
                    x = try net.residual(block, name, x, width, stride: stage > 0 && index == 0 ? 2 : 1)
                }
            }
            x = try net.adaptiveAveragePool("avgpool", x, to: 1)
            x = try net.linear("fc", try net.flatten("flatten", x), classes)
            return try net.graph(output: x)
        }
    }
}

/// The two building blocks of He et al. 2015, figure 5.
private enum ResidualBlock {
    /// Left: two 3×3.
    case basic
    /// Right: 1×1 that narrows, 3×3, 1×1 that widens fourfold.
    case bottleneck

    /// Kernel, channels as a multiple of the stage's width, and whether the stride is here.
    var layers: [(kernel: Int, expansion: Int, isStrided: Bool)] {
        switch self {
        case .basic: [(3, 1, true), (3, 1, false)]
        case .bottleneck: [(1, 1, false), (3, 1, true), (1, 4, false)]
        }
    }
}

extension GraphBuilder {
    /// The block's layers beside a shortcut; the last one's ReLU comes after the addition.
    fileprivate func residual(
        _ block: ResidualBlock, _ name: String, _ input: ValueID, _ width: Int, stride: Int
    ) throws(ModelGraphError) -> ValueID {
        var x = input
        for (index, layer) in block.layers.enumerated() {
            if index > 0 { x = try relu(index == 1 ? "\(name).relu" : "\(name).relu_\(index - 1)", x) }
            x = try convolution(
                "\(name).conv\(index + 1)", x, width * layer.expansion, kernel: Extent(layer.kernel),
                stride: Extent(layer.isStrided ? stride : 1), padding: Extent(layer.kernel / 2), bias: false)
            x = try batchNormalization("\(name).bn\(index + 1)", x)
        }

        var shortcut = input
        let (channels, inputChannels) = (try shape(of: x).channels, try shape(of: input).channels)
        if stride != 1 || inputChannels != channels {
            let projection = sequential("\(name).downsample", from: input)
            try projection.convolution(channels, kernel: 1, stride: Extent(stride), bias: false)
            try projection.batchNormalization()
            shortcut = projection.output
        }
        x = try add("\(name).add", x, shortcut)
        return try relu("\(name).relu_\(block.layers.count - 1)", x)
    }
}
