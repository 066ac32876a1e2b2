import Foundation
public import Vocabulary

/// How spot machines of one kind come and go, as far as is known: the basis of every simulation.
public struct SpotLaw: Hashable, Sendable {
    /// Interruptions of a running hour: the gamma posterior's mean.
    public let rate: Double
    /// The observations behind it.
    public let history: InterruptionHistory
    /// The share of time in which machines are to be had.
    public let upShare: Double
    private let ups: LengthLaw
    private let downs: LengthLaw

    /// The standard deviation of ln λ from one half of a trace to the next: 0.5 (median factor 1.6, largest 4.4; 24 traces of 2022 and 2023).
    public static let drift = 0.5
    /// Without any observed outage one of an hour is assumed, with the weight of one observation.
    static let assumedOutageHours = 1.0

    /// From observed intervals and outages, and a prior for what they do not tell.
    ///
    /// - Parameters:
    ///   - ups: Intervals with a machine.
    ///   - outages: Stretches without one.
    ///   - prior: What is believed of the rate without data.
    /// - Throws: ``InvalidInput`` for lengths that are negative or not finite.
    public init(
        ups: [UpInterval], outages: [UpInterval], prior: RatePrior = .scarceTypes
    ) throws(InvalidInput) {
        for (field, lengths) in [("ups", ups), ("outages", outages)] {
            if let wrong = lengths.first(where: { !($0.hours >= 0 && $0.hours.isFinite) }) {
                throw InvalidInput(field: field, expected: "hours, 0 or more", received: "\(wrong.hours)")
            }
        }
        history = try InterruptionHistory(ups)
        rate = history.posteriorRate(prior)
        self.ups = LengthLaw(observed: ups, concentration: prior.events, mean: 1 / rate)
        let down = outages.reduce(0) { $0 + $1.hours }
        let ended = Double(outages.count { !$0.isCensored })
        let meanOutage = (Self.assumedOutageHours + down) / (1 + ended)
        downs = LengthLaw(observed: outages, concentration: 1, mean: meanOutage)
        let up = history.hours + 1 / rate
        upShare = up / (up + down + (down > 0 ? 0 : Self.assumedOutageHours))
    }

    /// The law of a trace.
    public init(_ trace: AvailabilityTrace, prior: RatePrior = .scarceTypes) throws(InvalidInput) {
        try self.init(ups: trace.upIntervals, outages: trace.outages, prior: prior)
    }

    /// One course of spells from a random moment on.
    ///
    /// - Parameters:
    ///   - generator: The randomness.
    ///   - drift: The standard deviation of ln λ between what was observed and what comes; this course's λ and mean outage are each multiplied by
    ///     e^{drift Z}, Z normal. 0 for a course of exactly the observed kind.
    public func course(_ generator: SeededGenerator, drift: Double = Self.drift) -> some SpellSource {
        Course(self, generator, drift: drift)
    }

    private struct Course: SpellSource {
        let ups: LengthLaw
        let downs: LengthLaw
        var generator: SeededGenerator
        let upFactor: Double
        let downFactor: Double
        var isUp: Bool
        var isFirst = true

        init(_ law: SpotLaw, _ source: SeededGenerator, drift: Double) {
            ups = law.ups
            downs = law.downs
            generator = source
            upFactor = exp(drift * generator.normal())
            downFactor = exp(drift * generator.normal())
            isUp = generator.uniform() < law.upShare
        }

        mutating func next() -> Spell {
            defer {
                isUp.toggle()
                isFirst = false
            }
            let law = isUp ? ups : downs
            let hours = isFirst ? law.drawRest(&generator) : law.draw(&generator)
            return Spell(isUp: isUp, hours: hours * (isUp ? upFactor : downFactor))
        }
    }
}
