import ModelGraph

extension Architecture {
    /// MobileNetV2 with width 1: table 2 of Sandler et al. 2018, as torchvision's `mobilenet_v2`.
    ///
    /// Shapes for `[3, 224, 224]`: 32×112 → 16×112 → 24×56 → 32×28 → 64×14 → 96×14 → 160×7 → 320×7 → 1280×7 → 1280 → classes.
    public static let mobilenetV2 = Architecture(
        name: "mobilenet_v2", family: "MobileNet", year: 2018,
        paper: Paper(
            title: "MobileNetV2: Inverted Residuals and Linear Bottlenecks",
            authors: "Sandler, Howard, Zhu, Zhmoginov, Chen", venue: "arXiv:1801.04381"),
        published: .torchvisionV1(top1: 71.878, top5: 90.286)
    ) { input, classes throws(ModelGraphError) in
        let net = try GraphBuilder(name: "mobilenet_v2", input: input)
        let features = net.sequential("features", from: net.input)
        try features.normalized(32, kernel: 3, stride: 2)
        // Table 2: expansion t, channels c, repetitions n, stride s of the first.
        let rows = [
            (t: 1, c: 16, n: 1, s: 1),
            (t: 6, c: 24, n: 2, s: 2),
            (t: 6, c: 32, n: 3, s: 2),
            (t: 6, c: 64, n: 4, s: 2),
            (t: 6, c: 96, n: 3, s: 1),
            (t: 6, c: 160, n: 3, s: 2),
            (t: 6, c: 320, n: 1, s: 1),
        ]
        for row in rows {
            for repetition in 0..<row.n {
                try features.invertedResidual(row.c, expansion: row.t, stride: repetition == 0 ? row.s : 1)
            }
        }
        try features.normalized(1280, kernel: 1)

        let pooled = try net.adaptiveAveragePool("avgpool", features.output, to: 1)
        let classifier = net.sequential("classifier", from: try net.flatten("flatten", pooled))
        try classifier.dropout(0.2)
        try classifier.linear(classes)
        return try net.graph(output: classifier.output)
    }
}

extension Sequential {
    /// Convolution without bias, batch normalisation, ReLU6; the image keeps its size but for the stride.
    fileprivate func normalized(
        _ channels: Int, kernel: Int, stride: Int = 1, groups: Int = 1
    ) throws(ModelGraphError) {
        try append { net, name, input throws(ModelGraphError) in
            let layers = net.sequential(name, from: input)
            try layers.convolution(
                channels, kernel: Extent(kernel), stride: Extent(stride), padding: Extent(kernel / 2),
                groups: groups, bias: false)
            try layers.batchNormalization()
            try layers.activation(.relu6)
            return layers.output
        }
    }

    /// 1×1 that widens, 3×3 depthwise, 1×1 without activation; a shortcut where the shapes are equal (table 1, figure 4d).
    fileprivate func invertedResidual(_ channels: Int, expansion: Int, stride: Int) throws(ModelGraphError) {
        try append { net, name, input throws(ModelGraphError) in
            let inputChannels = try net.shape(of: input).channels
            let wide = inputChannels * expansion
            let layers = net.sequential("\(name).conv", from: input)
            if expansion != 1 { try layers.normalized(wide, kernel: 1) }
            try layers.normalized(wide, kernel: 3, stride: stride, groups: wide)
            try layers.convolution(channels, kernel: 1, bias: false)
            try layers.batchNormalization()
            guard stride == 1, inputChannels == channels else { return layers.output }
            return try net.add("\(name).add", input, layers.output)
        }
    }
}
