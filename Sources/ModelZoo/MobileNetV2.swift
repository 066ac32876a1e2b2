import ModelGraph

extension Architecture {
    /// MobileNetV2 with width 1; see ``mobilenetV2(width:)``.
    public static let mobilenetV2 = mobilenetV2(width: 1)

    /// MobileNetV2: table 2 of Sandler et al. 2018, as torchvision's `mobilenet_v2`.
    ///
    /// The last convolution never has fewer than 1280 channels (section 6.1). Shapes for `[3, 224, 224]`: 32×112 → 16×112 → 24×56 →
    /// 32×28 → 64×14 → 96×14 → 160×7 → 320×7 → 1280×7 → 1280 → classes.
    /// - Parameter width: The width multiplier, 0.1…4; channels are rounded to multiples of 8. A graph with another one is refused.
    public static func mobilenetV2(width: Double) -> Architecture {
        let width = WidthMultiplier(factor: width)
        let name = width.name("mobilenet_v2")
        return Architecture(
            name: name, family: "MobileNet", year: 2018,
            paper: Paper(
                title: "MobileNetV2: Inverted Residuals and Linear Bottlenecks",
                authors: "Sandler, Howard, Zhu, Zhmoginov, Chen", venue: "arXiv:1801.04381"),
            published: width.factor == 1 ? .torchvisionV1(top1: 71.878, top5: 90.286) : nil
        ) { input, classes throws(ModelGraphError) in
            let net = try GraphBuilder(name: name, input: input)
            try width.validate(for: name)
            let features = net.sequential("features", from: net.input)
            try features.normalized(width.channels(32), kernel: 3, stride: 2, activation: .relu6)
            for row in rows {
                for repetition in 0..<row.n {
                    try features.invertedResidual(
                        width.channels(row.c), expansion: row.t, stride: repetition == 0 ? row.s : 1)
                }
            }
            try features.normalized(max(1280, width.channels(1280)), kernel: 1, activation: .relu6)

            let pooled = try net.adaptiveAveragePool("avgpool", features.output, to: 1)
            let classifier = net.sequential("classifier", from: try net.flatten("flatten", pooled))
            try classifier.dropout(0.2)
            try classifier.linear(classes)
            return try net.graph(output: classifier.output)
        }
    }

    /// Table 2: expansion t, channels c, repetitions n, stride s of the first.
    private static let rows = [
        (t: 1, c: 16, n: 1, s: 1),
        (t: 6, c: 24, n: 2, s: 2),
        (t: 6, c: 32, n: 3, s: 2),
        (t: 6, c: 64, n: 4, s: 2),
        (t: 6, c: 96, n: 3, s: 1),
        (t: 6, c: 160, n: 3, s: 2),
        (t: 6, c: 320, n: 1, s: 1),
    ]
}

extension Sequential {
    /// 1×1 that widens, 3×3 depthwise, 1×1 without activation; a shortcut where the shapes are equal (table 1, figure 4d).
    fileprivate func invertedResidual(_ channels: Int, expansion: Int, stride: Int) throws(ModelGraphError) {
        try append { net, name, input throws(ModelGraphError) in
            let inputChannels = try net.shape(of: input).channels
            let wide = inputChannels * expansion
            let layers = net.sequential("\(name).conv", from: input)
            if expansion != 1 { try layers.normalized(wide, kernel: 1, activation: .relu6) }
            try layers.normalized(wide, kernel: 3, stride: stride, groups: wide, activation: .relu6)
            try layers.convolution(channels, kernel: 1, bias: false)
            try layers.batchNormalization()
            guard stride == 1, inputChannels == channels else { return layers.output }
            return try net.add("\(name).add", input, layers.output)
        }
    }
}
