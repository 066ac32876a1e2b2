import ModelGraph

extension Architecture {
    /// A small network of our own without convolutions: two hidden layers of 256 and 128 units with ReLU.
    ///
    /// Nobody's paper: it is here because it takes what has no neighbouring pixels, such as principal components. Shapes for
    /// `[1, 28, 28]`: 784 → 256 → 128 → classes. 235,146 parameters, 234,752 multiply-accumulates.
    public static let mlp = Architecture(
        name: "mlp", family: "Shoestring", year: 2026,
        paper: Paper(
            title: "No paper: two hidden layers for small inputs", authors: "Shoestring", venue: "this repository"),
        input: [1, 28, 28], classes: 10
    ) { input, classes throws(ModelGraphError) in
        let net = try GraphBuilder(name: "mlp", input: input)
        var value = try net.flatten("flatten", net.input)
        for (index, units) in [256, 128].enumerated() {
            value = try net.linear("fc\(index + 1)", value, units)
            value = try net.relu("relu\(index + 1)", value)
        }
        return try net.graph(output: try net.linear("fc3", value, classes))
    }
}
