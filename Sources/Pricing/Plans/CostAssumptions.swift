public import Vocabulary

/// What an estimate takes for granted beside prices, times and devices; each can be stated by who asks.
public struct CostAssumptions: Hashable, Sendable {
    /// R: from launching a rented machine to the first useful second, in hours.
    public let restartHours: Double
    /// δ: writing one checkpoint, in hours.
    public let checkpointHours: Double
    /// The share of a serving machine's capacity that is used, so that requests seldom wait: above 0, at most 1.
    public let servingLoad: Double
    /// What a launch in another zone needs beside R, in hours: fetching a checkpoint.
    public let transferHours: Double
    /// λ: interruptions of a running hour of every spot machine; nil goes by what was observed.
    public let interruptionsPerHour: Double?

    /// Five minutes to boot, fetch an image and warm up (180 to 600 s in the back-tests, `docs/pricing.md`), half a minute for a checkpoint, and
    /// seven tenths of a serving machine's capacity; a minute to fetch a checkpoint of some GB from another zone, assumed.
    public static let standard = CostAssumptions(
        checkedRestart: 300 / 3600, checkpoint: 30 / 3600, load: 0.7, transfer: 60 / 3600)

    private init(checkedRestart: Double, checkpoint: Double, load: Double, transfer: Double, rate: Double? = nil) {
        restartHours = checkedRestart
        checkpointHours = checkpoint
        servingLoad = load
        transferHours = transfer
        interruptionsPerHour = rate
    }

    /// Reads `{"restart_seconds": 300, "checkpoint_seconds": 30, "serving_load": 0.7, "transfer_seconds": 60, "interruptions_per_hour": 0.2}`, each with its default;
    /// without a rate what was observed counts.
    ///
    /// - Throws: ``InvalidInput`` naming each field out of its range.
    public init(json: JSONValue) throws(InvalidInput) {
        var reader = try ObjectReader(json)
        let restart = reader.number("restart_seconds", in: 0...86_400) ?? 300
        let checkpoint = reader.number("checkpoint_seconds", in: 0...86_400) ?? 30
        let load = reader.number("serving_load", in: 0.01...1) ?? 0.7
        let transfer = reader.number("transfer_seconds", in: 0...86_400) ?? 60
        let rate = reader.number("interruptions_per_hour", in: SpotLaw.statedRates)
        try reader.finish()
        self.init(
            checkedRestart: restart / 3600, checkpoint: checkpoint / 3600, load: load, transfer: transfer / 3600,
            rate: rate)
    }

    /// The form that ``init(json:)`` reads.
    public var json: JSONValue {
        var members: [String: JSONValue] = [
            "restart_seconds": .number(restartHours * 3600), "checkpoint_seconds": .number(checkpointHours * 3600),
            "serving_load": .number(servingLoad), "transfer_seconds": .number(transferHours * 3600),
        ]
        if let interruptionsPerHour { members["interruptions_per_hour"] = .number(interruptionsPerHour) }
        return .object(members)
    }
}
