import ModelGraph

extension Architecture {
    /// MobileNetV3-Large with width 1; see ``mobilenetV3Large(width:)``.
    public static let mobilenetV3Large = mobilenetV3Large(width: 1)
    /// MobileNetV3-Small with width 1; see ``mobilenetV3Small(width:)``.
    public static let mobilenetV3Small = mobilenetV3Small(width: 1)

    /// MobileNetV3-Large: table 1 of Howard et al. 2019, as torchvision's `mobilenet_v3_large`.
    ///
    /// Shapes for `[3, 224, 224]`: 16×112 → 24×56 → 40×28 → 80×14 → 112×14 → 160×7 → 960×7 → 960 → 1280 → classes.
    /// - Parameter width: The width multiplier, 0.1…4; channels are rounded to multiples of 8. A graph with another one is refused.
    public static func mobilenetV3Large(width: Double) -> Architecture {
        mobilenetV3(
            "mobilenet_v3_large", width, hidden: 1280, published: .torchvisionV1(top1: 74.042, top5: 91.34),
            rows: [
                .init(3, 16, 16, false, .relu, 1),
                .init(3, 64, 24, false, .relu, 2),
                .init(3, 72, 24, false, .relu, 1),
                .init(5, 72, 40, true, .relu, 2),
                .init(5, 120, 40, true, .relu, 1),
                .init(5, 120, 40, true, .relu, 1),
                .init(3, 240, 80, false, .hardSwish, 2),
                .init(3, 200, 80, false, .hardSwish, 1),
                .init(3, 184, 80, false, .hardSwish, 1),
                .init(3, 184, 80, false, .hardSwish, 1),
                .init(3, 480, 112, true, .hardSwish, 1),
                .init(3, 672, 112, true, .hardSwish, 1),
                .init(5, 672, 160, true, .hardSwish, 2),
                .init(5, 960, 160, true, .hardSwish, 1),
                .init(5, 960, 160, true, .hardSwish, 1),
            ])
    }

    /// MobileNetV3-Small: table 2 of Howard et al. 2019, as torchvision's `mobilenet_v3_small`.
    ///
    /// Shapes for `[3, 224, 224]`: 16×112 → 16×56 → 24×28 → 40×14 → 48×14 → 96×7 → 576×7 → 576 → 1024 → classes.
    /// - Parameter width: The width multiplier, 0.1…4; channels are rounded to multiples of 8. A graph with another one is refused.
    public static func mobilenetV3Small(width: Double) -> Architecture {
        mobilenetV3(
            "mobilenet_v3_small", width, hidden: 1024, published: .torchvisionV1(top1: 67.668, top5: 87.402),
            rows: [
                .init(3, 16, 16, true, .relu, 2),
                .init(3, 72, 24, false, .relu, 2),
                .init(3, 88, 24, false, .relu, 1),
                .init(5, 96, 40, true, .hardSwish, 2),
                .init(5, 240, 40, true, .hardSwish, 1),
                .init(5, 240, 40, true, .hardSwish, 1),
                .init(5, 120, 48, true, .hardSwish, 1),
                .init(5, 144, 48, true, .hardSwish, 1),
                .init(5, 288, 96, true, .hardSwish, 2),
                .init(5, 576, 96, true, .hardSwish, 1),
                .init(5, 576, 96, true, .hardSwish, 1),
            ])
    }

    /// A stem of 16 channels, the rows, a 1×1 layer as wide as six times the last row, and two linear layers after the mean ("efficient
    /// last stage", section 5.1). The tables call those 1×1 convolutions without normalisation ("NBN"); they keep their biases.
    private static func mobilenetV3(
        _ base: String, _ width: Double, hidden: Int, published: PublishedAccuracy, rows: [MobileNetV3Row]
    ) -> Architecture {
        let width = WidthMultiplier(factor: width)
        let name = width.name(base)
        return Architecture(
            name: name, family: "MobileNet", year: 2019,
            paper: Paper(
                title: "Searching for MobileNetV3",
                authors: "Howard, Sandler, Chu, Chen, Chen, Tan, Wang, Zhu, Pang, Vasudevan, Le, Adam",
                venue: "arXiv:1905.02244"),
            published: width.factor == 1 ? published : nil
        ) { input, classes throws(ModelGraphError) in
            let net = try GraphBuilder(name: name, input: input)
            try width.validate(for: name)
            let features = net.sequential("features", from: net.input)
            try features.normalizedV3(width.channels(16), kernel: 3, stride: 2, activation: .hardSwish)
            for row in rows { try features.bneck(row, width) }
            try features.normalizedV3(6 * (try features.channels), kernel: 1, activation: .hardSwish)

            let pooled = try net.adaptiveAveragePool("avgpool", features.output, to: 1)
            let classifier = net.sequential("classifier", from: try net.flatten("flatten", pooled))
            try classifier.linear(width.channels(hidden))
            try classifier.activation(.hardSwish)
            try classifier.dropout(0.2)
            try classifier.linear(classes)
            return try net.graph(output: classifier.output)
        }
    }
}

/// A row of tables 1 and 2: kernel, "exp size", "#out", "SE", "NL", "s".
private struct MobileNetV3Row: Sendable {
    let kernel, expanded, channels: Int
    let hasSqueeze: Bool
    let activation: Activation
    let stride: Int

    init(
        _ kernel: Int, _ expanded: Int, _ channels: Int, _ hasSqueeze: Bool, _ activation: Activation, _ stride: Int
    ) {
        (self.kernel, self.expanded, self.channels) = (kernel, expanded, channels)
        (self.hasSqueeze, self.activation, self.stride) = (hasSqueeze, activation, stride)
    }
}

extension Sequential {
    /// The inverted residual with squeeze-and-excitation after the depthwise convolution (figure 4); its squeeze is a quarter of the
    /// expanded width (section 5.3), rounded to a multiple of 8.
    fileprivate func bneck(_ row: MobileNetV3Row, _ width: WidthMultiplier) throws(ModelGraphError) {
        try append { net, name, input throws(ModelGraphError) in
            let inputChannels = try net.shape(of: input).channels
            let (expanded, channels) = (width.channels(row.expanded), width.channels(row.channels))
            let layers = net.sequential("\(name).block", from: input)
            if expanded != inputChannels { try layers.normalizedV3(expanded, kernel: 1, activation: row.activation) }
            try layers.normalizedV3(
                expanded, kernel: row.kernel, stride: row.stride, groups: expanded, activation: row.activation)
            if row.hasSqueeze {
                let squeeze = WidthMultiplier.divisible(Double(expanded / 4))
                try layers.squeezeExcitation(squeeze: squeeze, activation: .relu, gate: .hardSigmoid)
            }
            try layers.normalizedV3(channels, kernel: 1, activation: nil)
            guard row.stride == 1, inputChannels == channels else { return layers.output }
            return try net.add("\(name).add", layers.output, input)
        }
    }

    /// Batch normalisation with ε 0.001 and momentum 0.01, as the authors' training.
    fileprivate func normalizedV3(
        _ channels: Int, kernel: Int, stride: Int = 1, groups: Int = 1, activation: Activation?
    ) throws(ModelGraphError) {
        try normalized(
            channels, kernel: kernel, stride: stride, groups: groups, epsilon: 1e-3, momentum: 0.01,
            activation: activation)
    }
}
