import RunnerKit
import Training
import Vocabulary

/// Writes checkpoints when they are due, hands them to the agent, and goes on from one.
struct CheckpointSaver {
    let job: TrainingJob
    let identity: String
    /// The best epoch's weights, which a checkpoint carries too.
    let best = BestWeights()
    private var last = MonotonicClock.nanoseconds()

    init(job: TrainingJob, identity: String) {
        self.job = job
        self.identity = identity
    }

    /// Puts back what an earlier attempt saved.
    ///
    /// - Returns: Where to go on; the beginning when there is no checkpoint or none that can be used, which is logged.
    mutating func resume(
        _ network: borrowing TorchNetwork, _ optimizer: borrowing TorchOptimizer, patience: Int?
    ) throws(AttemptFailure) -> TrainingPosition {
        let beginning = TrainingPosition(identity: identity, patience: patience)
        guard let checkpoint = job.request.checkpoint else { return beginning }
        let file: CheckpointFile
        do throws(CheckpointError) {
            file = try CheckpointFile.read(checkpoint.path)
        } catch {
            job.channel.log(.warning, "\(error); beginning at the beginning")
            return beginning
        }
        guard file.position.identity == identity else {
            job.channel.log(.warning, "the checkpoint is of another training; beginning at the beginning")
            return beginning
        }
        let state = best.adopt(file)
        try translating(.failed) { () throws(TorchError) in
            try network.restore(state.entries, state.values, optimizer)
        }
        job.channel.log(
            .info, "going on in epoch \(file.position.epoch + 1) after \(file.position.updates) updates")
        return file.position
    }

    /// When SIGTERM has come: saves and ends the process.
    func leaveIfAsked(
        _ network: borrowing TorchNetwork, _ optimizer: borrowing TorchOptimizer, _ position: TrainingPosition,
        seconds: Double
    ) throws(AttemptFailure) {
        guard Termination.isRequested else { return }
        try save(network, optimizer, position, seconds: seconds)
        Termination.leave()
    }

    /// Saves when the interval has passed, and always before an end that SIGTERM asks for.
    mutating func saveIfDue(
        _ network: borrowing TorchNetwork, _ optimizer: borrowing TorchOptimizer, _ position: TrainingPosition,
        seconds: Double
    ) throws(AttemptFailure) {
        try leaveIfAsked(network, optimizer, position, seconds: seconds)
        let limits = job.configuration.limits
        let isTime = limits.checkpointSeconds.map { MonotonicClock.seconds(since: last) >= Double($0) } ?? false
        let isStep = limits.checkpointSteps.map { position.updates.isMultiple(of: $0) } ?? false
        guard isTime || isStep else { return }
        try save(network, optimizer, position, seconds: seconds)
        last = MonotonicClock.nanoseconds()
    }

    /// Saves now.
    func save(
        _ network: borrowing TorchNetwork, _ optimizer: borrowing TorchOptimizer, _ position: TrainingPosition,
        seconds: Double
    ) throws(AttemptFailure) {
        var state = try translating(.failed) { () throws(TorchError) in try network.snapshot(optimizer) }
        best.add(to: &state.entries, &state.values)
        var now = position
        now.seconds = seconds
        let name = "step-\(position.updates).ckpt"
        let path = "\(job.request.scratchPath)/\(name)"
        do throws(CheckpointError) {
            try CheckpointFile(position: now, entries: state.entries, values: state.values).write(to: path)
        } catch {
            // A full disk costs the checkpoint, not the training.
            job.channel.log(.warning, "\(error); going on without it")
            return
        }
        try job.channel.artifact(
            name: "checkpoints/\(name)", kind: .checkpoint, path: path, step: Int64(position.updates))
    }
}
