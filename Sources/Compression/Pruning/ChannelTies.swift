import ModelGraph

/// Which channels of a network can only go together.
///
/// Every output channel of a convolution or linear layer is an atom. Additions, products and depthwise convolutions tie the atoms of
/// their inputs, shuffles those that must stay opposite each other; concatenations, splits and flattening only move them. What is
/// tied in the end, the class, goes or stays as one. The idea of a dependency graph is that of Fang et al. 2023 ("DepGraph"); here it
/// is followed channel by channel, so that half of a block's channels may be tied to another block's.
struct ChannelTies {
    /// The atom of each channel of each value, by the value's index.
    private(set) var atoms: [[Int]] = []
    /// Layers whose output channels are atoms: node index → first atom.
    private(set) var producers: [Int: Int] = [:]
    /// Why atoms of a class may not go, by the layer that says so; the first found.
    private(set) var reasons: [String] = []
    private var parents: [Int] = []
    private var frozen: Set<Int> = []

    init(_ graph: ModelGraph) {
        atoms = Array(repeating: [], count: graph.values.count)
        atoms[0] = freshAtoms(graph.inputShape.channels)
        freeze(atoms[0])
        for node in graph.nodes { follow(node, graph) }
        freeze(atoms[graph.output.index])
    }

    /// The class of an atom: one atom that stands for all that are tied to it.
    func root(_ atom: Int) -> Int {
        var place = atom
        while parents[place] != place { place = parents[place] }
        return place
    }

    /// Classes that must stay whole.
    func frozenRoots() -> Set<Int> { Set(frozen.map(root)) }

    private mutating func follow(_ node: Node, _ graph: ModelGraph) {
        let inputs = node.inputs.map { atoms[$0.index] }
        let counts = node.outputs.map { graph[$0].shape.channels }
        switch node.operator {
        case .convolution(let rule): set(node, [convolved(rule, inputs[0], node)])
        case .linear:
            producers[node.index] = parents.count
            set(node, [freshAtoms(counts[0])])
        case .add, .multiply:
            zip(inputs[0], inputs[1]).forEach { tie($0, $1) }
            set(node, [inputs[0]])
        case .concatenate: set(node, [inputs.flatMap(\.self)])
        case .split(let rule):
            var start = 0
            var parts: [[Int]] = []
            for section in rule.sections {
                parts.append(Array(inputs[0][start..<(start + section)]))
                start += section
            }
            set(node, parts)
        case .channelShuffle(let rule): set(node, [shuffled(inputs[0], rule.groups)])
        case .flatten:
            let area = graph[node.inputs[0]].shape.spatial?.area ?? 1
            set(node, [inputs[0].flatMap { Array(repeating: $0, count: area) }])
        case .batchNormalization, .activation, .parametricReLU, .maxPool, .averagePool, .adaptiveAveragePool, .dropout,
            .identity:
            set(node, [inputs[0]])
        case .localResponseNormalization, .padChannels, .softmax: keep(node, inputs, counts)
        }
    }

    /// What mixes neighbouring channels or makes new ones keeps all that it reads and writes.
    private mutating func keep(_ node: Node, _ inputs: [[Int]], _ counts: [Int]) {
        inputs.forEach { freeze($0) }
        reasons.append("\(node.name) (\(node.operator.kind)) keeps the channels that it reads")
        let outputs = counts.map { freshAtoms($0) }
        outputs.forEach { freeze($0) }
        set(node, outputs)
    }

    private mutating func convolved(_ rule: Convolution, _ input: [Int], _ node: Node) -> [Int] {
        if rule.isDepthwise {
            // Output channel k filters input channel k divided by the multiplier.
            let multiplier = rule.outputChannels / rule.inputChannels
            return (0..<rule.outputChannels).map { input[$0 / multiplier] }
        }
        producers[node.index] = parents.count
        let output = freshAtoms(rule.outputChannels)
        if rule.groups > 1 {
            freeze(input)
            freeze(output)
            reasons.append("\(node.name) has \(rule.groups) groups, whose channels it keeps")
        }
        return output
    }

    /// The channels as a matrix `[groups, C/groups]` are transposed; the matrix stays one when whole columns go.
    private mutating func shuffled(_ input: [Int], _ groups: Int) -> [Int] {
        let columns = input.count / groups
        for column in 0..<columns {
            for row in 1..<groups { tie(input[column], input[row * columns + column]) }
        }
        return (0..<input.count).map { input[$0 % groups * columns + $0 / groups] }
    }

    private mutating func set(_ node: Node, _ channels: [[Int]]) {
        for (output, list) in zip(node.outputs, channels) { atoms[output.index] = list }
    }

    private mutating func freshAtoms(_ count: Int) -> [Int] {
        let first = parents.count
        parents.append(contentsOf: first..<(first + count))
        return Array(first..<(first + count))
    }

    private mutating func freeze(_ list: [Int]) { frozen.formUnion(list) }

    private mutating func tie(_ left: Int, _ right: Int) {
        let (first, second) = (shortened(left), shortened(right))
        parents[Swift.max(first, second)] = Swift.min(first, second)
    }

    /// As ``root(_:)``, with the way there made shorter for the next time.
    private mutating func shortened(_ atom: Int) -> Int {
        let end = root(atom)
        var place = atom
        while parents[place] != end {
            let next = parents[place]
            parents[place] = end
            place = next
        }
        return end
    }
}
