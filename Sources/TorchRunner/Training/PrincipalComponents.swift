import ModelGraph
import RunnerKit
import Training
import TrainingData
import Vocabulary

/// Principal component analysis in front of a network: a first linear layer, `pca`, that is found from the training images and never
/// learns (Pearson 1901; Jolliffe 2002, section 1.1). It is part of the graph, so checkpoint and files have it, and inference is the
/// same everywhere.
enum PrincipalComponents {
    /// The layer's name.
    static let name = "pca"
    /// Values of an image above which the covariance, their square, is not made.
    static let mostValues = 8192

    /// The network that reads components in place of images.
    ///
    /// - Throws: `unsupported` for a network that looks at neighbouring pixels, too large images or more components than values.
    static func graph(
        _ model: ModelReference, input: [Int], classes: Int, components: Int
    ) throws(AttemptFailure) -> ModelGraph {
        let values = input.reduce(1, *)
        guard values <= mostValues else {
            throw refusal("an image has \(values) values and \(mostValues) are the most; resize makes it smaller")
        }
        guard components <= values else {
            throw refusal("\(components) components of images with \(values) values; at most as many as values")
        }
        if let node = try StartingWeights.graph(of: model).nodes.first(where: isSpatial) {
            throw refusal(
                "\(model.title) looks at neighbouring pixels (\(node.name)), which components do not have; mlp takes them"
            )
        }
        let plain = try StartingWeights.graph(of: model, input: [components, 1, 1], classes: classes)
        return try StartingWeights.building { () throws(ModelGraphError) in
            let builder = try GraphBuilder(name: plain.name, input: input)
            let flat = try builder.flatten("\(name).flatten", builder.input)
            var successors = [plain.input.id: try builder.linear(name, flat, components)]
            for node in plain.nodes {
                let inputs = node.inputs.compactMap { successors[$0] }
                if case .flatten = node.operator, node.inputs == [plain.input.id] {
                    // Components are a row already.
                    successors[node.outputs[0]] = inputs[0]
                    continue
                }
                for (old, new) in zip(node.outputs, try builder.add(node.name, node.operator, inputs)) {
                    successors[old] = new
                }
            }
            return try builder.graph(output: successors[plain.output] ?? builder.input)
        }
    }

    private static func isSpatial(_ node: Node) -> Bool {
        switch node.operator {
        case .convolution, .maxPool, .averagePool, .adaptiveAveragePool: true
        default: false
        }
    }

    /// Finds the components of the training images, without augmentation, in Float64.
    static func find(
        _ count: Int, in images: TrainingImages, _ channel: EventChannel
    ) throws(AttemptFailure) -> TorchMoments.Components {
        let moments = try translating(.failed) { () throws(TorchError) in
            try TorchMoments.make(columns: images.shape.reduce(1, *))
        }
        let plan = BatchLoader.Plan(
            images: images.train, transform: images.transform, shape: images.shape, batch: 1024)
        let loader = BatchLoader(plan)
        defer { loader.stop() }
        var done = 0
        while let (batch, _) = try loader.next() {
            try translating(.failed) { () throws(TorchError) in try moments.add(batch.images) }
            done += batch.labels.count
            channel.send(
                .progress(fraction: 0.05 * Double(done) / Double(images.train.count), stage: "principal components"))
        }
        return try translating(.failed) { () throws(TorchError) in try moments.components(count) }
    }

    /// The layer's tensors: its weights are the directions v, its biases −v·mean.
    static func tensors(_ found: TorchMoments.Components) -> [String: Tensor] {
        let biases = found.directions.map { row in Float(-zip(row, found.mean).reduce(0) { $0 + $1.0 * $1.1 }) }
        let weights = found.directions.flatMap { $0.map { Float($0) } }
        var tensors: [String: Tensor] = [:]
        tensors["\(name).weight"] = Tensor(shape: [biases.count, found.mean.count], floats: weights)
        tensors["\(name).bias"] = Tensor(shape: [biases.count], floats: biases)
        return tensors
    }

    private static func refusal(_ reason: String) -> AttemptFailure {
        AttemptFailure(code: .unsupported, message: "preprocessing.pca: \(reason)")
    }
}
