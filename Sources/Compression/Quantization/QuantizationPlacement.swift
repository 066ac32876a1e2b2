import ModelGraph

/// Where a network is rounded to 8 bits.
///
/// An engine computes a layer in int8 when its input and its weights come out of roundings, and it moves roundings through what only
/// selects or reorders values (pools of maxima, concatenation, splits, shuffles). So all values that are joined by such layers form
/// one group with one grid, and are rounded once, where they are computed. Both inputs of a residual sum are rounded: with only one,
/// OpenVINO 2026.4 leaves the sums of ResNet-18's blocks without projection outside of the convolutions (seen in its runtime model).
struct QuantizationPlacement {
    /// Values that share a grid; each is rounded where it is written.
    let groups: [[ValueID]]
    /// The nodes that read each rounded value rounded.
    let readers: [ValueID: Set<Int>]
    /// Convolutions and linear layers that compute in int8.
    let layers: Set<Int>

    /// - Parameter kept: Layers that stay in Float32.
    init(_ graph: ModelGraph, keeping kept: Set<Int>) {
        let layers = Set(graph.nodes.filter { StaticQuantization.hasWeights($0) }.map(\.index)).subtracting(kept)
        var reads: [Set<Int>] = Array(repeating: [], count: graph.values.count)
        for node in graph.nodes {
            for input in Self.roundedInputs(node, graph, layers) { reads[input.index].insert(node.index) }
        }
        let heads = Self.heads(graph)
        let wanted = Set(graph.values.filter { !reads[$0.id.index].isEmpty }.map { heads[$0.id.index] })
        var groups: [Int: [ValueID]] = [:]
        var readers: [ValueID: Set<Int>] = [:]
        for value in graph.values where wanted.contains(heads[value.id.index]) {
            let passing = value.consumers.filter { Self.passes(graph.nodes[$0]) }
            if let producer = value.producer, Self.passes(graph.nodes[producer]) { continue }
            let all = reads[value.id.index].union(passing)
            guard !all.isEmpty else { continue }
            groups[heads[value.id.index], default: []].append(value.id)
            readers[value.id] = all
        }
        self.groups = groups.sorted { $0.key < $1.key }.map(\.value)
        self.readers = readers
        self.layers = layers
    }

    /// Layers that give out some of the numbers that they read, unchanged.
    static func passes(_ node: Node) -> Bool {
        switch node.operator {
        case .maxPool, .concatenate, .split, .channelShuffle, .flatten, .dropout, .identity: true
        default: false
        }
    }

    private static func roundedInputs(_ node: Node, _ graph: ModelGraph, _ layers: Set<Int>) -> [ValueID] {
        switch node.operator {
        case .convolution, .linear: layers.contains(node.index) ? node.inputs : []
        case .add, .multiply, .adaptiveAveragePool, .averagePool: layers.isEmpty ? [] : node.inputs
        default: []
        }
    }

    /// For each value the least index of a value that shares its grid.
    private static func heads(_ graph: ModelGraph) -> [Int] {
        var parents = Array(graph.values.indices)
        func head(_ value: Int) -> Int {
            var place = value
            while parents[place] != place { place = parents[place] }
            return place
        }
        for node in graph.nodes where passes(node) {
            for value in node.inputs.dropFirst() + node.outputs {
                let (first, second) = (head(node.inputs[0].index), head(value.index))
                parents[max(first, second)] = min(first, second)
            }
        }
        return graph.values.indices.map(head)
    }
}
