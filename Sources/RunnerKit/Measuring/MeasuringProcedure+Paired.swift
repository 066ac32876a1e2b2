public import Vocabulary

/// Two things measured in one process, in turns.
public struct PairedMeasurement: Sendable {
    /// The first one.
    public let before: Measurement
    /// The second one.
    public let after: Measurement
    /// Second over first, one ratio of medians for each pair of turns.
    public let ratios: [Double]
}

extension MeasuringProcedure {
    /// Shortest turn, seconds, and fewest requests of one.
    static var turn: (seconds: Double, requests: Int) { (0.1, 6) }

    /// Measures two things in turns of 0.1 s or six requests, whichever is longer, so that a machine whose speed drifts treats
    /// both alike; the first begins one pair of turns, the second the next. A turn begins with a request that is not counted: it finds the caches full of the other's data.
    ///
    /// - Parameter request: Does the request with input `index` of the first thing (side 0) or the second (side 1).
    /// - Throws: What `request` throws.
    public mutating func paired(
        _ request: (_ side: Int, _ index: Int) throws(AttemptFailure) -> Void
    ) throws(AttemptFailure) -> PairedMeasurement {
        var index = 0
        func timed(_ side: Int) throws(AttemptFailure) -> Double {
            let begin = MonotonicClock.nanoseconds()
            try request(side, index)
            let end = MonotonicClock.nanoseconds()
            index += 1
            return Double(end - begin) / 1e6
        }
        let frame = begin()
        var warmUps = [WarmUp(settings), WarmUp(settings)]
        var decisions: [WarmUp.Decision] = []
        for side in 0...1 {
            var decision = WarmUp.Decision.goOn
            let start = MonotonicClock.nanoseconds()
            while decision == .goOn {
                decision = warmUps[side].record(try timed(side), elapsed: MonotonicClock.seconds(since: start))
                channel.send(.progress(fraction: 0.1, stage: "warm-up"))
            }
            decisions.append(decision)
        }
        var windows = [startWindow(), startWindow()]
        var medians: [[Double]] = [[], []]
        var order = [0, 1]
        while windows.contains(where: { $0.reason == nil }) {
            // Whoever comes second finds the processor warmed by the first: each begins every other pair.
            defer { order.reverse() }
            for side in order {
                _ = try timed(side)
                var times: [Double] = []
                let start = MonotonicClock.nanoseconds()
                while times.count < Self.turn.requests || MonotonicClock.seconds(since: start) < Self.turn.seconds {
                    let time = try timed(side)
                    times.append(time)
                    advance(&windows[side], time)
                }
                medians[side].append(SampleStatistics.median(sorted: times.sorted()))
            }
        }
        let ends = (0...1).map { side in
            end(
                frame, windows[side], warmUp: warmUps[side].count, settled: decisions[side] == .settled, slots: 1
            ).withoutEnergy("two networks ran in turns, and the counter does not tell them apart")
        }
        return PairedMeasurement(
            before: ends[0], after: ends[1], ratios: zip(medians[1], medians[0]).map { $0 / $1 })
    }
}

extension Measurement {
    func withoutEnergy(_ reason: String) -> Measurement {
        Measurement(
            samples: samples, seconds: seconds, slots: slots, reason: self.reason, warmUpCount: warmUpCount,
            warmUpSettled: warmUpSettled, load: load, frequenciesMHz: frequenciesMHz, canary: canary, quiet: quiet,
            energy: .failure(.init(reason: reason)))
    }
}

extension ResultBuilder {
    /// Adds both sides of a paired measuring: the second under the protocol's own names, the first under `before_…`, and the ratio.
    ///
    /// - Parameter batch: Images of a request.
    public mutating func add(_ pair: PairedMeasurement, batch: Int, settings: MeasuringSettings) {
        add(pair.after, batch: batch, mode: .latency, settings: settings)
        guard let before = SampleStatistics(pair.before.samples) else { return }
        samples.append(
            SampleSeries(
                name: MetricName.before("latency"), unit: "ms", values: pair.before.samples.map { Float($0) }))
        let few = "\(before.count) samples; the interval needs 6"
        add(MetricName.before(MetricName.latencyMedian), before.median)
        add(MetricName.before(MetricName.latencyMedianLow), before.interval?.low, else: few)
        add(MetricName.before(MetricName.latencyMedianHigh), before.interval?.high, else: few)
        add(MetricName.before(MetricName.latencySpread), before.spread)
        guard let ratio = SampleStatistics(pair.ratios) else { return }
        add(MetricName.latencyRatio, ratio.median)
        let turns = "\(ratio.count) pairs of turns; the interval needs 6"
        add(MetricName.latencyRatio + "_low", ratio.interval?.low, else: turns)
        add(MetricName.latencyRatio + "_high", ratio.interval?.high, else: turns)
    }
}
