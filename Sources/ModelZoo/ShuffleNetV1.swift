import ModelGraph

extension Architecture {
    /// ShuffleNet 1× without groups; see ``shufflenetV1(groups:width:)``.
    public static let shufflenetV1g1 = shufflenetV1(groups: .one, width: 1)
    /// ShuffleNet 1× with 2 groups.
    public static let shufflenetV1g2 = shufflenetV1(groups: .two, width: 1)
    /// ShuffleNet 1× with 3 groups, the paper's choice.
    public static let shufflenetV1g3 = shufflenetV1(groups: .three, width: 1)
    /// ShuffleNet 1× with 4 groups.
    public static let shufflenetV1g4 = shufflenetV1(groups: .four, width: 1)
    /// ShuffleNet 1× with 8 groups.
    public static let shufflenetV1g8 = shufflenetV1(groups: .eight, width: 1)
    /// ShuffleNet 0.5× with 3 groups.
    public static let shufflenetV1g3x0_5 = shufflenetV1(groups: .three, width: 0.5)

    /// The columns of table 1 in Zhang et al. 2017: the number g of groups.
    public enum ShuffleNetGroups: Int, Sendable, CaseIterable {
        /// g = 1.
        case one = 1
        /// g = 2.
        case two = 2
        /// g = 3.
        case three = 3
        /// g = 4.
        case four = 4
        /// g = 8.
        case eight = 8

        /// Output channels of stages 2, 3 and 4.
        var channels: [Int] {
            switch self {
            case .one: [144, 288, 576]
            case .two: [200, 400, 800]
            case .three: [240, 480, 960]
            case .four: [272, 544, 1088]
            case .eight: [384, 768, 1536]
            }
        }

        /// osmr/imgclsmob's figures for width 1; the paper's authors published no weights.
        var published: PublishedAccuracy {
            switch self {
            case .one: .osmr(top1: 65.59, top5: 86.5)
            case .two: .osmr(top1: 66.02, top5: 86.68)
            case .three: .osmr(top1: 66.04, top5: 86.71)
            case .four: .osmr(top1: 66.16, top5: 86.9)
            case .eight: .osmr(top1: 66.35, top5: 86.81)
            }
        }
    }

    /// ShuffleNet s×, g groups: table 1 of Zhang et al. 2017.
    ///
    /// The first layer keeps its 24 channels whatever the width; the paper does not say. Shapes for `[3, 224, 224]` and g = 3: 24×112 →
    /// 24×56 → stage2 240×28 → stage3 480×14 → stage4 960×7 → 960 → classes.
    /// - Parameters:
    ///   - groups: g.
    ///   - width: s, 0.1…4; the stages' channels are rounded to multiples of 4·g. A graph with another s is refused.
    public static func shufflenetV1(groups: ShuffleNetGroups, width: Double) -> Architecture {
        let scale = WidthMultiplier(factor: width)
        let name = scale.name("shufflenet_v1_g\(groups.rawValue)")
        let half = groups == .three && width == 0.5 ? PublishedAccuracy.osmr(top1: 56.17, top5: 79.4) : nil
        return Architecture(
            name: name, family: "ShuffleNet", year: 2017,
            paper: Paper(
                title: "ShuffleNet: An Extremely Efficient Convolutional Neural Network for Mobile Devices",
                authors: "Zhang, Zhou, Lin, Sun", venue: "arXiv:1707.01083"),
            published: width == 1 ? groups.published : half
        ) { input, classes throws(ModelGraphError) in
            let net = try GraphBuilder(name: name, input: input)
            try scale.validate(for: name)
            let stem = net.sequential("conv1", from: net.input)
            try stem.convolution(24, kernel: 3, stride: 2, padding: 1, bias: false)
            try stem.batchNormalization()
            try stem.relu()
            var x = try net.maxPool("maxpool", stem.output, kernel: 3, stride: 2, padding: 1)
            for (stage, (channels, units)) in zip(groups.channels, [4, 8, 4]).enumerated() {
                let step = 4 * groups.rawValue
                let scaled = max(1, Int((Double(channels) * width / Double(step)).rounded())) * step
                for unit in 0..<units {
                    x = try net.shuffleUnit(
                        "stage\(stage + 2).\(unit)", x, scaled, groups: groups.rawValue, isFirst: unit == 0,
                        isStart: stage == 0 && unit == 0)
                }
            }
            x = try net.flatten("flatten", try net.adaptiveAveragePool("globalpool", x, to: 1))
            return try net.graph(output: try net.linear("fc", x, classes))
        }
    }
}

extension PublishedAccuracy {
    fileprivate static func osmr(top1: Double, top5: Double) -> PublishedAccuracy {
        PublishedAccuracy(
            top1: top1, top5: top5, source: "published: osmr/imgclsmob (Gluon weights, trained by its author)")
    }
}

extension GraphBuilder {
    /// Figure 2b, and for the first unit of a stage figure 2c: grouped 1×1 to a quarter of the unit's output, shuffle, 3×3 depthwise
    /// without activation, grouped 1×1; added to the input, or set beside the pooled input, whose channels it then needs not give.
    ///
    /// - Parameter isStart: The very first unit has no groups in its first 1×1, "because the number of input channels is relatively
    ///   small" (section 3.2).
    fileprivate func shuffleUnit(
        _ name: String, _ input: ValueID, _ channels: Int, groups: Int, isFirst: Bool, isStart: Bool
    ) throws(ModelGraphError) -> ValueID {
        let inputChannels = try shape(of: input).channels
        let inner = channels / 4
        var x = try convolution(
            "\(name).conv1", input, inner, kernel: 1, groups: isStart ? 1 : groups, bias: false)
        x = try relu("\(name).relu1", try batchNormalization("\(name).bn1", x))
        if groups > 1 { x = try channelShuffle("\(name).shuffle", x, groups: groups) }
        x = try convolution(
            "\(name).conv2", x, inner, kernel: 3, stride: isFirst ? 2 : 1, padding: 1, groups: inner, bias: false)
        x = try batchNormalization("\(name).bn2", x)
        let emitted = isFirst ? channels - inputChannels : channels
        x = try convolution("\(name).conv3", x, emitted, kernel: 1, groups: groups, bias: false)
        x = try batchNormalization("\(name).bn3", x)
        guard isFirst else { return try relu("\(name).relu2", try add("\(name).add", x, input)) }
        let pooled = try averagePool("\(name).pool", input, kernel: 3, stride: 2, padding: 1)
        return try relu("\(name).relu2", try concatenate("\(name).cat", pooled, x))
    }
}
