import ModelGraph
import RunnerKit
import Training
import TrainingData
import Vocabulary

/// The split of a network whose trunk is frozen: what gives the same numbers for an image in every epoch runs once, the rest learns.
struct FeatureCache {
    /// The share of a training that computing features is taken for.
    static let share = 0.3

    /// From the images to the features.
    let trunk: NetworkPart
    /// From the features to the classes.
    let rest: NetworkPart

    /// Finds the last value that everything before is frozen and draws no random numbers for.
    /// - Parameter learning: Nodes whose parameters learn.
    /// - Throws: `unsupported` where no single value parts the network so.
    init(_ graph: ModelGraph, learning: Set<Int>) throws(AttemptFailure) {
        var isFixed = [Bool](repeating: false, count: graph.values.count)
        isFixed[graph.input.id.index] = true
        var cause: Node?
        var trunk: [Node] = []
        var rest: [Node] = []
        for node in graph.nodes {
            let fixed =
                node.inputs.allSatisfy { isFixed[$0.index] } && !learning.contains(node.index) && !Self.isRandom(node)
            if fixed { trunk.append(node) } else { rest.append(node) }
            if !fixed, cause == nil { cause = node }
            for output in node.outputs { isFixed[output.index] = fixed }
        }
        let border = Set(rest.flatMap(\.inputs).filter { isFixed[$0.index] })
        guard border.count == 1, let value = border.first, !trunk.isEmpty else {
            throw AttemptFailure(
                code: .unsupported,
                message:
                    "cache_features: \(graph.name) has no single value before \(cause?.name ?? "its result") that is "
                    + "the same in every epoch; leave it out")
        }
        self.trunk = NetworkPart(nodes: trunk, input: graph.input.id, output: value)
        self.rest = NetworkPart(nodes: rest, input: value, output: graph.output)
    }

    private static func isRandom(_ node: Node) -> Bool {
        if case .dropout(let rule) = node.operator { rule.probability > 0 } else { false }
    }

    /// Runs the trunk over all images once.
    ///
    /// - Parameter memoryMiB: The most that the features may take beside the network.
    /// - Returns: Sets of features in the images' place.
    /// - Throws: `out_of_memory` when they cannot be kept, before anything is computed.
    func features(
        of images: TrainingImages, _ network: borrowing TorchNetwork, batch: Int, bf16: Bool, memoryMiB: Int?,
        _ channel: EventChannel
    ) throws(AttemptFailure) -> TrainingImages {
        let shape = network.graph[trunk.output].shape
        let count = images.train.count + images.test.count + (images.validation?.count ?? 0)
        let least = (shape.elementCount * count * 4) >> 20
        if let memoryMiB, least > memoryMiB / 2 {
            throw AttemptFailure(
                code: .outOfMemory,
                message: "the features of \(count) images take \(least) MiB, more than half of \(memoryMiB) MiB; leave "
                    + "cache_features out")
        }
        var done = 0
        func computed(_ set: ImageSet) throws(AttemptFailure) -> ImageSet {
            let plan = BatchLoader.Plan(images: set, transform: images.transform, shape: images.shape, batch: batch)
            let loader = BatchLoader(plan)
            defer { loader.stop() }
            var values: [Float] = []
            values.reserveCapacity(set.count * shape.elementCount)
            while let (batch, _) = try loader.next() {
                let prepared = TorchBatch(images: batch.images, labels: batch.labels, shape: batch.shape)
                values += try translating(.failed) { () throws(TorchError) in
                    try network.predict(prepared, bf16: bf16)
                }
                done += batch.labels.count
                channel.send(.progress(fraction: Self.share * Double(done) / Double(count), stage: "caching features"))
            }
            return set.replaced(byFeatures: values)
        }
        let train = try computed(images.train)
        var validation: ImageSet?
        if let set = images.validation { validation = try computed(set) }
        return images.replacing(train, validation, try computed(images.test), shape: shape.dimensions)
    }
}
