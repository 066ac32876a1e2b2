/// Spells with exponential lengths: the law under which the closed forms are exact.
public struct ExponentialSpells: SpellSource {
    private let rate: Double
    private let meanOutage: Double
    private var generator: SeededGenerator
    private var isUp: Bool

    /// - Parameters:
    ///   - rate: λ, interruptions of a running hour; 0 for none.
    ///   - meanOutage: Hours between two spells; 0 for none.
    ///   - generator: The randomness.
    ///   - startsUp: Whether a machine is to be had at the start; nil for a random moment of the stationary course.
    public init(rate: Double, meanOutage: Double = 0, generator: SeededGenerator, startsUp: Bool? = true) {
        self.rate = rate
        self.meanOutage = meanOutage
        self.generator = generator
        let upShare = rate > 0 ? 1 / (1 + rate * meanOutage) : 1
        isUp = startsUp ?? true
        // A rest of an exponential spell is distributed as a whole one.
        if startsUp == nil { isUp = self.generator.uniform() < upShare }
    }

    /// The next spell.
    public mutating func next() -> Spell {
        defer { isUp = meanOutage > 0 ? !isUp : true }
        guard isUp else { return Spell(isUp: false, hours: meanOutage * generator.exponential()) }
        return Spell(isUp: true, hours: rate > 0 ? generator.exponential() / rate : .infinity)
    }
}
