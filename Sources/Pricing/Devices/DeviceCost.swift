public import Foundation
public import Vocabulary

/// What some work costs on the user's own device: marginal and full always side by side.
///
/// They differ several times, and to choose one silently would be a lie. Formulas: `docs/pricing.md`, "Own devices".
public struct DeviceCost: Hashable, Sendable {
    /// Energy from the wall, kilowatt-hours, without the building's share.
    public let energyKilowattHours: Figure<Quantiles<Double>>
    /// What the work adds to the bill: electricity, above idle only when the device is on anyway.
    public let marginal: Figure<Quantiles<Money>>
    /// Electricity, the device's loss of value over the time of the work, and its idle hours when it exists for these jobs alone.
    public let full: Figure<Quantiles<Money>>
    /// Carbon of the electricity and of making the device, grams of CO₂ equivalent.
    public let carbonGrams: Figure<Quantiles<Double>>
    /// Energy for 1000 images, joules; absent without a number of images.
    public let joulesPer1000Images: Figure<Quantiles<Double>>
    /// Energy times time, joule-seconds: small is fast and frugal.
    public let energyDelay: Figure<Quantiles<Double>>
    /// Energy times time squared, joule-seconds².
    public let energyDelaySquared: Figure<Quantiles<Double>>
    /// Every input with its source.
    public let assumptions: [Assumption]

    /// Computes the cost of work.
    ///
    /// - Parameters:
    ///   - terms: The device.
    ///   - power: Power from the wall while the work runs.
    ///   - hours: How long the work takes, hours.
    ///   - images: How many images it goes through, if it is about images.
    ///   - start: When it begins, for a tariff by the hour.
    public init(
        of terms: DeviceTerms, power: Figure<WallPower>, hours: Quantiles<Double>, images: Int? = nil,
        start: Date? = nil
    ) {
        assumptions = terms.assumptions
        let sum = DeviceSum(terms: terms, start: start)
        guard case .known(let wall, let provenance) = power else {
            let reason = power.reason ?? ""
            energyKilowattHours = .absent(reason: reason)
            marginal = .absent(reason: reason)
            full = .absent(reason: reason)
            carbonGrams = .absent(reason: reason)
            joulesPer1000Images = .absent(reason: reason)
            energyDelay = .absent(reason: reason)
            energyDelaySquared = .absent(reason: reason)
            return
        }
        let spread = Spread(hours: hours, watts: wall.watts)
        let quantiles = { (function: (Double, Double) -> Double) in
            spread.numbers(function).map { Figure.known($0, provenance) } ?? .absent(reason: "out of range")
        }
        energyKilowattHours = quantiles { hours, watts in hours * watts / 1000 }
        carbonGrams = quantiles { hours, watts in sum.carbon(hours: hours, watts: watts) }
        energyDelay = quantiles { hours, watts in watts * hours * hours * 3600 * 3600 }
        energyDelaySquared = quantiles { hours, watts in watts * hours * hours * hours * 3600 * 3600 * 3600 }
        if let images, images > 0 {
            joulesPer1000Images = quantiles { hours, watts in watts * hours * 3600 * 1000 / Double(images) }
        } else {
            joulesPer1000Images = .absent(reason: "the work has no number of images")
        }
        marginal = sum.marginal(spread, provenance)
        full = sum.full(spread, provenance)
    }
}

/// The sums of money and carbon for one device.
private struct DeviceSum {
    let terms: DeviceTerms
    let start: Date?

    func electricity(hours: Double, watts: Double) -> Money? {
        terms.tariff.cost(ofWatts: watts * terms.powerUsageEffectiveness, from: start, seconds: hours * 3600)
    }

    func marginal(_ spread: Spread, _ evidence: Provenance) -> Figure<Quantiles<Money>> {
        guard terms.isOnAnyway else {
            return spread.money(evidence) { electricity(hours: $0, watts: $1) }
        }
        guard let idle = terms.device.idleWatts else {
            return .absent(
                reason: "\(terms.device.name) is on anyway, so only the power above idle counts: state idle_watts")
        }
        return spread.money(evidence) { electricity(hours: $0, watts: max(0, $1 - idle)) }
    }

    func full(_ spread: Spread, _ evidence: Provenance) -> Figure<Quantiles<Money>> {
        guard case .known(let capital, let ownership) = terms.capitalPerHour else {
            return .absent(reason: terms.capitalPerHour.reason ?? "")
        }
        var idle = 0.0
        if terms.isDedicated {
            guard let watts = terms.device.idleWatts else {
                return .absent(
                    reason:
                        "\(terms.device.name) exists for these jobs alone, so its idle hours count: state idle_watts")
            }
            idle = watts * (1 - terms.utilisation) / terms.utilisation
        }
        let level = max(evidence.level, ownership.level)
        let provenance = Provenance(
            level: level, summary: "\(evidence.summary); \(ownership.summary)",
            sources: evidence.sources + ownership.sources)
        return spread.money(provenance) { hours, watts in
            guard let power = electricity(hours: hours, watts: watts), let use = capital.scaled(by: hours),
                // Idle hours are spread over the week, whenever the job itself runs.
                let waiting = terms.tariff.weeklyMean.scaled(
                    by: idle * hours * terms.powerUsageEffectiveness / 1000)
            else { return nil }
            return power.adding(use)?.adding(waiting)
        }
    }

    func carbon(hours: Double, watts: Double) -> Double {
        let running = terms.powerUsageEffectiveness * watts * hours / 1000 * terms.carbonGramsPerKilowattHour
        let useful = terms.lifetimeYears * DeviceTerms.hoursPerYear * terms.utilisation
        return running + (terms.device.embodiedCarbonKilograms ?? 0) * 1000 * hours / useful
    }
}
