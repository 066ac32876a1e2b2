public import FoundationEssentials
public import Vocabulary

/// The thresholds of the measuring protocol, version 1; every run carries the ones it was taken with.
public struct MeasuringSettings: Sendable, Equatable {
    /// The version of the protocol that `docs/measuring.md` describes.
    public static let version = 1

    /// Fewest requests of the warm-up.
    public var warmUpRequests = 3
    /// Shortest warm-up, seconds.
    public var warmUpSeconds = 0.5
    /// Longest warm-up, seconds.
    public var warmUpLimitSeconds = 5.0
    /// How many of the last requests must agree.
    public var warmUpWindow = 5
    /// How well they must agree: (slowest − fastest) / fastest.
    public var warmUpTolerance = 0.05
    /// Fewest samples of an unhurried measuring.
    public var samples = 100
    /// Fewest samples of a slow model, taken even beyond the limit.
    public var slowSamples = 10
    /// A measuring ends here although the other rules would go on: more would say nothing new.
    public var mostSamples = 100_000
    /// Shortest measuring, seconds.
    public var seconds = 3.0
    /// Longest measuring, seconds.
    public var limitSeconds = 30.0
    /// Half the width of the median's 95 % confidence interval, over the median, at which it is narrow enough.
    public var intervalTolerance = 0.02
    /// Longest wait for other programs, seconds.
    public var quietWaitSeconds = 10.0
    /// Foreign share of the processors below which the machine is quiet.
    public var quietShare = 0.05
    /// A canary ratio above this says that the machine was throttled.
    public var canaryLimit = 1.05

    /// The protocol's own thresholds.
    public init() {}

    /// The protocol's thresholds with the job's limit, and with what the environment changes for trying things out:
    /// `SHOESTRING_QUIET_WAIT_SECONDS`, `SHOESTRING_MEASURE_SECONDS` (the shortest measuring; the warm-up then takes at most as
    /// long) and `SHOESTRING_MEASURE_REQUESTS` (the fewest requests of warm-up and measuring, where memory is the question and not
    /// time). The result carries what was used.
    public init(limitSeconds: Int, environment: [String: String] = ProcessInfo.processInfo.environment) {
        self.limitSeconds = Double(limitSeconds)
        if let wait = environment["SHOESTRING_QUIET_WAIT_SECONDS"].flatMap({ Double($0) }), wait >= 0 {
            quietWaitSeconds = wait
        }
        if let shortest = environment["SHOESTRING_MEASURE_SECONDS"].flatMap({ Double($0) }), shortest > 0 {
            seconds = shortest
            warmUpSeconds = min(warmUpSeconds, shortest)
            warmUpLimitSeconds = min(warmUpLimitSeconds, shortest)
        }
        if let fewest = environment["SHOESTRING_MEASURE_REQUESTS"].flatMap({ Int($0) }), fewest > 0 {
            warmUpRequests = min(warmUpRequests, fewest)
            slowSamples = min(slowSamples, fewest)
            samples = min(samples, fewest)
        }
        seconds = min(seconds, self.limitSeconds)
    }

    /// The settings as they stand in a result's facts.
    public var json: JSONValue {
        [
            "version": .integer(Int64(Self.version)), "warmup_requests": .integer(Int64(warmUpRequests)),
            "warmup_seconds": .number(warmUpSeconds), "warmup_limit_seconds": .number(warmUpLimitSeconds),
            "warmup_window": .integer(Int64(warmUpWindow)), "warmup_tolerance": .number(warmUpTolerance),
            "samples": .integer(Int64(samples)), "slow_samples": .integer(Int64(slowSamples)),
            "most_samples": .integer(Int64(mostSamples)), "seconds": .number(seconds),
            "limit_seconds": .number(limitSeconds), "interval_tolerance": .number(intervalTolerance),
            "quiet_wait_seconds": .number(quietWaitSeconds), "quiet_share": .number(quietShare),
            "canary_limit": .number(canaryLimit),
        ]
    }
}
