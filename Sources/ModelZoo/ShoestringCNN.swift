import ModelGraph

extension Architecture {
    /// A small network of our own for small images such as Fashion-MNIST's: four 3×3 convolutions with batch normalisation.
    ///
    /// Nobody's paper: it is here so that a training from scratch ends within minutes on two cores. Shapes for `[1, 28, 28]`:
    /// 16×28 → 32×28 → 32×14 → 64×14 → 64×7 → 128×7 → 128 → classes. 98,682 parameters, 10,952,192 multiply-accumulates.
    public static let shoestringCNN = Architecture(
        name: "shoestring_cnn", family: "Shoestring", year: 2026,
        paper: Paper(
            title: "No paper: four convolutions for small images", authors: "Shoestring", venue: "this repository"),
        input: [1, 28, 28], classes: 10
    ) { input, classes throws(ModelGraphError) in
        let net = try GraphBuilder(name: "shoestring_cnn", input: input)
        let features = net.sequential("features", from: net.input)
        for (channels, pools) in [(16, false), (32, true), (64, true), (128, false)] {
            try features.convolution(channels, kernel: 3, padding: 1, bias: false)
            try features.batchNormalization()
            try features.relu()
            if pools { try features.maxPool(kernel: 2, stride: 2) }
        }
        let pooled = try net.adaptiveAveragePool("avgpool", features.output, to: 1)
        let output = try net.linear("fc", try net.flatten("flatten", pooled), classes)
        return try net.graph(output: output)
    }
}
