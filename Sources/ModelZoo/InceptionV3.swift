import ModelGraph

extension Architecture {
    /// Inception-v3: table 1 of Szegedy et al. 2015, as torchvision's `inception_v3` without the auxiliary classifier.
    ///
    /// Average pools count their padding. The public weights want each channel scaled to −1…1 with mean 0.5 (`transform_input`).
    /// Shapes for `[3, 299, 299]`: 32×149 → 32×147 → 64×147 → 64×73 → 80×73 → 192×71 → 192×35 → 5b 256, 5c 288, 5d 288 →
    /// 6a 768×17 → 6b–6e 768 → 7a 1280×8 → 7b, 7c 2048 → 2048 → classes.
    public static let inceptionV3 = Architecture(
        name: "inception_v3", family: "Inception", year: 2015,
        paper: Paper(
            title: "Rethinking the Inception Architecture for Computer Vision",
            authors: "Szegedy, Vanhoucke, Ioffe, Shlens, Wojna", venue: "arXiv:1512.00567"),
        input: [3, 299, 299],
        published: .torchvisionV1(top1: 77.294, top5: 93.45, resize: 342, crop: 299)
    ) { input, classes throws(ModelGraphError) in
        let net = try GraphBuilder(name: "inception_v3", input: input)
        var x = try net.branch(
            net.input,
            [
                ("Conv2d_1a_3x3", .valid(32, 3, 3, stride: 2)),
                ("Conv2d_2a_3x3", .valid(32, 3, 3)),
                ("Conv2d_2b_3x3", .same(64, 3, 3)),
            ])
        x = try net.maxPool("maxpool1", x, kernel: 3, stride: 2)
        x = try net.branch(x, [("Conv2d_3b_1x1", .valid(80, 1, 1)), ("Conv2d_4a_3x3", .valid(192, 3, 3))])
        x = try net.maxPool("maxpool2", x, kernel: 3, stride: 2)
        for (name, pool) in [("Mixed_5b", 32), ("Mixed_5c", 64), ("Mixed_5d", 64)] {
            x = try net.inceptionA(name, x, pool: pool)
        }
        x = try net.inceptionB("Mixed_6a", x)
        for (name, inner) in [("Mixed_6b", 128), ("Mixed_6c", 160), ("Mixed_6d", 160), ("Mixed_6e", 192)] {
            x = try net.inceptionC(name, x, inner: inner)
        }
        x = try net.inceptionD("Mixed_7a", x)
        for name in ["Mixed_7b", "Mixed_7c"] { x = try net.inceptionE(name, x) }
        x = try net.dropout("dropout", try net.adaptiveAveragePool("avgpool", x, to: 1), probability: 0.5)
        return try net.graph(output: try net.linear("fc", try net.flatten("flatten", x), classes))
    }
}

extension GraphBuilder {
    /// Figure 5: 5×5 beside two 3×3.
    fileprivate func inceptionA(_ name: String, _ input: ValueID, pool: Int) throws(ModelGraphError) -> ValueID {
        let one = try branch(input, [("\(name).branch1x1", .same(64, 1, 1))])
        let five = try branch(
            input, [("\(name).branch5x5_1", .same(48, 1, 1)), ("\(name).branch5x5_2", .same(64, 5, 5))])
        let three = try branch(
            input,
            [
                ("\(name).branch3x3dbl_1", .same(64, 1, 1)), ("\(name).branch3x3dbl_2", .same(96, 3, 3)),
                ("\(name).branch3x3dbl_3", .same(96, 3, 3)),
            ])
        return try concatenate("\(name).cat", one, five, three, try projectedPool(name, input, pool))
    }

    /// Figure 10: the image halved.
    fileprivate func inceptionB(_ name: String, _ input: ValueID) throws(ModelGraphError) -> ValueID {
        let three = try branch(input, [("\(name).branch3x3", .valid(384, 3, 3, stride: 2))])
        let double = try branch(
            input,
            [
                ("\(name).branch3x3dbl_1", .same(64, 1, 1)), ("\(name).branch3x3dbl_2", .same(96, 3, 3)),
                ("\(name).branch3x3dbl_3", .valid(96, 3, 3, stride: 2)),
            ])
        let pooled = try maxPool("\(name).branch_pool", input, kernel: 3, stride: 2)
        return try concatenate("\(name).cat", three, double, pooled)
    }

    /// Figure 6: 7×7 taken apart into 1×7 and 7×1.
    fileprivate func inceptionC(_ name: String, _ input: ValueID, inner: Int) throws(ModelGraphError) -> ValueID {
        let one = try branch(input, [("\(name).branch1x1", .same(192, 1, 1))])
        let seven = try branch(
            input,
            [
                ("\(name).branch7x7_1", .same(inner, 1, 1)), ("\(name).branch7x7_2", .same(inner, 1, 7)),
                ("\(name).branch7x7_3", .same(192, 7, 1)),
            ])
        let double = try branch(
            input,
            [
                ("\(name).branch7x7dbl_1", .same(inner, 1, 1)), ("\(name).branch7x7dbl_2", .same(inner, 7, 1)),
                ("\(name).branch7x7dbl_3", .same(inner, 1, 7)), ("\(name).branch7x7dbl_4", .same(inner, 7, 1)),
                ("\(name).branch7x7dbl_5", .same(192, 1, 7)),
            ])
        return try concatenate("\(name).cat", one, seven, double, try projectedPool(name, input, 192))
    }

    /// The image halved once more, as figure 10 with 7×7 in one branch.
    fileprivate func inceptionD(_ name: String, _ input: ValueID) throws(ModelGraphError) -> ValueID {
        let three = try branch(
            input,
            [("\(name).branch3x3_1", .same(192, 1, 1)), ("\(name).branch3x3_2", .valid(320, 3, 3, stride: 2))])
        let seven = try branch(
            input,
            [
                ("\(name).branch7x7x3_1", .same(192, 1, 1)), ("\(name).branch7x7x3_2", .same(192, 1, 7)),
                ("\(name).branch7x7x3_3", .same(192, 7, 1)), ("\(name).branch7x7x3_4", .valid(192, 3, 3, stride: 2)),
            ])
        let pooled = try maxPool("\(name).branch_pool", input, kernel: 3, stride: 2)
        return try concatenate("\(name).cat", three, seven, pooled)
    }

    /// Figure 7: 1×3 and 3×1 side by side at the coarsest grid.
    fileprivate func inceptionE(_ name: String, _ input: ValueID) throws(ModelGraphError) -> ValueID {
        let one = try branch(input, [("\(name).branch1x1", .same(320, 1, 1))])
        let narrow = try branch(input, [("\(name).branch3x3_1", .same(384, 1, 1))])
        let three = try crossed("\(name).branch3x3_2", narrow)
        let deep = try branch(
            input,
            [("\(name).branch3x3dbl_1", .same(448, 1, 1)), ("\(name).branch3x3dbl_2", .same(384, 3, 3))])
        let double = try crossed("\(name).branch3x3dbl_3", deep)
        return try concatenate("\(name).cat", one, three, double, try projectedPool(name, input, 192))
    }

    private func crossed(_ name: String, _ input: ValueID) throws(ModelGraphError) -> ValueID {
        let row = try branch(input, [("\(name)a", .same(384, 1, 3))])
        let column = try branch(input, [("\(name)b", .same(384, 3, 1))])
        return try concatenate("\(name).cat", row, column)
    }

    private func projectedPool(_ name: String, _ input: ValueID, _ channels: Int) throws(ModelGraphError) -> ValueID {
        let pooled = try averagePool("\(name).avg_pool", input, kernel: 3, stride: 1, padding: 1)
        return try branch(pooled, [("\(name).branch_pool", .same(channels, 1, 1))])
    }
}
