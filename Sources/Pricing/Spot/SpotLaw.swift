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
    /// How far the rate moves from what was observed to what comes, as a standard deviation of ln λ; 0 where the rate was stated.
    public let drift: Double
    /// Whether somebody stated the rate.
    public let isStated: Bool
    /// ψ′(a + k): the variance of ln λ of the gamma posterior; 0 for a stated rate.
    private let posteriorVariance: Double
    private let ups: LengthLaw
    private let downs: LengthLaw

    /// The standard deviation of ln λ from one part of a trace to the next, beyond what counting interruptions leaves open.
    ///
    /// Between halves of 24 traces of 2022 and 2023 (`docs/pricing-spot.md`, "Other cuts").
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
        drift = Self.drift
        isStated = false
        posteriorVariance = Self.trigamma(prior.events + Double(history.events))
        self.ups = LengthLaw(observed: ups, concentration: prior.events, mean: 1 / rate)
        let down = outages.reduce(0) { $0 + $1.hours }
        let ended = Double(outages.count { !$0.isCensored })
        let meanOutage = (Self.assumedOutageHours + down) / (1 + ended)
        downs = LengthLaw(observed: outages, concentration: 1, mean: meanOutage)
        let up = history.hours + 1 / rate
        upShare = up / (up + down + (down > 0 ? 0 : Self.assumedOutageHours))
    }

    /// A law with a stated rate: exponential intervals, outages as assumed without data, no drift.
    ///
    /// - Parameter rate: Interruptions of a running hour, in ``statedRates``.
    /// - Throws: ``InvalidInput`` for a rate out of range.
    public init(stated rate: Double) throws(InvalidInput) {
        guard Self.statedRates.contains(rate) else {
            throw InvalidInput(field: "interruptions_per_hour", expected: "0.0001 to 20 an hour", received: "\(rate)")
        }
        self.rate = rate
        history = try InterruptionHistory(events: 0, hours: 0)
        drift = 0
        isStated = true
        posteriorVariance = 0
        ups = LengthLaw(observed: [], concentration: 1, mean: 1 / rate)
        downs = LengthLaw(observed: [], concentration: 1, mean: Self.assumedOutageHours)
        upShare = (1 / rate) / (1 / rate + Self.assumedOutageHours)
    }

    /// Rates that may be stated: from one interruption in a year to one in three minutes.
    public static let statedRates = 0.0001...20.0

    /// The law of a trace.
    public init(_ trace: AvailabilityTrace, prior: RatePrior = .scarceTypes) throws(InvalidInput) {
        try self.init(ups: trace.upIntervals, outages: trace.outages, prior: prior)
    }

    /// The standard deviation of ln λ of what comes: the gamma posterior's own, √ψ′(a + k), and the drift; 0 for a stated rate.
    ///
    /// Without any interruption it is the prior's 0.75, which is a spread over zones and months and so has the drift in it.
    public var logDeviation: Double {
        if isStated { return 0 }
        let drift = history.events == 0 ? 0 : drift
        return (posteriorVariance + drift * drift).squareRoot()
    }

    /// One course of spells from a random moment on: its λ is multiplied by one e^{sZ}, its mean outage by another, Z normal.
    ///
    /// - Parameters:
    ///   - generator: The randomness.
    ///   - drift: s for both; 0 for a course of exactly the observed kind. Unless said ``logDeviation`` for λ, ``drift`` for outages.
    public func course(_ generator: SeededGenerator, drift: Double? = nil) -> some SpellSource {
        Course(self, generator, upDeviation: drift ?? logDeviation, downDeviation: drift ?? self.drift)
    }

    /// ψ′(x), the variance of the logarithm of a gamma number with shape x > 0: Abramowitz and Stegun 6.4.6 up to x ≥ 6, then 6.4.12.
    static func trigamma(_ x: Double) -> Double {
        guard x < 6 else {
            let square = 1 / (x * x)
            let series = 1.0 / 6 - square * (1.0 / 30 - square * (1.0 / 42 - square / 30))
            return 1 / x + square / 2 + square / x * series
        }
        return 1 / (x * x) + trigamma(x + 1)
    }

    private struct Course: SpellSource {
        let ups: LengthLaw
        let downs: LengthLaw
        var generator: SeededGenerator
        let upFactor: Double
        let downFactor: Double
        var isUp: Bool
        var isFirst = true

        init(_ law: SpotLaw, _ source: SeededGenerator, upDeviation: Double, downDeviation: Double) {
            ups = law.ups
            downs = law.downs
            generator = source
            upFactor = exp(upDeviation * generator.normal())
            downFactor = exp(downDeviation * generator.normal())
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
