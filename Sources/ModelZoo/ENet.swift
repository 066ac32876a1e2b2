import ModelGraph

extension Architecture {
    /// ENet's encoder with a 1×1 convolution to classes: table 1 of Paszke et al. 2016 down to bottleneck 3.8, by default for the
    /// 19 classes of Cityscapes, which it gives at an eighth of the image's size.
    ///
    /// Written from the paper's table and text. Shapes for `[3, 512, 512]`: 16×256 → bottlenecks 1.x 64×128 → 2.x and 3.x 128×64 →
    /// classes×64.
    public static let enetEncoderSegmentation = Architecture(
        name: "enet_encoder_seg", family: "ENet", year: 2016, paper: enetPaper, input: [3, 512, 512], classes: 19
    ) { input, classes throws(ModelGraphError) in
        let net = try GraphBuilder(name: "enet_encoder_seg", input: input)
        let encoded = try net.enetEncoder(net.input)
        return try net.graph(output: try net.convolution("classifier", encoded, classes, kernel: 1))
    }

    /// ENet's encoder with our own head for ImageNet: the mean of each channel and a linear layer.
    ///
    /// It is not the "ENet" of Canziani et al. 2016, whose adaptation to ImageNet is unpublished and, by their accuracy for each
    /// parameter, ten times as large; so there is no published accuracy. Shapes for `[3, 224, 224]`: 16×112 → 64×56 → 128×28 → 128 →
    /// classes.
    public static let enetClassifier = Architecture(
        name: "enet_cls", family: "ENet", year: 2016, paper: enetPaper
    ) { input, classes throws(ModelGraphError) in
        let net = try GraphBuilder(name: "enet_cls", input: input)
        let pooled = try net.adaptiveAveragePool("avgpool", try net.enetEncoder(net.input), to: 1)
        return try net.graph(output: try net.linear("classifier", try net.flatten("flatten", pooled), classes))
    }

    private static let enetPaper = Paper(
        title: "ENet: A Deep Neural Network Architecture for Real-Time Semantic Segmentation",
        authors: "Paszke, Chaurasia, Kim, Culurciello", venue: "arXiv:1606.02147")
}

/// The middle convolution of a bottleneck (table 1, column "Type").
private enum ENetMiddle {
    case dense
    case dilated(Int)
    /// 5×1 and then 1×5.
    case asymmetric
}

extension GraphBuilder {
    /// Table 1 from the initial block to bottleneck 3.8.
    fileprivate func enetEncoder(_ input: ValueID) throws(ModelGraphError) -> ValueID {
        var x = try enetInitial(input)
        x = try enetBottleneck("bottleneck1_0", x, 64, isDownsampling: true, dropout: 0.01)
        for index in 1...4 { x = try enetBottleneck("bottleneck1_\(index)", x, 64, dropout: 0.01) }
        x = try enetBottleneck("bottleneck2_0", x, 128, isDownsampling: true)
        let section: [ENetMiddle] = [
            .dense, .dilated(2), .asymmetric, .dilated(4), .dense, .dilated(8), .asymmetric, .dilated(16),
        ]
        // "Repeat section 2, without bottleneck2.0".
        for stage in 2...3 {
            for (index, middle) in section.enumerated() {
                x = try enetBottleneck("bottleneck\(stage)_\(index + 1)", x, 128, middle: middle)
            }
        }
        return x
    }

    /// Figure 2a: 13 maps of a convolution beside the pooled image. The pool rounds up, so that images with odd sides fit too.
    private func enetInitial(_ input: ValueID) throws(ModelGraphError) -> ValueID {
        let convolved = try convolution("initial.conv", input, 13, kernel: 3, stride: 2, padding: 1)
        let pooled = try maxPool("initial.pool", input, kernel: 2, stride: 2, roundsUp: true)
        return try enetActivated("initial", "bn", "prelu", try concatenate("initial.cat", convolved, pooled))
    }

    /// Figure 2b: 1×1 to a quarter of the channels (2×2 with stride 2 where the image is halved), the middle, 1×1 back, beside the
    /// input, which a pool and channels of zeros fit to a smaller and deeper output. Projections have no bias (section 4).
    private func enetBottleneck(
        _ name: String, _ input: ValueID, _ channels: Int, isDownsampling: Bool = false, middle: ENetMiddle = .dense,
        dropout probability: Float = 0.1
    ) throws(ModelGraphError) -> ValueID {
        let side: Extent = isDownsampling ? 2 : 1
        var x = try convolution("\(name).reduce", input, channels / 4, kernel: side, stride: side, bias: false)
        x = try enetActivated(name, "bn1", "prelu1", x)
        x = try enetMiddle(middle, "\(name).conv", x)
        x = try enetActivated(name, "bn2", "prelu2", x)
        x = try convolution("\(name).expand", x, channels, kernel: 1, bias: false)
        x = try batchNormalization("\(name).bn3", x, epsilon: 1e-3)
        x = try dropout("\(name).dropout", x, probability: probability, unit: .channel)

        var shortcut = input
        if isDownsampling {
            let added = channels - (try shape(of: input).channels)
            shortcut = try maxPool("\(name).pool", input, kernel: 2, stride: 2)
            shortcut = try padChannels("\(name).pad", shortcut, adding: added)
        }
        return try parametricReLU("\(name).prelu3", try add("\(name).add", x, shortcut))
    }

    private func enetMiddle(
        _ middle: ENetMiddle, _ name: String, _ input: ValueID
    ) throws(ModelGraphError) -> ValueID {
        let channels = try shape(of: input).channels
        switch middle {
        case .dense:
            return try convolution(name, input, channels, kernel: 3, padding: 1)
        case .dilated(let distance):
            let extent = Extent(distance)
            return try convolution(name, input, channels, kernel: 3, padding: extent, dilation: extent)
        case .asymmetric:
            let column = try convolution(
                "\(name).0", input, channels, kernel: Extent(height: 5, width: 1),
                padding: Extent(height: 2, width: 0), bias: false)
            return try convolution(
                "\(name).1", column, channels, kernel: Extent(height: 1, width: 5),
                padding: Extent(height: 0, width: 2))
        }
    }

    /// Batch normalisation (ε 0.001) and PReLU.
    private func enetActivated(
        _ name: String, _ normalization: String, _ function: String, _ input: ValueID
    ) throws(ModelGraphError) -> ValueID {
        let x = try batchNormalization("\(name).\(normalization)", input, epsilon: 1e-3)
        return try parametricReLU("\(name).\(function)", x)
    }
}
