import RunnerKit
import Training
import Vocabulary

/// Reports a training while it goes on, at most once a second, and keeps its step times.
struct TrainingProgress {
    private let channel: EventChannel
    private let totalBatches: Int
    private let beginning: Double
    private var lastReport = MonotonicClock.nanoseconds()
    private var meter = EnergyMeter()
    private var lossSum = 0.0
    private var images = 0
    private var waited = 0.0
    private var times: [Double] = []
    /// Every step's milliseconds, for the result.
    private(set) var allTimes: [Float] = []
    /// Seconds that were waited for data.
    private(set) var totalWaited = 0.0
    /// Seconds of training without testing.
    private(set) var totalSeconds = 0.0
    /// Training images seen by this process.
    private(set) var totalImages = 0

    /// - Parameter beginning: The share of the whole work that was done before the first batch.
    init(_ channel: EventChannel, totalBatches: Int, beginning: Double) {
        self.channel = channel
        self.totalBatches = totalBatches
        self.beginning = beginning
    }

    /// The share of the whole work that so many batches are: never less than before the first, never more than ``end``.
    static func share(of done: Int, total: Int, beginning: Double) -> Double {
        beginning + (end - beginning) * min(1, Double(done) / Double(max(total, 1)))
    }

    /// The share after the last batch, when the model is to be written.
    static let end = 0.99

    /// Begins a pass: what happened since the last batch was testing.
    mutating func resume() { lastReport = MonotonicClock.nanoseconds() }

    /// Takes a step.
    mutating func take(
        _ result: StepResult, count: Int, seconds: Double, waited: Double, rate: Double, position: TrainingPosition,
        epochs: Int, batches: Int
    ) {
        lossSum += result.loss * Double(count)
        images += count
        self.waited += waited
        times.append(seconds * 1000)
        allTimes.append(Float(seconds * 1000))
        totalWaited += waited
        totalSeconds += seconds + waited
        totalImages += count
        let elapsed = MonotonicClock.seconds(since: lastReport)
        guard elapsed >= 1 else { return }
        let done = position.epoch * batches + position.batch
        channel.send(
            .progress(
                fraction: Self.share(of: done, total: totalBatches, beginning: beginning),
                stage: "epoch \(position.epoch + 1) of \(epochs)"))
        report(TrainingMetric.trainLoss, lossSum / Double(images), position)
        report(TrainingMetric.learningRate, rate, position)
        report(TrainingMetric.imagesPerSecond, Double(images) / elapsed, position)
        report(TrainingMetric.stepTime, times.sorted()[times.count / 2], position)
        report(TrainingMetric.dataWaitShare, self.waited / elapsed, position)
        if let norm = result.gradientNorm { report(TrainingMetric.gradientNorm, norm, position) }
        // A counter starts again from zero after some minutes of load.
        _ = meter.joules()
        lastReport = MonotonicClock.nanoseconds()
        (lossSum, images, self.waited, times) = (0, 0, 0, [])
    }

    /// Joules of processor packages and memory since this attempt began its training; nil with the reason.
    mutating func energy() -> (joules: Double?, absence: String) {
        let joules = meter.joules()
        return (joules, meter.absence ?? "the energy counter stopped answering")
    }

    /// Reports one number at the updates that were made.
    func report(_ key: String, _ value: Double, _ position: TrainingPosition) {
        channel.send(
            .metric(
                Metric(
                    key: key, value: value, step: Int64(position.updates),
                    timestampMilliseconds: MonotonicClock.wallMilliseconds())))
    }
}
