import ModelGraph

extension Architecture {
    /// EfficientNet-B0: table 1 of Tan and Le 2019, as torchvision's `efficientnet_b0`.
    ///
    /// Shapes for `[3, 224, 224]`: 32×112 → 16×112 → 24×56 → 40×28 → 80×14 → 112×14 → 192×7 → 320×7 → 1280×7 → 1280 → classes.
    public static let efficientnetB0 = efficientnet(
        "efficientnet_b0", width: 1, depth: 1, resolution: 224, published: .torchvisionV1(top1: 77.692, top5: 93.532))

    /// EfficientNet-B1: B0 with a tenth more layers at 240 pixels, as torchvision's `efficientnet_b1`.
    public static let efficientnetB1 = efficientnet(
        "efficientnet_b1", width: 1, depth: 1.1, resolution: 240,
        published: .torchvisionV1(top1: 78.642, top5: 94.186, crop: 240))

    /// B0 scaled in width, depth and resolution (section 3.3, "compound scaling").
    /// - Parameters:
    ///   - width: Factor of the channels, 0.1…4, rounded to multiples of 8. A graph with another one is refused.
    ///   - depth: Factor of each stage's layers, 0.1…10, rounded up. A graph with another one is refused.
    ///   - resolution: Height and width of the default input in pixels.
    public static func efficientnet(width: Double, depth: Double, resolution: Int) -> Architecture {
        efficientnet(
            "efficientnet_d\(WidthMultiplier.suffix(depth))", width: width, depth: depth, resolution: resolution,
            published: nil)
    }

    static func efficientnet(
        _ base: String, width: Double, depth: Double, resolution: Int, published: PublishedAccuracy?
    ) -> Architecture {
        let width = WidthMultiplier(factor: width)
        let name = width.name(base)
        return Architecture(
            name: name, family: "EfficientNet", year: 2019,
            paper: Paper(
                title: "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", authors: "Tan, Le",
                venue: "arXiv:1905.11946"),
            input: [3, resolution, resolution], published: width.factor == 1 ? published : nil
        ) { input, classes throws(ModelGraphError) in
            let net = try GraphBuilder(name: name, input: input)
            try width.validate(for: name)
            guard (0.1...10).contains(depth) else {
                throw .invalidAttribute(node: name, attribute: "depth", value: "\(depth)", expected: "0.1…10")
            }
            let features = net.sequential("features", from: net.input)
            try features.normalized(width.channels(32), kernel: 3, stride: 2, activation: .silu)
            try features.stages(width: width, depth: depth)
            try features.normalized(4 * (try features.channels), kernel: 1, activation: .silu)

            let pooled = try net.adaptiveAveragePool("avgpool", features.output, to: 1)
            let classifier = net.sequential("classifier", from: try net.flatten("flatten", pooled))
            try classifier.dropout(0.2)
            try classifier.linear(classes)
            return try net.graph(output: classifier.output)
        }
    }
}

extension Sequential {
    /// The seven stages of MBConv blocks; the chance to drop a block in training grows from 0 to almost 0.2 (section 5.2).
    fileprivate func stages(width: WidthMultiplier, depth: Double) throws(ModelGraphError) {
        // Table 1: expansion, kernel, channels, layers, stride of the first.
        let rows = [
            (t: 1, k: 3, c: 16, n: 1, s: 1),
            (t: 6, k: 3, c: 24, n: 2, s: 2),
            (t: 6, k: 5, c: 40, n: 2, s: 2),
            (t: 6, k: 3, c: 80, n: 3, s: 2),
            (t: 6, k: 5, c: 112, n: 3, s: 1),
            (t: 6, k: 5, c: 192, n: 4, s: 2),
            (t: 6, k: 3, c: 320, n: 1, s: 1),
        ]
        let counts = rows.map { Int((Double($0.n) * depth).rounded(.up)) }
        let total = Double(counts.reduce(0, +))
        var done = 0
        for (row, count) in zip(rows, counts) {
            try append { net, name, input throws(ModelGraphError) in
                let stage = net.sequential(name, from: input)
                for layer in 0..<count {
                    try stage.mbConv(
                        width.channels(row.c), expansion: row.t, kernel: row.k, stride: layer == 0 ? row.s : 1,
                        dropped: Float(0.2 * Double(done + layer) / total))
                }
                return stage.output
            }
            done += count
        }
    }

    /// MBConv: the inverted residual of MobileNetV2 with squeeze-and-excitation after the depthwise convolution; its squeeze is a
    /// quarter of the block's input, not of its expanded width.
    private func mbConv(
        _ channels: Int, expansion: Int, kernel: Int, stride: Int, dropped: Float
    ) throws(ModelGraphError) {
        try append { net, name, input throws(ModelGraphError) in
            let inputChannels = try net.shape(of: input).channels
            let expanded = WidthMultiplier.divisible(Double(inputChannels * expansion))
            let layers = net.sequential("\(name).block", from: input)
            if expanded != inputChannels { try layers.normalized(expanded, kernel: 1, activation: .silu) }
            try layers.normalized(expanded, kernel: kernel, stride: stride, groups: expanded, activation: .silu)
            try layers.squeezeExcitation(squeeze: max(1, inputChannels / 4), activation: .silu, gate: .sigmoid)
            try layers.normalized(channels, kernel: 1, activation: nil)
            guard stride == 1, inputChannels == channels else { return layers.output }
            let kept = try net.dropout("\(name).stochastic_depth", layers.output, probability: dropped, unit: .sample)
            return try net.add("\(name).add", kept, input)
        }
    }
}
