/// One measured number of a run.
public struct Metric: Hashable, Sendable, Codable {
    /// Its name with the unit in it, as `latency_median_ms`; 1…250 characters.
    public let key: String
    /// The number; may be NaN or infinite where a training run reports so.
    public let value: Double
    /// The training step or the index in a series; 0 where there is none.
    public let step: Int64
    /// When it was taken, in milliseconds since 1970 by the worker's clock.
    public let timestampMilliseconds: Int64

    /// A number with its name.
    public init(key: String, value: Double, step: Int64 = 0, timestampMilliseconds: Int64) {
        self.key = key
        self.value = value
        self.step = step
        self.timestampMilliseconds = timestampMilliseconds
    }

    enum CodingKeys: String, CodingKey {
        case key, value, step
        case timestampMilliseconds = "timestamp_ms"
    }

    /// Decodes the number, or one of the texts `NaN`, `Infinity`, `-Infinity` that JSON has no number for.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        key = try container.decode(String.self, forKey: .key)
        step = try container.decodeIfPresent(Int64.self, forKey: .step) ?? 0
        timestampMilliseconds = try container.decode(Int64.self, forKey: .timestampMilliseconds)
        value = try container.decode(WireNumber.self, forKey: .value).value
    }

    /// Encodes the number, or its text where JSON has no number for it.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(key, forKey: .key)
        try container.encode(WireNumber(value), forKey: .value)
        try container.encode(step, forKey: .step)
        try container.encode(timestampMilliseconds, forKey: .timestampMilliseconds)
    }
}

/// A number as JSON carries it: NaN and the infinities travel as the texts `NaN`, `Infinity` and `-Infinity` (as MLflow does).
public struct WireNumber: Hashable, Sendable, Codable {
    /// The number.
    public let value: Double

    /// Wraps a number.
    public init(_ value: Double) { self.value = value }

    /// Decodes a number or one of the three texts.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let text = try? container.decode(String.self) else {  // not a text: the number itself, or its error
            value = try container.decode(Double.self)
            return
        }
        switch text {
        case "NaN": value = .nan
        case "Infinity": value = .infinity
        case "-Infinity": value = -.infinity
        default:
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "expected a number, NaN, Infinity or -Infinity, not \(text)")
        }
    }

    /// Encodes a number or one of the three texts.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if value.isFinite {
            try container.encode(value)
        } else {
            try container.encode(value.isNaN ? "NaN" : value > 0 ? "Infinity" : "-Infinity")
        }
    }
}
