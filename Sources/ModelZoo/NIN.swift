import ModelGraph

extension Architecture {
    /// Network in Network: section 3 of Lin et al. 2013 in the ImageNet form that its authors gave to Caffe's model zoo, whose layer
    /// names it has.
    ///
    /// Four perceptron layers (a convolution and two 1×1 ones, each with ReLU), the last of which gives the classes. Shapes for
    /// `[3, 224, 224]`: 96×54 → 96×27 → 256×27 → 256×13 → 384×13 → 384×6 → 1024×6 → classes×6 → classes. The pools round up.
    public static let nin = Architecture(
        name: "nin", family: "NIN", year: 2013,
        paper: Paper(title: "Network In Network", authors: "Lin, Chen, Yan", venue: "arXiv:1312.4400")
    ) { input, classes throws(ModelGraphError) in
        let net = try GraphBuilder(name: "nin", input: input)
        var x = try net.perceptron(["conv1", "cccp1", "cccp2"], net.input, [96, 96, 96], kernel: 11, stride: 4)
        x = try net.maxPool("pool1", x, kernel: 3, stride: 2, roundsUp: true)
        x = try net.perceptron(["conv2", "cccp3", "cccp4"], x, [256, 256, 256], kernel: 5, padding: 2)
        x = try net.maxPool("pool2", x, kernel: 3, stride: 2, roundsUp: true)
        x = try net.perceptron(["conv3", "cccp5", "cccp6"], x, [384, 384, 384], kernel: 3, padding: 1)
        x = try net.maxPool("pool3", x, kernel: 3, stride: 2, roundsUp: true)
        x = try net.dropout("drop", x, probability: 0.5)
        x = try net.perceptron(["conv4", "cccp7", "cccp8"], x, [1024, 1024, classes], kernel: 3, padding: 1)
        x = try net.adaptiveAveragePool("pool4", x, to: 1)
        return try net.graph(output: try net.flatten("flatten", x))
    }

    /// Network in Network with batch normalisation (ε 0.001) before every ReLU and a linear classifier: Zagoruyko's `ninbn` in
    /// soumith/imagenet-multiGPU.torch.
    ///
    /// Layers keep their biases; the first is padded by 5 and the pools by 1, so nothing is rounded. Shapes for `[3, 224, 224]`:
    /// 96×56 → 96×28 → 256×28 → 256×14 → 384×14 → 384×7 → 1024×7 → 1024 → classes.
    public static let bnNIN = Architecture(
        name: "bn_nin", family: "NIN", year: 2016,
        paper: Paper(
            title: "Network In Network, with batch normalisation", authors: "Lin, Chen, Yan; Zagoruyko",
            venue: "github.com/soumith/imagenet-multiGPU.torch, ninbn"),
        published: PublishedAccuracy(
            top1: 62.6, source: "published: header of ninbn.lua in soumith/imagenet-multiGPU.torch, 35 epochs")
    ) { input, classes throws(ModelGraphError) in
        let net = try GraphBuilder(name: "bn_nin", input: input)
        let features = net.sequential("features", from: net.input)
        try features.perceptron(96, kernel: 11, stride: 4, padding: 5)
        for (channels, kernel) in [(256, 5), (384, 3), (1024, 3)] {
            try features.maxPool(kernel: 3, stride: 2, padding: 1)
            try features.perceptron(channels, kernel: kernel, stride: 1, padding: kernel / 2)
        }
        // 7×7 for 224 pixels, as there; other sizes are averaged whole.
        if let side = try net.shape(of: features.output).spatial { try features.averagePool(kernel: side, stride: 1) }
        let flat = try net.flatten("flatten", features.output)
        return try net.graph(output: try net.linear("classifier", flat, classes))
    }
}

extension GraphBuilder {
    /// "mlpconv" (section 3.1): a convolution and two 1×1 ones, which are a small perceptron at every position.
    fileprivate func perceptron(
        _ names: [String], _ input: ValueID, _ channels: [Int], kernel: Extent, stride: Extent = 1, padding: Extent = 0
    ) throws(ModelGraphError) -> ValueID {
        var x = try convolution(names[0], input, channels[0], kernel: kernel, stride: stride, padding: padding)
        x = try relu("\(names[0]).relu", x)
        for index in 1...2 {
            x = try convolution(names[index], x, channels[index], kernel: 1)
            x = try relu("\(names[index]).relu", x)
        }
        return x
    }
}

extension Sequential {
    /// The same with batch normalisation and one number of channels.
    fileprivate func perceptron(
        _ channels: Int, kernel: Int, stride: Int, padding: Int
    ) throws(ModelGraphError) {
        try convolution(channels, kernel: Extent(kernel), stride: Extent(stride), padding: Extent(padding))
        try batchNormalization(epsilon: 1e-3)
        try relu()
        for _ in 1...2 {
            try convolution(channels, kernel: 1)
            try batchNormalization(epsilon: 1e-3)
            try relu()
        }
    }
}
