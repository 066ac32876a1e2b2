public import Vocabulary

/// The measuring protocol of `docs/measuring.md`: wait for quiet, canary, warm-up, measure, canary, with the load beside it.
/// The same for every engine; an engine gives only the closure that does one request.
public struct MeasuringProcedure {
    let settings: MeasuringSettings
    let files: SystemFiles
    let channel: EventChannel
    var meter: EnergyMeter

    /// Prepares to measure.
    ///
    /// - Parameters:
    ///   - settings: The thresholds.
    ///   - channel: Where progress goes.
    ///   - files: Where the system's counters are.
    public init(_ settings: MeasuringSettings, channel: EventChannel, files: SystemFiles = SystemFiles()) {
        self.settings = settings
        self.files = files
        self.channel = channel
        meter = EnergyMeter(files)
    }

    /// Measures one request after the other (MLPerf: single-stream).
    ///
    /// - Parameter request: Does the request with input `index` (0, 1, 2, …): copy the input in, infer, output readable. All of it
    ///   is timed.
    /// - Throws: What `request` throws.
    public mutating func singleStream(
        _ request: (_ index: Int) throws(AttemptFailure) -> Void
    ) throws(AttemptFailure) -> Measurement {
        var index = 0
        func timed() throws(AttemptFailure) -> Double {
            let begin = MonotonicClock.nanoseconds()
            try request(index)
            let end = MonotonicClock.nanoseconds()
            index += 1
            return Double(end - begin) / 1e6
        }
        let frame = begin()
        var warmUp = WarmUp(settings)
        var decision = WarmUp.Decision.goOn
        let warmUpStart = MonotonicClock.nanoseconds()
        while decision == .goOn {
            decision = warmUp.record(try timed(), elapsed: MonotonicClock.seconds(since: warmUpStart))
            channel.send(.progress(fraction: 0.1, stage: "warm-up"))
        }
        var window = startWindow()
        while window.reason == nil {
            let time = try timed()
            advance(&window, time)
        }
        return end(frame, window, warmUp: warmUp.count, settled: decision == .settled, slots: 1)
    }

    /// The measured time: from the end of the warm-up to the last sample.
    struct Window {
        var rule: StoppingRule
        var reason: StoppingRule.Reason?
        let start: LoadReading
        let startJoules: Double?
        var elapsed = 0.0
        var nextReport = 0.25
    }

    struct Frame {
        let quiet: QuietWait.Outcome
        var canary: Canary
        let canaryBefore: Double
    }

    mutating func begin() -> Frame {
        channel.send(.progress(fraction: 0.02, stage: "waiting for a quiet machine"))
        let quiet = QuietWait.run(
            longest: settings.quietWaitSeconds, threshold: settings.quietShare, files, &meter)
        if !quiet.isQuiet {
            let share = quiet.foreign.map { "\(Int(($0 * 100).rounded())) %" } ?? "an unknown share"
            channel.log(.warning, "other programs take \(share) of the processors; measured all the same and marked")
        }
        var canary = Canary()
        let before = canary.run()
        return Frame(quiet: quiet, canary: canary, canaryBefore: before)
    }

    mutating func startWindow(at moment: UInt64? = nil) -> Window {
        let joules = meter.joules()
        var start = LoadReading.now(files)
        if let moment { start.moment = moment }
        return Window(rule: StoppingRule(settings), start: start, startJoules: joules)
    }

    /// Takes a sample; tells progress and asks the energy counters four times a second, outside of what is timed.
    mutating func advance(_ window: inout Window, _ milliseconds: Double) {
        window.elapsed = MonotonicClock.seconds(since: window.start.moment)
        window.reason = window.rule.record(milliseconds, elapsed: window.elapsed)
        guard window.elapsed >= window.nextReport else { return }
        window.nextReport = window.elapsed + 0.25
        _ = meter.joules()  // so that a counter that starts again is noticed
        let done = 0.1 + 0.85 * window.rule.fraction(elapsed: window.elapsed)
        channel.send(.progress(fraction: done, stage: "measuring"))
    }

    mutating func end(_ frame: Frame, _ window: Window, warmUp: Int, settled: Bool, slots: Int) -> Measurement {
        let last = LoadReading.now(files)
        let joules = meter.joules()
        var canary = frame.canary
        let after = canary.run()
        let energy: Result<Double, Measurement.EnergyAbsence>
        if let joules, let before = window.startJoules {
            energy = .success(joules - before)
        } else {
            energy = .failure(.init(reason: meter.absence ?? "the energy counter did not answer"))
        }
        return Measurement(
            samples: window.rule.samples, seconds: window.elapsed, slots: slots, reason: window.reason ?? .limit,
            warmUpCount: warmUp, warmUpSettled: settled, load: LoadShare(from: window.start, to: last),
            frequenciesMHz: [window.start.frequenciesMHz, last.frequenciesMHz],
            canary: (frame.canaryBefore, after), quiet: frame.quiet, energy: energy)
    }
}
