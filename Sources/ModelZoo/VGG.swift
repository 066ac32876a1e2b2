import ModelGraph

extension Architecture {
    /// VGG-16: configuration D of table 1 in Simonyan and Zisserman 2014, as torchvision's `vgg16` (no batch normalisation).
    ///
    /// Shapes for `[3, 224, 224]` after each pool: 64×112 → 128×56 → 256×28 → 512×14 → 512×7 → 4096 → 4096 → classes.
    public static let vgg16 = vgg(
        "vgg16", stages: [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)],
        published: .torchvisionV1(top1: 71.592, top5: 90.382))

    /// VGG-19: configuration E, as torchvision's `vgg19`; shapes as those of ``vgg16``.
    public static let vgg19 = vgg(
        "vgg19", stages: [(64, 2), (128, 2), (256, 4), (512, 4), (512, 4)],
        published: .torchvisionV1(top1: 72.376, top5: 90.876))

    /// Stages of (channels, 3×3 convolutions), each closed by a 2×2 pool, then 4096-4096-classes.
    private static func vgg(
        _ name: String, stages: [(channels: Int, convolutions: Int)], published: PublishedAccuracy
    ) -> Architecture {
        Architecture(
            name: name, family: "VGG", year: 2014,
            paper: Paper(
                title: "Very Deep Convolutional Networks for Large-Scale Image Recognition",
                authors: "Simonyan, Zisserman", venue: "arXiv:1409.1556"),
            published: published
        ) { input, classes throws(ModelGraphError) in
            let net = try GraphBuilder(name: name, input: input)
            let features = net.sequential("features", from: net.input)
            for stage in stages {
                for _ in 1...stage.convolutions {
                    try features.convolution(stage.channels, kernel: 3, padding: 1)
                    try features.relu()
                }
                try features.maxPool(kernel: 2, stride: 2)
            }

            let pooled = try net.adaptiveAveragePool("avgpool", features.output, to: 7)
            let classifier = net.sequential("classifier", from: try net.flatten("flatten", pooled))
            for _ in 1...2 {
                try classifier.linear(4096)
                try classifier.relu()
                try classifier.dropout(0.5)
            }
            try classifier.linear(classes)
            return try net.graph(output: classifier.output)
        }
    }
}
