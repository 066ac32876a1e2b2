import ModelGraph

extension Architecture {
    /// Inception-v4: figure 9 of Szegedy et al. 2016, as timm's `inception_v4`.
    ///
    /// Average pools leave their padding out of the mean. Shapes for `[3, 299, 299]`: stem (figure 3) 32×149 → 32×147 → 64×147 →
    /// 160×73 → 192×71 → 384×35 → 4 × A 384 → 1024×17 → 7 × B 1024 → 1536×8 → 3 × C 1536 → 1536 → classes.
    public static let inceptionV4 = Architecture(
        name: "inception_v4", family: "Inception", year: 2016,
        paper: Paper(
            title: "Inception-v4, Inception-ResNet and the Impact of Residual Connections on Learning",
            authors: "Szegedy, Ioffe, Vanhoucke, Alemi", venue: "arXiv:1602.07261"),
        input: [3, 299, 299],
        published: PublishedAccuracy(
            top1: 80.144, top5: 94.982,
            source: "published: timm results-imagenet.csv, inception_v4.tf_in1k, 299 pixels, crop 0.875, bicubic")
    ) { input, classes throws(ModelGraphError) in
        let net = try GraphBuilder(name: "inception_v4", input: input)
        var x = try net.branch(
            net.input,
            [
                ("features.0", .valid(32, 3, 3, stride: 2)), ("features.1", .valid(32, 3, 3)),
                ("features.2", .same(64, 3, 3)),
            ])
        x = try net.stemPool("features.3", x)
        x = try net.stemBranches("features.4", x)
        x = try net.stemReduction("features.5", x)
        for index in 6...9 { x = try net.inceptionA("features.\(index)", x) }
        x = try net.reductionA("features.10", x)
        for index in 11...17 { x = try net.inceptionB("features.\(index)", x) }
        x = try net.reductionB("features.18", x)
        for index in 19...21 { x = try net.inceptionC("features.\(index)", x) }
        x = try net.flatten("flatten", try net.adaptiveAveragePool("global_pool", x, to: 1))
        // Figure 9: "keep 0.8".
        x = try net.dropout("head_drop", x, probability: 0.2)
        return try net.graph(output: try net.linear("last_linear", x, classes))
    }
}

extension GraphBuilder {
    /// Figure 3, first fork: pool beside convolution.
    fileprivate func stemPool(_ name: String, _ input: ValueID) throws(ModelGraphError) -> ValueID {
        let pooled = try maxPool("\(name).maxpool", input, kernel: 3, stride: 2)
        let convolved = try branch(input, [("\(name).conv", .valid(96, 3, 3, stride: 2))])
        return try concatenate("\(name).cat", pooled, convolved)
    }

    /// Figure 3, second fork: 3×3, and 3×3 after 1×7 and 7×1.
    fileprivate func stemBranches(_ name: String, _ input: ValueID) throws(ModelGraphError) -> ValueID {
        let three = try branch(
            input, [("\(name).branch0.0", .same(64, 1, 1)), ("\(name).branch0.1", .valid(96, 3, 3))])
        let seven = try branch(
            input,
            [
                ("\(name).branch1.0", .same(64, 1, 1)), ("\(name).branch1.1", .same(64, 1, 7)),
                ("\(name).branch1.2", .same(64, 7, 1)), ("\(name).branch1.3", .valid(96, 3, 3)),
            ])
        return try concatenate("\(name).cat", three, seven)
    }

    /// Figure 3, third fork: convolution beside pool.
    fileprivate func stemReduction(_ name: String, _ input: ValueID) throws(ModelGraphError) -> ValueID {
        let convolved = try branch(input, [("\(name).conv", .valid(192, 3, 3, stride: 2))])
        let pooled = try maxPool("\(name).maxpool", input, kernel: 3, stride: 2)
        return try concatenate("\(name).cat", convolved, pooled)
    }

    /// Figure 4.
    fileprivate func inceptionA(_ name: String, _ input: ValueID) throws(ModelGraphError) -> ValueID {
        let one = try branch(input, [("\(name).branch0", .same(96, 1, 1))])
        let three = try branch(
            input, [("\(name).branch1.0", .same(64, 1, 1)), ("\(name).branch1.1", .same(96, 3, 3))])
        let double = try branch(
            input,
            [
                ("\(name).branch2.0", .same(64, 1, 1)), ("\(name).branch2.1", .same(96, 3, 3)),
                ("\(name).branch2.2", .same(96, 3, 3)),
            ])
        return try concatenate("\(name).cat", one, three, double, try projectedPool(name, input, 96))
    }

    /// Figure 7 with k = 192, l = 224, m = 256, n = 384 (table 1).
    fileprivate func reductionA(_ name: String, _ input: ValueID) throws(ModelGraphError) -> ValueID {
        let three = try branch(input, [("\(name).branch0", .valid(384, 3, 3, stride: 2))])
        let double = try branch(
            input,
            [
                ("\(name).branch1.0", .same(192, 1, 1)), ("\(name).branch1.1", .same(224, 3, 3)),
                ("\(name).branch1.2", .valid(256, 3, 3, stride: 2)),
            ])
        let pooled = try maxPool("\(name).branch2", input, kernel: 3, stride: 2)
        return try concatenate("\(name).cat", three, double, pooled)
    }

    /// Figure 5.
    fileprivate func inceptionB(_ name: String, _ input: ValueID) throws(ModelGraphError) -> ValueID {
        let one = try branch(input, [("\(name).branch0", .same(384, 1, 1))])
        let seven = try branch(
            input,
            [
                ("\(name).branch1.0", .same(192, 1, 1)), ("\(name).branch1.1", .same(224, 1, 7)),
                ("\(name).branch1.2", .same(256, 7, 1)),
            ])
        let double = try branch(
            input,
            [
                ("\(name).branch2.0", .same(192, 1, 1)), ("\(name).branch2.1", .same(192, 7, 1)),
                ("\(name).branch2.2", .same(224, 1, 7)), ("\(name).branch2.3", .same(224, 7, 1)),
                ("\(name).branch2.4", .same(256, 1, 7)),
            ])
        return try concatenate("\(name).cat", one, seven, double, try projectedPool(name, input, 128))
    }

    /// Figure 8.
    fileprivate func reductionB(_ name: String, _ input: ValueID) throws(ModelGraphError) -> ValueID {
        let three = try branch(
            input, [("\(name).branch0.0", .same(192, 1, 1)), ("\(name).branch0.1", .valid(192, 3, 3, stride: 2))])
        let seven = try branch(
            input,
            [
                ("\(name).branch1.0", .same(256, 1, 1)), ("\(name).branch1.1", .same(256, 1, 7)),
                ("\(name).branch1.2", .same(320, 7, 1)), ("\(name).branch1.3", .valid(320, 3, 3, stride: 2)),
            ])
        let pooled = try maxPool("\(name).branch2", input, kernel: 3, stride: 2)
        return try concatenate("\(name).cat", three, seven, pooled)
    }

    /// Figure 6: 1×3 and 3×1 side by side.
    fileprivate func inceptionC(_ name: String, _ input: ValueID) throws(ModelGraphError) -> ValueID {
        let one = try branch(input, [("\(name).branch0", .same(256, 1, 1))])
        let narrow = try branch(input, [("\(name).branch1_0", .same(384, 1, 1))])
        let three = try crossed("\(name).branch1_1", narrow)
        let deep = try branch(
            input,
            [
                ("\(name).branch2_0", .same(384, 1, 1)), ("\(name).branch2_1", .same(448, 3, 1)),
                ("\(name).branch2_2", .same(512, 1, 3)),
            ])
        let double = try crossed("\(name).branch2_3", deep)
        return try concatenate("\(name).cat", one, three, double, try projectedPool(name, input, 256))
    }

    private func crossed(_ name: String, _ input: ValueID) throws(ModelGraphError) -> ValueID {
        let row = try branch(input, [("\(name)a", .same(256, 1, 3))])
        let column = try branch(input, [("\(name)b", .same(256, 3, 1))])
        return try concatenate("\(name).cat", row, column)
    }

    private func projectedPool(
        _ name: String, _ input: ValueID, _ channels: Int
    ) throws(ModelGraphError) -> ValueID {
        let pooled = try averagePool(
            "\(name).branch3.0", input, kernel: 3, stride: 1, padding: 1, countsPadding: false)
        return try branch(pooled, [("\(name).branch3.1", .same(channels, 1, 1))])
    }
}
