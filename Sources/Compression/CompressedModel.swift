public import ModelGraph

/// A network that a transformation made, with what its file must say and what a reader should know.
public struct CompressedModel: Sendable {
    /// The graph; same input and output as the original.
    public let graph: ModelGraph
    /// Its weights in Float32, also where the file stores them otherwise.
    public let weights: Weights
    /// How the file differs from the graph's plain one.
    public let decoration: ONNXDecoration
    /// What the transformation did, as numbers with their unit in the name, for the run's metrics.
    public let figures: [String: Double]
    /// Known failures that this network meets, one sentence each.
    public let warnings: [String]

    /// A network after a transformation.
    public init(
        graph: ModelGraph, weights: Weights, decoration: ONNXDecoration = ONNXDecoration(),
        figures: [String: Double] = [:], warnings: [String] = []
    ) {
        self.graph = graph
        self.weights = weights
        self.decoration = decoration
        self.figures = figures
        self.warnings = warnings
    }
}
