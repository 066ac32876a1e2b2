import ModelGraph

extension Architecture {
    /// SqueezeNet 1.0: table 1 of Iandola et al. 2016, as torchvision's `squeezenet1_0`.
    ///
    /// Shapes for `[3, 224, 224]`: 96×109 → 96×54 → fire 128×54, 128×54, 256×54 → 256×27 → fire 256×27, 384×27, 384×27, 512×27 →
    /// 512×13 → fire 512×13 → classes×13 → classes. The pools round up; torchvision does not pad the first layer (109, not 111).
    public static let squeezenet1_0 = squeezenet(
        "squeezenet1_0", stem: (channels: 96, kernel: 7),
        stages: [
            [(16, 64), (16, 64), (32, 128)], [(32, 128), (48, 192), (48, 192), (64, 256)], [(64, 256)],
        ],
        venue: "arXiv:1602.07360", published: .torchvisionV1(top1: 58.092, top5: 80.42))

    /// SqueezeNet 1.1: the same network with the smaller first layer and earlier pools that its authors published later (repository
    /// forresti/SqueezeNet, SqueezeNet_v1.1), as torchvision's `squeezenet1_1`.
    ///
    /// Shapes for `[3, 224, 224]`: 64×111 → 64×55 → fire 128×55 → 128×27 → fire 256×27 → 256×13 → fire 384×13, 512×13
    /// → classes×13 → classes.
    public static let squeezenet1_1 = squeezenet(
        "squeezenet1_1", stem: (channels: 64, kernel: 3),
        stages: [
            [(16, 64), (16, 64)], [(32, 128), (32, 128)], [(48, 192), (48, 192), (64, 256), (64, 256)],
        ],
        venue: "arXiv:1602.07360; version 1.1: github.com/forresti/SqueezeNet",
        published: .torchvisionV1(top1: 58.178, top5: 80.624))

    /// A stem, stages of fire modules (squeeze s₁ₓ₁, expand e₁ₓ₁ = e₃ₓ₃) with a pool before each, and a convolution as classifier.
    private static func squeezenet(
        _ name: String, stem: (channels: Int, kernel: Int), stages: [[(squeeze: Int, expand: Int)]], venue: String,
        published: PublishedAccuracy
    ) -> Architecture {
        Architecture(
            name: name, family: "SqueezeNet", year: 2016,
            paper: Paper(
                title: "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and <0.5MB model size",
                authors: "Iandola, Han, Moskewicz, Ashraf, Dally, Keutzer", venue: venue),
            published: published
        ) { input, classes throws(ModelGraphError) in
            let net = try GraphBuilder(name: name, input: input)
            let features = net.sequential("features", from: net.input)
            try features.convolution(stem.channels, kernel: Extent(stem.kernel), stride: 2)
            try features.relu()
            for stage in stages {
                try features.maxPool(kernel: 3, stride: 2, roundsUp: true)
                for fire in stage { try features.fire(squeeze: fire.squeeze, expand: fire.expand) }
            }

            let classifier = net.sequential("classifier", from: features.output)
            try classifier.dropout(0.5)
            try classifier.convolution(classes, kernel: 1)
            try classifier.relu()
            try classifier.adaptiveAveragePool(to: 1)
            return try net.graph(output: try net.flatten("flatten", classifier.output))
        }
    }
}

extension Sequential {
    /// A 1×1 layer that narrows, then 1×1 and 3×3 layers side by side (section 3.2, figure 1).
    fileprivate func fire(squeeze: Int, expand: Int) throws(ModelGraphError) {
        try append { net, name, input throws(ModelGraphError) in
            var narrow = try net.convolution("\(name).squeeze", input, squeeze, kernel: 1)
            narrow = try net.relu("\(name).squeeze_activation", narrow)
            var left = try net.convolution("\(name).expand1x1", narrow, expand, kernel: 1)
            left = try net.relu("\(name).expand1x1_activation", left)
            var right = try net.convolution("\(name).expand3x3", narrow, expand, kernel: 3, padding: 1)
            right = try net.relu("\(name).expand3x3_activation", right)
            return try net.concatenate("\(name).cat", left, right)
        }
    }
}
