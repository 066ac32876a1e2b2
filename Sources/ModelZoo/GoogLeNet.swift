import ModelGraph

extension Architecture {
    /// GoogLeNet: table 1 of Szegedy et al. 2014, as torchvision's `googlenet` without the auxiliary classifiers.
    ///
    /// As there, and unlike the paper: batch normalisation instead of local response normalisation; the branch that the table calls
    /// 5×5 has 3×3 kernels, for which the public weights are (true 5×5 would have 380,928 parameters more); the last pool is 2×2; dropout
    /// 0.2 for 0.4. Pools round up. The public weights want each channel scaled to −1…1 with mean 0.5 (`transform_input`). Shapes for
    /// `[3, 224, 224]`: 64×112 → 64×56 → 192×56 → 192×28 → 3a 256, 3b 480 → 480×14 → 4a 512, 4b 512, 4c 512, 4d 528, 4e 832 →
    /// 832×7 → 5a 832, 5b 1024 → 1024 → classes.
    public static let googlenet = Architecture(
        name: "googlenet", family: "Inception", year: 2014,
        paper: Paper(
            title: "Going Deeper with Convolutions",
            authors: "Szegedy, Liu, Jia, Sermanet, Reed, Anguelov, Erhan, Vanhoucke, Rabinovich",
            venue: "arXiv:1409.4842"),
        published: .torchvisionV1(top1: 69.778, top5: 89.53)
    ) { input, classes throws(ModelGraphError) in
        let net = try GraphBuilder(name: "googlenet", input: input)
        var x = try net.branch(net.input, [("conv1", .same(64, 7, 7, stride: 2))])
        x = try net.maxPool("maxpool1", x, kernel: 3, stride: 2, roundsUp: true)
        x = try net.branch(x, [("conv2", .same(64, 1, 1)), ("conv3", .same(192, 3, 3))])
        x = try net.maxPool("maxpool2", x, kernel: 3, stride: 2, roundsUp: true)
        for row in rows3 { x = try net.inception(row, x) }
        x = try net.maxPool("maxpool3", x, kernel: 3, stride: 2, roundsUp: true)
        for row in rows4 { x = try net.inception(row, x) }
        x = try net.maxPool("maxpool4", x, kernel: 2, stride: 2, roundsUp: true)
        for row in rows5 { x = try net.inception(row, x) }
        x = try net.flatten("flatten", try net.adaptiveAveragePool("avgpool", x, to: 1))
        x = try net.dropout("dropout", x, probability: 0.2)
        return try net.graph(output: try net.linear("fc", x, classes))
    }

    // Table 1: "#1×1", "#3×3 reduce", "#3×3", "#5×5 reduce", "#5×5", "pool proj".
    private static let rows3 = [
        InceptionRow("3a", 64, 96, 128, 16, 32, 32),
        InceptionRow("3b", 128, 128, 192, 32, 96, 64),
    ]
    private static let rows4 = [
        InceptionRow("4a", 192, 96, 208, 16, 48, 64),
        InceptionRow("4b", 160, 112, 224, 24, 64, 64),
        InceptionRow("4c", 128, 128, 256, 24, 64, 64),
        InceptionRow("4d", 112, 144, 288, 32, 64, 64),
        InceptionRow("4e", 256, 160, 320, 32, 128, 128),
    ]
    private static let rows5 = [
        InceptionRow("5a", 256, 160, 320, 32, 128, 128),
        InceptionRow("5b", 384, 192, 384, 48, 128, 128),
    ]
}

/// A row of table 1.
private struct InceptionRow {
    let name: String
    let one, reduce3, three, reduce5, five, pool: Int

    init(_ name: String, _ one: Int, _ reduce3: Int, _ three: Int, _ reduce5: Int, _ five: Int, _ pool: Int) {
        self.name = name
        (self.one, self.reduce3, self.three) = (one, reduce3, three)
        (self.reduce5, self.five, self.pool) = (reduce5, five, pool)
    }
}

extension GraphBuilder {
    /// Four branches side by side (figure 2b).
    fileprivate func inception(_ row: InceptionRow, _ input: ValueID) throws(ModelGraphError) -> ValueID {
        let name = "inception\(row.name)"
        let one = try branch(input, [("\(name).branch1", .same(row.one, 1, 1))])
        let three = try branch(
            input,
            [("\(name).branch2.0", .same(row.reduce3, 1, 1)), ("\(name).branch2.1", .same(row.three, 3, 3))])
        let five = try branch(
            input,
            [("\(name).branch3.0", .same(row.reduce5, 1, 1)), ("\(name).branch3.1", .same(row.five, 3, 3))])
        let pooled = try maxPool("\(name).branch4.0", input, kernel: 3, stride: 1, padding: 1, roundsUp: true)
        let pool = try branch(pooled, [("\(name).branch4.1", .same(row.pool, 1, 1))])
        return try concatenate("\(name).cat", one, three, five, pool)
    }
}
