import ModelGraph

extension Architecture {
    /// MobileNet with width 1; see ``mobilenetV1(width:)``.
    public static let mobilenetV1 = mobilenetV1(width: 1)

    /// MobileNet: table 1 of Howard et al. 2017 with the width multiplier α of section 3.3, as timm's `mobilenetv1_100`.
    ///
    /// ReLU6 for the paper's ReLU, as in TensorFlow's and timm's weights; other resolutions (ρ, section 3.4) are other inputs. Shapes
    /// for `[3, 224, 224]`: 32×112 → 64×112 → 128×56 → 256×28 → 512×14 → 1024×7 → 1024 → classes.
    /// - Parameter width: α, 0.1…4; channels are rounded to multiples of 8. A graph with another α is refused.
    public static func mobilenetV1(width: Double) -> Architecture {
        let alpha = WidthMultiplier(factor: width)
        let name = alpha.name("mobilenet_v1")
        return Architecture(
            name: name, family: "MobileNet", year: 2017,
            paper: Paper(
                title: "MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications",
                authors: "Howard, Zhu, Chen, Kalenichenko, Wang, Weyand, Andreetto, Adam", venue: "arXiv:1704.04861"),
            published: width == 1
                ? PublishedAccuracy(
                    top1: 75.388, top5: 92.310,
                    source: """
                        published: timm results-imagenet.csv, mobilenetv1_100.ra4_e3600_r224_in1k, 224 pixels, crop 0.875, bicubic
                        """) : nil
        ) { input, classes throws(ModelGraphError) in
            let net = try GraphBuilder(name: name, input: input)
            try alpha.validate(for: name)
            var x = try net.convolution(
                "conv_stem", net.input, alpha.channels(32), kernel: 3, stride: 2, padding: 1, bias: false)
            x = try net.activation("act1", .relu6, try net.batchNormalization("bn1", x))
            // Table 1: channels, blocks, stride of the first.
            let rows = [
                (c: 64, n: 1, s: 1), (c: 128, n: 2, s: 2), (c: 256, n: 2, s: 2), (c: 512, n: 6, s: 2),
                (c: 1024, n: 2, s: 2),
            ]
            for (stage, row) in rows.enumerated() {
                for block in 0..<row.n {
                    x = try net.separable(
                        "blocks.\(stage).\(block)", x, alpha.channels(row.c), stride: block == 0 ? row.s : 1)
                }
            }
            x = try net.flatten("flatten", try net.adaptiveAveragePool("global_pool", x, to: 1))
            return try net.graph(output: try net.linear("classifier", x, classes))
        }
    }
}

extension GraphBuilder {
    /// Depthwise separable convolution (figure 3 right): 3×3 depthwise and 1×1, both normalised and activated.
    fileprivate func separable(
        _ name: String, _ input: ValueID, _ channels: Int, stride: Int
    ) throws(ModelGraphError) -> ValueID {
        let inner = try shape(of: input).channels
        var x = try convolution(
            "\(name).conv_dw", input, inner, kernel: 3, stride: Extent(stride), padding: 1, groups: inner, bias: false)
        x = try activation("\(name).act1", .relu6, try batchNormalization("\(name).bn1", x))
        x = try convolution("\(name).conv_pw", x, channels, kernel: 1, bias: false)
        return try activation("\(name).act2", .relu6, try batchNormalization("\(name).bn2", x))
    }
}
