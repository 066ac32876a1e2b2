import ModelGraph

extension Architecture {
    /// ShuffleNet V2 0.5×: table 5, column "0.5×", of Ma et al. 2018.
    public static let shufflenetV2x0_5 = shufflenetV2(
        "x0_5", stages: [48, 96, 192], last: 1024, published: .torchvisionV1(top1: 60.552, top5: 81.746))
    /// ShuffleNet V2 1×: table 5, column "1×".
    public static let shufflenetV2x1_0 = shufflenetV2(
        "x1_0", stages: [116, 232, 464], last: 1024, published: .torchvisionV1(top1: 69.362, top5: 88.316))
    /// ShuffleNet V2 1.5×: table 5, column "1.5×".
    public static let shufflenetV2x1_5 = shufflenetV2(
        "x1_5", stages: [176, 352, 704], last: 1024, published: .torchvisionV1(top1: 72.996, top5: 91.086, resize: 232))
    /// ShuffleNet V2 2×: table 5, column "2×".
    public static let shufflenetV2x2_0 = shufflenetV2(
        "x2_0", stages: [244, 488, 976], last: 2048, published: .torchvisionV1(top1: 76.23, top5: 93.006, resize: 232))

    /// Table 5, as torchvision's `shufflenet_v2_…`; the widths are those of its columns.
    ///
    /// Shapes for `[3, 224, 224]` and 1×: 24×112 → 24×56 → stage2 116×28 → stage3 232×14 → stage4 464×7 → conv5 1024×7 → 1024 → classes.
    private static func shufflenetV2(
        _ width: String, stages: [Int], last: Int, published: PublishedAccuracy
    ) -> Architecture {
        let name = "shufflenet_v2_\(width)"
        return Architecture(
            name: name, family: "ShuffleNet", year: 2018,
            paper: Paper(
                title: "ShuffleNet V2: Practical Guidelines for Efficient CNN Architecture Design",
                authors: "Ma, Zhang, Zheng, Sun", venue: "arXiv:1807.11164"),
            published: published
        ) { input, classes throws(ModelGraphError) in
            let net = try GraphBuilder(name: name, input: input)
            let stem = net.sequential("conv1", from: net.input)
            try stem.normalized(24, kernel: 3, stride: 2, padding: 1)
            var x = try net.maxPool("maxpool", stem.output, kernel: 3, stride: 2, padding: 1)
            for (stage, (channels, units)) in zip(stages, [4, 8, 4]).enumerated() {
                for unit in 0..<units {
                    let name = "stage\(stage + 2).\(unit)"
                    x =
                        unit == 0
                        ? try net.downsamplingUnit(name, x, channels) : try net.basicUnit(name, x, channels)
                }
            }
            let conv5 = net.sequential("conv5", from: x)
            try conv5.normalized(last, kernel: 1)
            x = try net.adaptiveAveragePool("mean", conv5.output, to: 1)
            x = try net.linear("fc", try net.flatten("flatten", x), classes)
            return try net.graph(output: x)
        }
    }
}

extension GraphBuilder {
    /// Half of the channels passes untouched, the other half through a bottleneck (figure 3c).
    fileprivate func basicUnit(
        _ name: String, _ input: ValueID, _ channels: Int
    ) throws(ModelGraphError) -> ValueID {
        let (kept, worked) = try halves("\(name).chunk", input)
        let branch = try bottleneck("\(name).branch2", worked, channels / 2, stride: 1)
        return try channelShuffle("\(name).shuffle", try concatenate("\(name).cat", kept, branch), groups: 2)
    }

    /// Both branches see all channels and halve the image (figure 3d).
    fileprivate func downsamplingUnit(
        _ name: String, _ input: ValueID, _ channels: Int
    ) throws(ModelGraphError) -> ValueID {
        let left = sequential("\(name).branch1", from: input)
        try left.depthwise(stride: 2)
        try left.normalized(channels / 2, kernel: 1)
        let right = try bottleneck("\(name).branch2", input, channels / 2, stride: 2)
        return try channelShuffle("\(name).shuffle", try concatenate("\(name).cat", left.output, right), groups: 2)
    }

    /// 1×1, 3×3 depthwise, 1×1.
    private func bottleneck(
        _ name: String, _ input: ValueID, _ channels: Int, stride: Int
    ) throws(ModelGraphError) -> ValueID {
        let layers = sequential(name, from: input)
        try layers.normalized(channels, kernel: 1)
        try layers.depthwise(stride: stride)
        try layers.normalized(channels, kernel: 1)
        return layers.output
    }
}

extension Sequential {
    /// Convolution without bias, batch normalisation, ReLU.
    fileprivate func normalized(
        _ channels: Int, kernel: Extent, stride: Extent = 1, padding: Extent = 0
    ) throws(ModelGraphError) {
        try convolution(channels, kernel: kernel, stride: stride, padding: padding, bias: false)
        try batchNormalization()
        try relu()
    }

    /// 3×3 depthwise convolution and batch normalisation without activation (guideline of section 2: less element-wise work).
    fileprivate func depthwise(stride: Int) throws(ModelGraphError) {
        let channels = try channels
        try convolution(
            channels, kernel: 3, stride: Extent(stride), padding: 1, groups: channels, bias: false)
        try batchNormalization()
    }
}
