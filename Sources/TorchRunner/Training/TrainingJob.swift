import CTorchShim
import FoundationEssentials
import ModelGraph
import RunnerKit
import Training
import TrainingData
import Vocabulary

/// One training from the request to its result.
struct TrainingJob {
    let request: RunnerRequest
    let configuration: TrainConfiguration
    let device: TorchDevice
    let channel: EventChannel
    let machine = MachineFacts.read()
    /// When the work began.
    let began = MonotonicClock.nanoseconds()
    var memory = PeakMemory()
    var builder = ResultBuilder()

    init(
        _ request: RunnerRequest, _ configuration: TrainConfiguration, _ device: TorchDevice, _ channel: EventChannel
    ) {
        self.request = request
        self.configuration = configuration
        self.device = device
        self.channel = channel
    }

    /// Threads of the engine: what was asked for, else what agent, affinity mask and quota allow.
    var threads: Int { configuration.threads ?? max(1, min(request.usableProcessors, machine.usableProcessors)) }
    /// The share of the work that is done before the first step.
    var preparedShare: Double {
        if configuration.recipe.cachesFeatures { return FeatureCache.share }
        return configuration.images.principalComponents == nil ? 0 : PrincipalComponents.share
    }
    /// The most memory that agent, control group and machine allow, MiB; nil where nobody says.
    var memoryMiB: Int? {
        [request.memoryMiB, machine.memoryLimitMiB, machine.memoryMiB].compactMap { $0 }.filter { $0 > 0 }.min()
    }
    /// Whether the forward pass runs in bf16.
    var bf16: Bool { configuration.precision == .bf16 }
    /// Whether the moving average is what is tested and stored.
    var usesAverage: Bool { configuration.optimization.averageDecay > 0 }

    mutating func perform() throws(AttemptFailure) -> RunResult {
        channel.send(.progress(fraction: 0, stage: "reading the data"))
        let images = try TrainingImages.prepare(
            configuration, channels: try storedChannels(),
            searchPath: DataSet.searchPath(environment: ProcessInfo.processInfo.environment))
        try setUpLibrary()
        var start = try startingWeights(images)
        let original = start
        let rounding = try QuantizationAwareness(start, configuration.recipe)
        if let rounding { start = try .folded(rounding.quantization) }
        try refuseWhatCannotFit(start.graph)
        let freezing = Freezing(start.graph, head: start.head, recipe: configuration.recipe)
        let cache = try featureCache(start, freezing)
        let seen = try cache.map { cache throws(AttemptFailure) in try features(cache, start, images) } ?? images
        let network = try network(
            start.graph, start.weights, part: cache?.rest, rounding: rounding.map { RoundingPlan($0.quantization) })
        let before = try rounding?.calibrate(
            network, images, batch: configuration.batch, fileByteCount: try fileByteCount(original))
        if usesAverage { try translating(.failed) { () throws(TorchError) in try network.startAverage() } }
        let teacher = try teacher(images)
        let loop = TrainingLoop(job: self, images: seen, freezing: freezing, rounding: rounding)
        try loop.freeze(network, epoch: configuration.recipe.recipe == .transferGradual ? .max : 0)
        let optimizer = try translating(.failed) { () throws(TorchError) in
            try TorchOptimizer.make(for: network, configuration.optimization)
        }
        memory.beginPhase()
        // Before this there is nothing to save, and the signal may end the process as usual.
        Termination.catchSignal()
        let outcome = try loop.run(network, optimizer, teacher)
        channel.send(.progress(fraction: TrainingProgress.end, stage: "writing the model"))
        let compressed = try rounding?.compressed(network, average: usesAverage)
        let artifacts = try write(start.graph, try weights(network, start), compressed, outcome)
        addResult(outcome, images, start.graph)
        if let before, let compressed { addQuantization(before, compressed, try Self.size(of: artifacts[0])) }
        channel.send(.progress(fraction: 1, stage: "done"))
        let result = builder.result()
        return RunResult(
            metrics: result.metrics, samples: result.samples, tags: result.tags, facts: result.facts,
            absent: result.absent, artifacts: artifacts)
    }

    private func setUpLibrary() throws(AttemptFailure) {
        try translating(.failed) { () throws(TorchError) in
            try TorchLibrary.setThreads(threads)
            try TorchLibrary.setDeterministic(configuration.limits.deterministic)
            try TorchLibrary.seed(configuration.seed)
        }
    }

    /// The split for `cache_features`; nil where it is not asked for.
    private func featureCache(
        _ start: StartingWeights, _ freezing: Freezing
    ) throws(AttemptFailure) -> FeatureCache? {
        guard configuration.recipe.cachesFeatures else { return nil }
        let learning = Set(freezing.trainable(in: 0).filter(\.learns).map(\.parameter.name))
        let nodes = start.graph.nodes.filter { node in node.parameters.contains { learning.contains($0.name) } }
        return try FeatureCache(start.graph, learning: Set(nodes.map(\.index)))
    }

    private mutating func features(
        _ cache: FeatureCache, _ start: StartingWeights, _ images: TrainingImages
    ) throws(AttemptFailure) -> TrainingImages {
        let begin = MonotonicClock.nanoseconds()
        let trunk = try network(start.graph, start.weights, part: cache.trunk)
        let features = try cache.features(
            of: images, trunk, batch: configuration.batch, bf16: bf16, memoryMiB: memoryMiB, channel)
        builder.add(TrainingMetric.featureSeconds, MonotonicClock.seconds(since: begin))
        builder.facts["features"] = [
            "shape": .array(features.shape.map { .integer(Int64($0)) }),
            "augmentation": "none: every image is cut in the middle and not mirrored",
        ]
        return features
    }

    /// What was learned, with what stayed as it was.
    private func weights(
        _ network: borrowing TorchNetwork, _ start: StartingWeights
    ) throws(AttemptFailure) -> Weights {
        let learned = try translating(.failed) { () throws(TorchError) in try network.weights(average: usesAverage) }
        var tensors: [String: Tensor] = [:]
        for name in start.weights.names { tensors[name] = learned[name] ?? start.weights[name] }
        return Weights(tensors)
    }

    private mutating func startingWeights(_ images: TrainingImages) throws(AttemptFailure) -> StartingWeights {
        let model = configuration.model
        let classes = images.classes.count
        if let count = configuration.images.principalComponents {
            // Refused before anything is computed.
            _ = try PrincipalComponents.graph(model, input: images.shape, classes: classes, components: count)
            let found = try PrincipalComponents.find(count, in: images, memoryMiB: memoryMiB, channel)
            builder.add(TrainingMetric.components, Double(count))
            builder.add(TrainingMetric.explainedVariance, found.explained, else: "the training images do not vary")
            return try .reducing(model, images, found, seed: configuration.seed)
        }
        guard let path = try path(of: configuration.weights) else {
            return try .seeded(model, input: images.shape, classes: classes, seed: configuration.seed)
        }
        guard configuration.recipe.recipe.isTransfer else {
            return try .stored(model, input: images.shape, classes: classes, path: path)
        }
        return try .transferred(
            model, input: images.shape, classes: classes, seed: configuration.seed, path: path)
    }

    /// Channels of the images that given weights were trained with: the network's first layer sees those.
    private func storedChannels() throws(AttemptFailure) -> Int? {
        guard let path = try path(of: configuration.weights) else { return nil }
        return try StartingWeights.channels(in: path, configuration.model)
    }

    /// The file of a digest; nil for none.
    func path(of digest: String?) throws(AttemptFailure) -> String? {
        guard let digest else { return nil }
        guard let path = request.filePaths[digest] else {
            throw AttemptFailure(code: .agent, message: "the request has no file \(digest), which the weights are in")
        }
        return path
    }

    func network(
        _ graph: ModelGraph, _ weights: Weights, part: NetworkPart? = nil, rounding: RoundingPlan? = nil
    ) throws(AttemptFailure) -> TorchNetwork {
        try translating(.failed) { () throws(TorchError) in
            let network = try TorchNetwork.build(
                graph, device: device.name, channelsLast: usesChannelsLast, part: part, rounding: rounding)
            try network.load(weights)
            return network
        }
    }

    private func teacher(_ images: TrainingImages) throws(AttemptFailure) -> Teacher? {
        let recipe = configuration.recipe
        guard recipe.recipe == .distillation, let model = recipe.teacher,
            let path = try path(of: recipe.teacherWeights)
        else { return nil }
        let start = try StartingWeights.stored(
            model, input: images.shape, classes: images.classes.count, path: path)
        return Teacher(try network(start.graph, start.weights))
    }

    /// Refuses beforehand what needs more than it may have: weights, gradients, the optimizer's state and one batch's activations.
    private func refuseWhatCannotFit(_ graph: ModelGraph) throws(AttemptFailure) {
        let analysis = graph.analysis(batch: configuration.batch)
        let copies =
            switch configuration.optimization.optimizer {
            case .sgd: configuration.optimization.momentum > 0 ? 3 : 2
            case .rmsprop: 3
            case .adam, .adamw: 4
            }
        let least = (analysis.weightByteCount * copies + analysis.activationByteCount / 2) >> 20
        guard !device.isCUDA, let limit = memoryMiB, least > limit else { return }
        throw AttemptFailure(
            code: .outOfMemory,
            message: "a batch of \(configuration.batch) needs at least \(least) MiB and may take \(limit) MiB; "
                + "nothing was tried. A smaller batch with accumulate gives the same updates")
    }
}

/// A network to learn from. A class, so that an optional one can be lent to every step.
final class Teacher {
    let network: TorchNetwork

    init(_ network: consuming TorchNetwork) { self.network = network }
}
