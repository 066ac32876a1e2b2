import CTorchShim
import ModelGraph
import RunnerKit
import Training
import TrainingData
import Vocabulary

/// The epochs of a training: steps, tests, checkpoints, and the reasons to stop.
struct TrainingLoop {
    let job: TrainingJob
    let images: TrainingImages
    let freezing: Freezing
    /// Where and how it rounds; nil for a training in floating point.
    var rounding: QuantizationAwareness?

    var configuration: TrainConfiguration { job.configuration }

    /// What came of it.
    struct Outcome {
        let position: TrainingPosition
        let progress: TrainingProgress
        let test: Evaluation
        /// Why it ended before its last epoch; nil when it did not.
        let stopped: String?
        /// The epoch, from 1, whose weights these are; nil for the last.
        let keptEpoch: Int?
        let learning: Int
    }

    func run(
        _ network: borrowing TorchNetwork, _ optimizer: borrowing TorchOptimizer, _ teacher: Teacher?
    ) throws(AttemptFailure) -> Outcome {
        var saver = CheckpointSaver(job: job, identity: identity)
        var position = try saver.resume(network, optimizer, patience: configuration.limits.patience)
        var progress = TrainingProgress(
            job.channel, totalBatches: configuration.epochs * batchCount, beginning: job.preparedShare)
        let begin = MonotonicClock.nanoseconds()
        // An attempt that goes on from a checkpoint of the last test has nothing to learn any more.
        var end = ended(position, begin)
        while position.epoch < configuration.epochs, end == nil {
            try freeze(network, epoch: position.epoch)
            end = try pass(network, optimizer, teacher, &position, &progress, &saver, begin)
            try finish(network, optimizer, &position, progress, saver, begin)
            end = end ?? ended(position, begin)
        }
        let kept = try keepBest(network, optimizer, position, saver)
        try rounding?.fix(network)
        // When the money ended its checkpoint is the one to go on from: this network may be another epoch's.
        let test = try evaluate(network, optimizer, images.test, position, saver, begin, saves: end?.isMoney != true)
        position.seconds += MonotonicClock.seconds(since: begin)
        let learning = freezing.trainable(in: max(0, position.epoch - 1)).filter(\.learns)
        return Outcome(
            position: position, progress: progress, test: test, stopped: end?.reason, keptEpoch: kept,
            learning: learning.reduce(0) { $0 + $1.parameter.elementCount })
    }

    /// Why a training ends before its last epoch.
    private struct End {
        let reason: String
        var isMoney = false
    }

    /// Why no more epoch begins; nil while one does.
    private func ended(_ position: TrainingPosition, _ begin: UInt64) -> End? {
        guard position.batch == 0, (1..<configuration.epochs).contains(position.epoch) else { return nil }
        guard position.stopping.isOver(after: position.epoch) else { return timeIsUp(position, begin) }
        return End(reason: "no better validation accuracy for \(configuration.limits.patience ?? 0) epochs")
    }

    private func timeIsUp(_ position: TrainingPosition, _ begin: UInt64) -> End? {
        let seconds = position.seconds + MonotonicClock.seconds(since: begin)
        guard let most = configuration.limits.maxSeconds, seconds >= Double(most) else { return nil }
        return End(reason: "the limit of \(most) s")
    }

    /// Puts the weights of the best epoch back where early stopping was asked for.
    private func keepBest(
        _ network: borrowing TorchNetwork, _ optimizer: borrowing TorchOptimizer, _ position: TrainingPosition,
        _ saver: CheckpointSaver
    ) throws(AttemptFailure) -> Int? {
        guard configuration.limits.patience != nil, let best = position.stopping.bestEpoch, best != position.epoch,
            !saver.best.isEmpty
        else { return nil }
        try translating(.failed) { () throws(TorchError) in try saver.best.restore(network, optimizer) }
        return best
    }

    /// Lets the parameters of an epoch learn, and no others.
    func freeze(_ network: borrowing TorchNetwork, epoch: Int) throws(AttemptFailure) {
        do throws(TorchError) {
            let own = Set(network.part.parameters.map(\.name))
            for (parameter, learns) in freezing.trainable(in: min(epoch, 1 << 30)) where own.contains(parameter.name) {
                try network.setTrainable(parameter.name, learns)
            }
        } catch {
            throw error.failure(.failed)
        }
    }

    private var batchCount: Int { plan(epoch: 0, skip: 0).batchCount }
    private var updatesPerEpoch: Int {
        (batchCount + configuration.optimization.accumulate - 1) / configuration.optimization.accumulate
    }

    private func plan(epoch: Int, skip: Int) -> BatchLoader.Plan {
        var plan = BatchLoader.Plan(
            images: images.train, transform: images.transform, shape: images.shape, batch: configuration.batch)
        plan.seed = configuration.seed
        plan.epoch = epoch
        plan.skip = skip
        return plan
    }

    /// One pass over the training images, from where the position says.
    /// - Returns: Why the training ends with it; nil when it goes on.
    private func pass(
        _ network: borrowing TorchNetwork, _ optimizer: borrowing TorchOptimizer, _ teacher: Teacher?,
        _ position: inout TrainingPosition, _ progress: inout TrainingProgress, _ saver: inout CheckpointSaver,
        _ begin: UInt64
    ) throws(AttemptFailure) -> End? {
        if position.batch > 0, let end = timeIsUp(position, begin) { return end }
        let schedule = LearningRateSchedule(configuration, stepsPerEpoch: updatesPerEpoch)
        var settings = unsafe settings(teacher)
        let loader = BatchLoader(plan(epoch: position.epoch, skip: position.batch))
        defer { loader.stop() }
        progress.resume()
        while let (batch, waited) = try loader.next() {
            let start = MonotonicClock.nanoseconds()
            let updates =
                (position.batch + 1).isMultiple(of: configuration.optimization.accumulate)
                || position.batch + 1 == batchCount
            unsafe settings.updates = updates
            let rate = schedule.rate(at: position.updates)
            try rounding?.choose(network, update: position.updates, of: updatesPerEpoch * configuration.epochs)
            let prepared = TorchBatch(images: batch.images, labels: batch.labels, shape: batch.shape)
            let result: StepResult
            do throws(TorchError) {
                try optimizer.setLearningRate(rate)
                result = unsafe try network.step(prepared, optimizer, settings)
            } catch {
                throw error.failure(.failed)
            }
            try refuse(result, position)
            position.take(result, count: batch.labels.count, updated: updates)
            progress.take(
                result, count: batch.labels.count, seconds: MonotonicClock.seconds(since: start), waited: waited,
                rate: rate, position: position, epochs: configuration.epochs, batches: batchCount)
            let seconds = position.seconds + MonotonicClock.seconds(since: begin)
            // Between two batches of one update gradients are on their way, which no checkpoint holds.
            if updates { try saver.saveIfDue(network, optimizer, position, seconds: seconds) }
            if let end = timeIsUp(position, begin) { return end }
            if let reason = job.moneyEnds(after: progress, testing: images) {
                if updates { try saver.save(network, optimizer, position, seconds: seconds) }
                return End(reason: reason, isMoney: true)
            }
        }
        return nil
    }

    private func settings(_ teacher: Teacher?) -> cts_step_settings {
        let options = configuration.optimization
        return unsafe cts_step_settings(
            label_smoothing: options.labelSmoothing, loss_scale: 1 / Double(options.accumulate), updates: true,
            bf16: job.bf16, clip_norm: options.clipNorm, average_decay: options.averageDecay,
            teacher: teacher?.network.handle, temperature: configuration.recipe.temperature,
            teacher_share: configuration.recipe.teacherShare)
    }

    private func refuse(_ result: StepResult, _ position: TrainingPosition) throws(AttemptFailure) {
        guard !result.loss.isFinite else { return }
        throw Self.diverged(
            "the loss is \(result.loss) in epoch \(position.epoch + 1), batch \(position.batch + 1), after "
                + "\(position.updates) updates")
    }

    private static func diverged(_ what: String) -> AttemptFailure {
        AttemptFailure(
            code: .unsupported,
            message: what + ": the learning rate is too high for this network, or the data are not sound")
    }

    /// Ends an epoch: its numbers, the validation or test, and the best weights so far.
    private func finish(
        _ network: borrowing TorchNetwork, _ optimizer: borrowing TorchOptimizer, _ position: inout TrainingPosition,
        _ progress: TrainingProgress, _ saver: CheckpointSaver, _ begin: UInt64
    ) throws(AttemptFailure) {
        let seen = Double(max(position.images, 1))
        var points = [
            (TrainingMetric.epochLoss, position.lossSum / seen),
            (TrainingMetric.trainAccuracy, Double(position.correct) / seen),
        ]
        // A training that ended in the middle of an update has gradients that no checkpoint holds.
        let isWhole =
            position.batch.isMultiple(of: configuration.optimization.accumulate) || position.batch == batchCount
        let watched = try evaluate(
            network, optimizer, images.validation ?? images.test, position, saver, begin, saves: isWhole)
        let isTest = images.validation == nil
        points.append((isTest ? TrainingMetric.testLoss : TrainingMetric.validationLoss, watched.loss))
        points.append((isTest ? TrainingMetric.testAccuracy : TrainingMetric.validationAccuracy, watched.accuracy))
        for (key, value) in points {
            progress.report(key, value, position)
            position.history.append(
                TrainingPosition.Point(
                    key: key, value: value, step: Int64(position.updates),
                    milliseconds: MonotonicClock.wallMilliseconds()))
        }
        position.beginEpoch()
        let verdict = position.stopping.take(accuracy: watched.accuracy, epoch: position.epoch)
        if verdict == .best, configuration.limits.patience != nil {
            try translating(.failed) { () throws(TorchError) in try saver.best.take(network, optimizer) }
        }
    }

    /// Tests the network.
    /// - Parameter saves: Whether SIGTERM saves the training as it is; the earlier checkpoint stays otherwise.
    private func evaluate(
        _ network: borrowing TorchNetwork, _ optimizer: borrowing TorchOptimizer, _ set: ImageSet,
        _ position: TrainingPosition, _ saver: CheckpointSaver, _ begin: UInt64, saves: Bool
    ) throws(AttemptFailure) -> Evaluation {
        let batch = max(configuration.batch, 256)
        let found = try Evaluation.of(
            network, on: set, images, batch: batch, average: job.usesAverage, bf16: job.bf16
        ) { () throws(AttemptFailure) in
            if !saves, Termination.isRequested { Termination.leave() }
            let seconds = position.seconds + MonotonicClock.seconds(since: begin)
            try saver.leaveIfAsked(network, optimizer, position, seconds: seconds)
        }
        // Normalisation by the batch can hide from the training loss what the running figures do not.
        guard found.loss.isFinite else {
            throw Self.diverged(
                "the loss is \(found.loss) over the images that it is tested with, after \(position.updates) updates")
        }
        return found
    }

    /// What a checkpoint must belong to: everything but how long and how often.
    private var identity: String {
        let limits = TrainingLimits()
        let plain = TrainConfiguration(
            model: configuration.model, weights: configuration.weights, data: configuration.data,
            epochs: configuration.epochs, batch: configuration.batch, precision: configuration.precision,
            engine: configuration.engine, device: configuration.device, threads: nil, seed: configuration.seed,
            images: configuration.images, optimization: configuration.optimization, schedule: configuration.schedule,
            recipe: configuration.recipe, limits: limits)
        let text = String(decoding: RunConfiguration.train(plain).json.canonicalData(), as: UTF8.self)
        return "\(text) data \(images.checksum)"
    }
}

extension TrainingPosition {
    /// Takes a batch.
    mutating func take(_ result: StepResult, count: Int, updated: Bool) {
        lossSum += result.loss * Double(count)
        correct += result.correct
        images += count
        batch += 1
        if updated { updates += 1 }
    }

    /// Begins the next epoch.
    mutating func beginEpoch() {
        epoch += 1
        (batch, lossSum, correct, images) = (0, 0, 0, 0)
    }
}
