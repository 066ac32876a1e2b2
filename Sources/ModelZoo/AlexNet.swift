import ModelGraph

extension Architecture {
    /// AlexNet of 2012: figure 2 of Krizhevsky et al. 2012, the two processors' halves as two groups, as Caffe's
    /// `bvlc_alexnet`, whose layer names it has.
    ///
    /// Normalisation has Caffe's k = 1 and α/n with α = 10⁻⁴, for which the public weights are; the paper has k = 2 and does not
    /// divide by n. Shapes for `[3, 227, 227]`, the size that the paper's 224 must mean: 96×55 → 96×27 → 256×27 → 256×13 →
    /// 384×13 → 384×13 → 256×13 → 256×6 → 4096 → 4096 → classes.
    public static let alexnet2012 = Architecture(
        name: "alexnet_2012", family: "AlexNet", year: 2012,
        paper: Paper(
            title: "ImageNet Classification with Deep Convolutional Neural Networks",
            authors: "Krizhevsky, Sutskever, Hinton", venue: "NIPS 2012"),
        input: [3, 227, 227],
        published: PublishedAccuracy(
            top1: 54.61, source: "published: szagoruyko/imagenet-validation.torch, Caffe's bvlc_alexnet, central crop")
    ) { input, classes throws(ModelGraphError) in
        let net = try GraphBuilder(name: "alexnet_2012", input: input)
        var x = try net.convolution("conv1", net.input, 96, kernel: 11, stride: 4)
        x = try net.localResponseNormalization("norm1", try net.relu("relu1", x))
        x = try net.maxPool("pool1", x, kernel: 3, stride: 2)
        x = try net.convolution("conv2", x, 256, kernel: 5, padding: 2, groups: 2)
        x = try net.localResponseNormalization("norm2", try net.relu("relu2", x))
        x = try net.maxPool("pool2", x, kernel: 3, stride: 2)
        x = try net.relu("relu3", try net.convolution("conv3", x, 384, kernel: 3, padding: 1))
        x = try net.relu("relu4", try net.convolution("conv4", x, 384, kernel: 3, padding: 1, groups: 2))
        x = try net.relu("relu5", try net.convolution("conv5", x, 256, kernel: 3, padding: 1, groups: 2))
        x = try net.maxPool("pool5", x, kernel: 3, stride: 2)
        // 6×6 for 227 pixels; other sizes are averaged to it, as torchvision does for its AlexNet.
        x = try net.flatten("flatten", try net.adaptiveAveragePool("avgpool", x, to: 6))
        for layer in 6...7 {
            x = try net.relu("relu\(layer)", try net.linear("fc\(layer)", x, 4096))
            x = try net.dropout("drop\(layer)", x, probability: 0.5)
        }
        return try net.graph(output: try net.linear("fc8", x, classes))
    }

    /// AlexNet in the one-tower form of Krizhevsky 2014, as torchvision's `alexnet`.
    ///
    /// It is not the network of 2012: no groups, no local response normalisation, 64-192-384-256-256 channels, 224 pixels.
    /// Shapes for `[3, 224, 224]`: 64×55 → 64×27 → 192×27 → 192×13 → 384×13 → 256×13 → 256×13 → 256×6 → 4096 → 4096 → classes.
    public static let alexnet = oneTower(
        "alexnet", year: 2014,
        paper: Paper(
            title: "One weird trick for parallelizing convolutional neural networks", authors: "Krizhevsky",
            venue: "arXiv:1404.5997"),
        isNormalized: false, published: .torchvisionV1(top1: 56.522, top5: 79.066))

    /// The one-tower AlexNet with batch normalisation (ε 0.001) after every layer but the last, which keep their biases: Zagoruyko's
    /// `alexnetowtbn` in soumith/imagenet-multiGPU.torch. Shapes as those of ``alexnet``.
    public static let bnAlexnet = oneTower(
        "bn_alexnet", year: 2016,
        paper: Paper(
            title: "One weird trick for parallelizing convolutional neural networks, with batch normalisation",
            authors: "Krizhevsky; Zagoruyko", venue: "github.com/soumith/imagenet-multiGPU.torch, alexnetowtbn"),
        isNormalized: true,
        published: PublishedAccuracy(
            top1: 56.6, source: "published: szagoruyko/imagenet-validation.torch, central crop"))

    private static func oneTower(
        _ name: String, year: Int, paper: Paper, isNormalized: Bool, published: PublishedAccuracy
    ) -> Architecture {
        Architecture(
            name: name, family: "AlexNet", year: year, paper: paper, published: published
        ) { input, classes throws(ModelGraphError) in
            let net = try GraphBuilder(name: name, input: input)
            let features = net.sequential("features", from: net.input)
            try features.convolution(64, kernel: 11, stride: 4, padding: 2)
            try features.activated(isNormalized)
            try features.maxPool(kernel: 3, stride: 2)
            try features.convolution(192, kernel: 5, padding: 2)
            try features.activated(isNormalized)
            try features.maxPool(kernel: 3, stride: 2)
            for channels in [384, 256, 256] {
                try features.convolution(channels, kernel: 3, padding: 1)
                try features.activated(isNormalized)
            }
            try features.maxPool(kernel: 3, stride: 2)

            let pooled = try net.adaptiveAveragePool("avgpool", features.output, to: 6)
            let classifier = net.sequential("classifier", from: try net.flatten("flatten", pooled))
            for _ in 1...2 {
                try classifier.dropout(0.5)
                try classifier.linear(4096)
                try classifier.activated(isNormalized)
            }
            try classifier.linear(classes)
            return try net.graph(output: classifier.output)
        }
    }
}

extension Sequential {
    /// ReLU, after batch normalisation if there is one.
    fileprivate func activated(_ isNormalized: Bool) throws(ModelGraphError) {
        if isNormalized { try batchNormalization(epsilon: 1e-3) }
        try relu()
    }
}
