import ModelGraph

/// The classes of tied channels with their importance, and which of them go.
struct ChannelClasses {
    private struct Class {
        let root: Int
        /// Layers that make channels of it, once for each channel.
        var producers: [Int] = []
        var importance = 0.0
    }

    private var classes: [Int: Class] = [:]
    /// Output channels of layers that could go.
    private(set) var prunableCount = 0

    init(
        _ graph: ModelGraph, _ weights: Weights, _ ties: ChannelTies, _ importance: ChannelImportance
    ) throws(CompressionError) {
        let frozen = ties.frozenRoots()
        for (index, first) in ties.producers.sorted(by: { $0.key < $1.key }) {
            let node = graph.nodes[index]
            let channels = graph[node.outputs[0]].shape.channels
            let scores = importance.scores(try weights.floats(.weight, of: node), rows: channels)
            // Layers differ in the size of their filters: each counts by its own mean.
            let mean = scores.reduce(0, +) / Double(max(channels, 1))
            for channel in 0..<channels {
                let root = ties.root(first + channel)
                guard !frozen.contains(root) else { continue }
                prunableCount += 1
                classes[root, default: Class(root: root)].producers.append(index)
                classes[root]?.importance += mean > 0 ? scores[channel] / mean : 1
            }
        }
    }

    /// The classes that go: of each set of classes that the same layers make, the least important.
    func going(_ settings: ChannelPruning.Settings) -> Set<Int> {
        var sets: [[Int]: [Class]] = [:]
        for one in classes.values { sets[one.producers.sorted(), default: []].append(one) }
        var going: Set<Int> = []
        for (_, members) in sets {
            let count = members.count
            var keep = max(1, count - Int((Double(count) * settings.ratio).rounded()))
            if count >= 2 * settings.multiple {
                keep = min(count, (keep + settings.multiple - 1) / settings.multiple * settings.multiple)
            }
            let ascending = members.sorted {
                ($0.importance / Double($0.producers.count), $0.root) < (
                    $1.importance / Double($1.producers.count), $1.root
                )
            }
            going.formUnion(ascending.prefix(count - keep).map(\.root))
        }
        return going
    }

    /// Output channels of layers in these classes.
    func channelCount(_ roots: Set<Int>) -> Int { roots.reduce(0) { $0 + (classes[$1]?.producers.count ?? 0) } }
}
