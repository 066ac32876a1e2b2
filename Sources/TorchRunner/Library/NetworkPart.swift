import ModelGraph

/// Some nodes of a graph that compute one value from another.
struct NetworkPart {
    /// In the graph's order.
    let nodes: [Node]
    /// What is read: the graph's input, or a value that no node of the part writes.
    let input: ValueID
    /// What comes out.
    let output: ValueID

    var parameters: [Parameter] { nodes.flatMap(\.parameters) }

    init(nodes: [Node], input: ValueID, output: ValueID) {
        self.nodes = nodes
        self.input = input
        self.output = output
    }

    /// Everything.
    init(whole graph: ModelGraph) { self.init(nodes: graph.nodes, input: graph.input.id, output: graph.output) }
}

/// The shim's numbers of values: 0 for the part's input, the graph's own for all others, and new ones for rounded values.
struct ValueNumbers {
    /// A rounding to be added, with the group that its range belongs to.
    struct Rounding {
        let from: Int32
        let to: Int32
        let group: Int
        /// Whether the group has no range yet.
        let isFirst: Bool
    }

    /// Numbers that are taken.
    private(set) var count: Int32
    private let input: ValueID
    private let plan: RoundingPlan?
    private var rounded: [ValueID: Int32] = [:]
    private var groups: Set<Int> = []

    init(_ graph: ModelGraph, _ part: NetworkPart, _ plan: RoundingPlan?) {
        count = Int32(graph.values.count)
        input = part.input
        self.plan = plan
    }

    func number(of value: ValueID) -> Int32 { value == input ? 0 : Int32(value.index) }

    func number(of value: ValueID, readBy node: Node) -> Int32 {
        guard let number = rounded[value], plan?.readers[value]?.contains(node.index) ?? false else {
            return number(of: value)
        }
        return number
    }

    /// The roundings that must come before a node, each once.
    mutating func roundings(before node: Node) -> [Rounding] {
        guard let plan else { return [] }
        var added: [Rounding] = []
        for value in node.inputs where plan.readers[value]?.contains(node.index) ?? false {
            guard rounded[value] == nil, let group = plan.groupOfValue[value] else { continue }
            added.append(
                Rounding(from: number(of: value), to: count, group: group, isFirst: groups.insert(group).inserted))
            rounded[value] = count
            count += 1
        }
        return added
    }

    func roundsWeight(of node: Node) -> Bool { plan?.layers.contains(node.index) ?? false }
}
