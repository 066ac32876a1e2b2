import ModelGraph

extension Architecture {
    /// AlexNet in the one-tower form of Krizhevsky 2014, as torchvision's `alexnet`.
    ///
    /// It is not the network of 2012: no groups, no local response normalisation, 64-192-384-256-256 channels, 224 pixels.
    /// Shapes for `[3, 224, 224]`: 64×55 → 64×27 → 192×27 → 192×13 → 384×13 → 256×13 → 256×13 → 256×6 → 4096 → 4096 → classes.
    public static let alexnet = Architecture(
        name: "alexnet", family: "AlexNet", year: 2014,
        paper: Paper(
            title: "One weird trick for parallelizing convolutional neural networks", authors: "Krizhevsky",
            venue: "arXiv:1404.5997"),
        published: .torchvisionV1(top1: 56.522, top5: 79.066)
    ) { input, classes throws(ModelGraphError) in
        let net = try GraphBuilder(name: "alexnet", input: input)
        let features = net.sequential("features", from: net.input)
        try features.convolution(64, kernel: 11, stride: 4, padding: 2)
        try features.relu()
        try features.maxPool(kernel: 3, stride: 2)
        try features.convolution(192, kernel: 5, padding: 2)
        try features.relu()
        try features.maxPool(kernel: 3, stride: 2)
        for channels in [384, 256, 256] {
            try features.convolution(channels, kernel: 3, padding: 1)
            try features.relu()
        }
        try features.maxPool(kernel: 3, stride: 2)

        let pooled = try net.adaptiveAveragePool("avgpool", features.output, to: 6)
        let classifier = net.sequential("classifier", from: try net.flatten("flatten", pooled))
        for _ in 1...2 {
            try classifier.dropout(0.5)
            try classifier.linear(4096)
            try classifier.relu()
        }
        try classifier.linear(classes)
        return try net.graph(output: classifier.output)
    }
}
