import Pricing

/// Traces with a law that is known.
enum SyntheticTrace {
    /// Exponential spells, seen at ticks.
    static func exponential(
        rate: Double, meanOutage: Double, ticks: Int, tickSeconds: Double, seed: UInt64
    ) throws -> AvailabilityTrace {
        let generator = SeededGenerator(seed: seed)
        var source = ExponentialSpells(rate: rate, meanOutage: meanOutage, generator: generator, startsUp: nil)
        var spell = source.next()
        var end = spell.hours
        let isUp = (0..<ticks).map { tick in
            let now = Double(tick) * tickSeconds / 3600
            while end <= now {
                spell = source.next()
                end += spell.hours
            }
            return spell.isUp
        }
        return try AvailabilityTrace(tickSeconds: tickSeconds, isUp: isUp)
    }
}
