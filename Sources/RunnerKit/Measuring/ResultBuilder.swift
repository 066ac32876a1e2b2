public import Vocabulary

/// Gathers a result while a job goes on: numbers, texts, facts and what could not be measured.
public struct ResultBuilder {
    private var metrics: [Metric] = []
    var samples: [SampleSeries] = []
    /// Short texts about the run.
    public var tags: [String: String] = [:]
    /// Facts by section, as `machine`.
    public var facts: [String: JSONValue] = [:]
    /// Why a number is missing, by its name.
    public var absent: [String: String] = [:]
    /// Files that were made.
    public var artifacts: [RunArtifact] = []

    /// Begins with nothing.
    public init() {}

    /// Adds a number, or the reason why there is none.
    public mutating func add(_ name: String, _ value: Double?, else reason: @autoclosure () -> String) {
        if let value { add(name, value) } else { absent[name] = reason() }
    }

    /// Adds a number.
    public mutating func add(_ name: String, _ value: Double) {
        metrics.append(Metric(key: name, value: value, timestampMilliseconds: MonotonicClock.wallMilliseconds()))
    }

    /// The result.
    public func result() -> RunResult {
        RunResult(
            metrics: metrics, samples: samples, tags: tags, facts: .object(facts), absent: absent,
            artifacts: artifacts)
    }

    /// Adds everything that a measuring says.
    ///
    /// - Parameters:
    ///   - measurement: What was measured.
    ///   - batch: Images of a request.
    ///   - mode: Decides what images per second mean.
    ///   - settings: The thresholds that were used.
    public mutating func add(
        _ measurement: Measurement, batch: Int, mode: MeasuringMode, settings: MeasuringSettings
    ) {
        guard let statistics = SampleStatistics(measurement.samples) else { return }
        samples.append(SampleSeries(name: "latency", unit: "ms", values: measurement.samples.map { Float($0) }))
        addLatency(statistics)
        let requests = Double(measurement.samples.count)
        let images =
            mode == .latency ? 1000 / statistics.median : requests / measurement.seconds
        add(MetricName.imagesPerSecond, images * Double(batch))
        add(MetricName.sampleCount, requests)
        add(MetricName.measuredSeconds, measurement.seconds)
        add(MetricName.warmUpCount, Double(measurement.warmUpCount))
        add(MetricName.warmUpSettled, measurement.warmUpSettled ? 1 : 0)
        add(MetricName.streams, Double(measurement.slots))
        addNoise(measurement)
        addEnergy(measurement, images: requests * Double(batch))
        tags["grade"] = Grade(spread: statistics.spread, foreign: measurement.load.foreign).rawValue
        tags["mode"] = mode.rawValue
        let badges = measurement.badges(settings)
        if !badges.isEmpty { tags["noise"] = badges.joined(separator: ",") }
        facts["measuring"] = .object([
            "settings": settings.json, "ended_because": .string(measurement.reason.rawValue),
        ])
        facts["load"] = Self.load(measurement)
    }

    private mutating func addLatency(_ statistics: SampleStatistics) {
        let count = statistics.count
        add(MetricName.latencyMedian, statistics.median)
        let few = "\(count) samples; the interval needs 6"
        add(MetricName.latencyMedianLow, statistics.interval?.low, else: few)
        add(MetricName.latencyMedianHigh, statistics.interval?.high, else: few)
        add(
            MetricName.latencyP90, statistics.p90,
            else: "\(count) samples; the 90th percentile needs \(SampleStatistics.leastForP90)")
        add(
            MetricName.latencyP99, statistics.p99,
            else: "\(count) samples; the 99th percentile needs \(SampleStatistics.leastForP99)")
        add(MetricName.latencyMinimum, statistics.minimum)
        add(MetricName.latencyMean, statistics.mean)
        add(MetricName.latencyDeviation, statistics.deviation, else: "one sample has no deviation")
        add(MetricName.latencyMAD, statistics.medianAbsoluteDeviation)
        add(MetricName.latencySpread, statistics.spread)
    }

    private mutating func addNoise(_ measurement: Measurement) {
        let load = measurement.load
        add(MetricName.foreignShare, load.foreign, else: "/proc/stat cannot be read")
        add(MetricName.stealShare, load.steal, else: "/proc/stat cannot be read")
        add(
            MetricName.pressure, load.pressure,
            else: "/proc/pressure/cpu cannot be read (PSI is off or too old a kernel)")
        add(MetricName.involuntarySwitches, Double(load.involuntarySwitches))
        add(MetricName.canaryRatio, measurement.canaryRatio)
    }

    private mutating func addEnergy(_ measurement: Measurement, images: Double) {
        switch measurement.energy {
        case .success(let joules):
            add(MetricName.energy, joules)
            add(MetricName.energyPerImage, joules / images)
        case .failure(let absence):
            absent[MetricName.energy] = absence.reason
            absent[MetricName.energyPerImage] = absence.reason
        }
        let reason = absent[MetricName.energy] ?? "the energy counter did not answer"
        add(MetricName.idlePower, measurement.quiet.idleWatts, else: reason)
    }

    private static func load(_ measurement: Measurement) -> JSONValue {
        let load = measurement.load
        var members: [String: JSONValue] = [
            "quiet_wait_seconds": .number(measurement.quiet.seconds), "quiet": .bool(measurement.quiet.isQuiet),
            "canary_before_ms": .number(measurement.canary.before),
            "canary_after_ms": .number(measurement.canary.after),
            "voluntary_switches": .integer(Int64(load.voluntarySwitches)),
        ]
        members["foreign_before"] = measurement.quiet.foreign.map { .number($0) }
        members["quota_throttled"] = load.throttledCount.map { .integer(Int64($0)) }
        members["thermal_throttled"] = load.thermalCount.map { .integer(Int64($0)) }
        if measurement.frequenciesMHz.contains(where: { !$0.isEmpty }) {
            members["frequencies_mhz"] = .array(
                measurement.frequenciesMHz.map { .array($0.map { .number($0) }) })
        }
        return .object(members)
    }
}
