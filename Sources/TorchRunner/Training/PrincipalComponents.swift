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
    /// The share of a training that finding components is taken for.
    static let share = 0.05
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
    ///
    /// - Parameter memoryMiB: The most that may be taken; nil where nobody says.
    /// - Throws: `unsupported` for more components than the images have, `out_of_memory` before anything is computed.
    static func find(
        _ count: Int, in images: TrainingImages, memoryMiB: Int?, _ channel: EventChannel
    ) throws(AttemptFailure) -> TorchMoments.Components {
        // Around their mean n images vary in n − 1 directions; all others are chance.
        guard count < images.train.count else {
            throw refusal(
                "\(count) components of \(images.train.count) training images; at most one fewer than images")
        }
        let values = images.shape.reduce(1, *)
        // Sums, covariance with what it is made of, directions, and twice as much for LAPACK's divide and conquer (syevd).
        let least = (6 * 8 * values * values) >> 20
        if let memoryMiB, least > memoryMiB {
            throw AttemptFailure(
                code: .outOfMemory,
                message: "preprocessing.pca: the covariance of \(values) values takes \(least) MiB and may take "
                    + "\(memoryMiB) MiB; resize makes images smaller")
        }
        let moments = try translating(.failed) { () throws(TorchError) in
            try TorchMoments.make(columns: values)
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
                .progress(fraction: share * Double(done) / Double(images.train.count), stage: "principal components"))
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
