import ModelGraph

extension Architecture {
    /// ResNet-18: table 1, column "18-layer", of He et al. 2015, with projection shortcuts where the shape changes
    /// (option B), as torchvision's `resnet18`.
    ///
    /// Shapes for `[3, 224, 224]`: conv1 64×112 → pool 64×56 → layer1 64×56 → layer2 128×28 → layer3 256×14 → layer4 512×7
    /// → 512 → classes.
    public static let resnet18 = Architecture(
        name: "resnet18", family: "ResNet", year: 2015,
        paper: Paper(
            title: "Deep Residual Learning for Image Recognition", authors: "He, Zhang, Ren, Sun",
            venue: "arXiv:1512.03385"),
        published: .torchvisionV1(top1: 69.758, top5: 89.078)
    ) { input, classes throws(ModelGraphError) in
        let net = try GraphBuilder(name: "resnet18", input: input)
        var x = try net.convolution("conv1", net.input, 64, kernel: 7, stride: 2, padding: 3, bias: false)
        x = try net.batchNormalization("bn1", x)
        x = try net.relu("relu", x)
        x = try net.maxPool("maxpool", x, kernel: 3, stride: 2, padding: 1)
        for (stage, (channels, blocks)) in [(64, 2), (128, 2), (256, 2), (512, 2)].enumerated() {
            for block in 0..<blocks {
                let stride = stage > 0 && block == 0 ? 2 : 1
                x = try net.basicBlock("layer\(stage + 1).\(block)", x, channels, stride: stride)
            }
        }
        x = try net.adaptiveAveragePool("avgpool", x, to: 1)
        x = try net.linear("fc", try net.flatten("flatten", x), classes)
        return try net.graph(output: x)
    }
}

extension GraphBuilder {
    /// Two 3×3 convolutions beside a shortcut (He et al. 2015, figure 5 left); the first one carries the stride.
    fileprivate func basicBlock(
        _ name: String, _ input: ValueID, _ channels: Int, stride: Int
    ) throws(ModelGraphError) -> ValueID {
        let step = Extent(stride)
        var x = try convolution("\(name).conv1", input, channels, kernel: 3, stride: step, padding: 1, bias: false)
        x = try batchNormalization("\(name).bn1", x)
        x = try relu("\(name).relu", x)
        x = try convolution("\(name).conv2", x, channels, kernel: 3, padding: 1, bias: false)
        x = try batchNormalization("\(name).bn2", x)

        var shortcut = input
        let inputChannels = try shape(of: input).channels
        if stride != 1 || inputChannels != channels {
            let projection = sequential("\(name).downsample", from: input)
            try projection.convolution(channels, kernel: 1, stride: step, bias: false)
            try projection.batchNormalization()
            shortcut = projection.output
        }
        x = try add("\(name).add", x, shortcut)
        return try relu("\(name).relu_1", x)
    }
}
