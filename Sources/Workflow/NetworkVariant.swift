public import ModelGraph
public import Vocabulary

/// A network of the zoo at a size of images and for a number of classes.
public struct NetworkVariant: Hashable, Sendable {
    /// The zoo's name, with the suffix of another width where it has one.
    public let name: String
    /// Height and width of an image in pixels; nil for the network's own.
    public let inputSize: Int?
    /// Number of classes; nil for the network's own.
    public let classes: Int?

    /// A network as it is published, or at another size.
    public init(_ name: String, inputSize: Int? = nil, classes: Int? = nil) {
        self.name = name
        self.inputSize = inputSize
        self.classes = classes
    }

    /// What a benchmark executes; nil for a stored file.
    public init?(_ benchmark: BenchmarkConfiguration) {
        guard case .zoo(let name) = benchmark.model else { return nil }
        self.init(name, inputSize: benchmark.inputSize, classes: benchmark.classes)
    }
}

/// A network with what is known of it without running it.
public struct KnownNetwork: Sendable {
    /// Its facts for the size and classes that were asked for.
    public let facts: ModelFacts
    /// Its graph.
    public let graph: ModelGraph

    /// A network.
    public init(facts: ModelFacts, graph: ModelGraph) {
        self.facts = facts
        self.graph = graph
    }
}

extension RunConfiguration {
    /// The network of the zoo that it is about; nil for a stored file and for a kind without one.
    var networkVariant: NetworkVariant? {
        if case .benchmark(let benchmark) = self { return NetworkVariant(benchmark) }
        // A compression's and a training's sizes follow from their data.
        guard case .zoo(let name)? = model else { return nil }
        return NetworkVariant(name)
    }
}
