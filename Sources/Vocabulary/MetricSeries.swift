/// What a series of a metric runs over.
public enum SeriesAxis: String, Hashable, Sendable, Codable, CaseIterable {
    /// The training step.
    case step
    /// The worker's clock, milliseconds since 1970.
    case time
}

/// A metric of a run with the ends of what was logged of it, in the order of steps, then times.
public struct MetricHead: Hashable, Sendable, Codable {
    /// Its name.
    public let key: String
    /// The smallest step.
    public let firstStep: Int64
    /// The greatest step.
    public let lastStep: Int64
    /// The time of the first value, milliseconds since 1970.
    public let firstTimestampMilliseconds: Int64
    /// The time of the last value, milliseconds since 1970.
    public let lastTimestampMilliseconds: Int64

    /// A head.
    public init(
        key: String, firstStep: Int64, lastStep: Int64, firstTimestampMilliseconds: Int64,
        lastTimestampMilliseconds: Int64
    ) {
        self.key = key
        self.firstStep = firstStep
        self.lastStep = lastStep
        self.firstTimestampMilliseconds = firstTimestampMilliseconds
        self.lastTimestampMilliseconds = lastTimestampMilliseconds
    }

    enum CodingKeys: String, CodingKey {
        case key
        case firstStep = "first_step"
        case lastStep = "last_step"
        case firstTimestampMilliseconds = "first_timestamp_ms"
        case lastTimestampMilliseconds = "last_timestamp_ms"
    }
}

/// Neighbouring values of a metric in one: their extremes survive however many they are.
public struct MetricBucket: Hashable, Sendable, Codable {
    /// The smallest step.
    public let firstStep: Int64
    /// The greatest step.
    public let lastStep: Int64
    /// The earliest time, milliseconds since 1970.
    public let firstTimestampMilliseconds: Int64
    /// The latest time, milliseconds since 1970.
    public let lastTimestampMilliseconds: Int64
    /// How many values.
    public let count: Int
    /// How many of them are NaN.
    public let nanCount: Int
    /// The smallest that is not NaN; absent where all are.
    public let minimum: WireNumber?
    /// The greatest that is not NaN; absent where all are.
    public let maximum: WireNumber?
    /// The arithmetic mean of those between −1e290 and 1e290, so that no sum overflows; absent where there are none.
    public let mean: WireNumber?
    /// The value at the greatest step; of several there the latest, of several then the greatest, NaN above all.
    public let last: WireNumber

    /// A bucket.
    public init(
        firstStep: Int64, lastStep: Int64, firstTimestampMilliseconds: Int64, lastTimestampMilliseconds: Int64,
        count: Int, nanCount: Int, minimum: Double?, maximum: Double?, mean: Double?, last: Double
    ) {
        self.firstStep = firstStep
        self.lastStep = lastStep
        self.firstTimestampMilliseconds = firstTimestampMilliseconds
        self.lastTimestampMilliseconds = lastTimestampMilliseconds
        self.count = count
        self.nanCount = nanCount
        self.minimum = minimum.map { WireNumber($0) }
        self.maximum = maximum.map { WireNumber($0) }
        self.mean = mean.map { WireNumber($0) }
        self.last = WireNumber(last)
    }

    enum CodingKeys: String, CodingKey {
        case count, mean, last
        case firstStep = "first_step"
        case lastStep = "last_step"
        case firstTimestampMilliseconds = "first_timestamp_ms"
        case lastTimestampMilliseconds = "last_timestamp_ms"
        case nanCount = "nan_count"
        case minimum = "min"
        case maximum = "max"
    }
}

/// A metric of a run over a range: every value where they fit, otherwise buckets of them.
///
/// Buckets are of equal width on the axis, as Jugel et al. (2014, "M4") draw: a line through a column of pixels touches nothing but the
/// column's extremes, so that no peak is lost.
public struct MetricSeries: Hashable, Sendable, Codable {
    /// The metric.
    public let key: String
    /// What it runs over.
    public let axis: SeriesAxis
    /// How many values the range has.
    public let count: Int
    /// Whether ``points`` are all of them; otherwise ``buckets`` stand for them.
    public let isComplete: Bool
    /// Every value by step, time and value, or nothing.
    public let points: [Point]
    /// The buckets along the axis, or nothing.
    public let buckets: [MetricBucket]

    /// One logged value.
    public struct Point: Hashable, Sendable, Codable {
        /// The training step.
        public let step: Int64
        /// The worker's clock, milliseconds since 1970.
        public let timestampMilliseconds: Int64
        /// The value.
        public let value: WireNumber

        /// A point.
        public init(step: Int64, timestampMilliseconds: Int64, value: Double) {
            self.step = step
            self.timestampMilliseconds = timestampMilliseconds
            self.value = WireNumber(value)
        }

        enum CodingKeys: String, CodingKey {
            case step, value
            case timestampMilliseconds = "timestamp_ms"
        }
    }

    /// A series of which every value is here.
    public init(key: String, axis: SeriesAxis, points: [Point]) {
        self.key = key
        self.axis = axis
        self.points = points
        count = points.count
        isComplete = true
        buckets = []
    }

    /// A series in buckets.
    public init(key: String, axis: SeriesAxis, buckets: [MetricBucket]) {
        self.key = key
        self.axis = axis
        self.buckets = buckets
        count = buckets.reduce(0) { $0 + $1.count }
        isComplete = false
        points = []
    }

    enum CodingKeys: String, CodingKey {
        case key, axis, count, points, buckets
        case isComplete = "complete"
    }
}
