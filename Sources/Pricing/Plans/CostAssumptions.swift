public import Vocabulary

/// What an estimate takes for granted beside prices, times and devices; each can be stated by who asks.
public struct CostAssumptions: Hashable, Sendable {
    /// R: from launching a rented machine to the first useful second, in hours.
    public let restartHours: Double
    /// δ: writing one checkpoint, in hours.
    public let checkpointHours: Double
    /// The share of a serving machine's capacity that is used, so that requests seldom wait: above 0, at most 1.
    public let servingLoad: Double

    /// Five minutes to boot, fetch an image and warm up (180 to 600 s in the back-tests, `docs/pricing.md`), half a minute for a checkpoint, and
    /// seven tenths of a serving machine's capacity.
    public static let standard = CostAssumptions(checkedRestart: 300 / 3600, checkpoint: 30 / 3600, load: 0.7)

    private init(checkedRestart: Double, checkpoint: Double, load: Double) {
        restartHours = checkedRestart
        checkpointHours = checkpoint
        servingLoad = load
    }

    /// Reads `{"restart_seconds": 300, "checkpoint_seconds": 30, "serving_load": 0.7}`, each with its default.
    ///
    /// - Throws: ``InvalidInput`` naming each field out of its range.
    public init(json: JSONValue) throws(InvalidInput) {
        var reader = try ObjectReader(json)
        let restart = reader.number("restart_seconds", in: 0...86_400) ?? 300
        let checkpoint = reader.number("checkpoint_seconds", in: 0...86_400) ?? 30
        let load = reader.number("serving_load", in: 0.01...1) ?? 0.7
        try reader.finish()
        self.init(checkedRestart: restart / 3600, checkpoint: checkpoint / 3600, load: load)
    }

    /// The form that ``init(json:)`` reads.
    public var json: JSONValue {
        [
            "restart_seconds": .number(restartHours * 3600), "checkpoint_seconds": .number(checkpointHours * 3600),
            "serving_load": .number(servingLoad),
        ]
    }
}
