public import Vocabulary

/// A device with a value in every field that has a default, and the list of what was assumed.
public struct DeviceTerms: Hashable, Sendable {
    /// The device as the user stated it.
    public let device: OwnedDevice
    /// Years of use.
    public let lifetimeYears: Double
    /// Share of all hours in which it works.
    public let utilisation: Double
    /// What it will still be worth; nil without a price.
    public let residual: Money?
    /// Whether the price must not count.
    public let isSunk: Bool
    /// Whether it is on anyway.
    public let isOnAnyway: Bool
    /// Whether the jobs carry its idle hours.
    public let isDedicated: Bool
    /// What its electricity costs.
    public let tariff: Tariff
    /// Energy of the building for each unit of the machine's energy.
    public let powerUsageEffectiveness: Double
    /// Grams of CO₂ equivalent for a kilowatt-hour.
    public let carbonGramsPerKilowattHour: Double
    /// Every input with its source, stated or assumed.
    public let assumptions: [Assumption]

    /// Fills in the stated defaults.
    ///
    /// - Throws: ``InvalidInput`` when a residual can't be computed from the price.
    public init(_ device: OwnedDevice) throws(InvalidInput) {
        var list = AssumptionList()
        self.device = device
        lifetimeYears = list.pick("lifetime_years", device.lifetimeYears, .lifetimeYears)
        utilisation = list.pick("utilisation", device.utilisation, .utilisation)
        powerUsageEffectiveness = list.pick("pue", device.powerUsageEffectiveness, .powerUsageEffectiveness)
        carbonGramsPerKilowattHour = list.pick("carbon_grams_per_kwh", device.carbonGramsPerKilowattHour, .carbonGrams)
        isSunk = list.pick("is_sunk", device.isSunk)
        isOnAnyway = list.pick("is_on_anyway", device.isOnAnyway)
        isDedicated = list.pick("is_dedicated", device.isDedicated)
        if let tariff = device.tariff {
            self.tariff = tariff
            let rate = tariff.perKilowattHour.description + " USD/kWh"
            list.state("tariff", tariff.bands.isEmpty ? rate : "\(rate) and \(tariff.bands.count) bands")
        } else {
            tariff = try Tariff(perKilowattHour: Money(nanodollars: 160_000_000))
            list.assume("tariff", .tariff)
        }
        if let residual = device.residual {
            self.residual = residual
            list.state("residual_usd", residual.description + " USD")
        } else if let price = device.price {
            residual = price.scaled(by: DeviceDefault.residualShare.value)
            list.assume("residual_usd", .residualShare, of: "of the price")
        } else {
            residual = nil
        }
        assumptions = list.items
    }

    /// The price of an hour of work for having the device: (price − residual) / (years · 8760 · utilisation).
    public var capitalPerHour: Figure<Money> {
        if isSunk {
            return .known(.zero, Provenance(level: .assumed, summary: "the price is spent anyway, says the user"))
        }
        guard let price = device.price, let residual, let loss = price.subtracting(residual),
            let rate = loss.scaled(by: 1 / (lifetimeYears * Self.hoursPerYear * utilisation))
        else { return .absent(reason: "\(device.name) has no price: state price_usd, or is_sunk if it must not count") }
        let inputs: Set = ["lifetime_years", "utilisation", "residual_usd"]
        let assumed = assumptions.filter { inputs.contains($0.name) && !$0.isConfirmed }.map(\.name)
        return .known(
            rate,
            Provenance(
                level: .assumed,
                summary: assumed.isEmpty
                    ? "price, residual, lifetime and utilisation as stated by the user"
                    : "assumed: \(assumed.joined(separator: ", "))",
                sources: ["(price − residual) / (years · 8760 · utilisation)"]))
    }

    /// 365 days of 24 hours.
    public static let hoursPerYear = 8760.0
}

/// Gathers what was stated and what was assumed.
private struct AssumptionList {
    var items: [Assumption] = []

    mutating func pick(_ name: String, _ stated: Double?, _ standard: DeviceDefault) -> Double {
        guard let stated else {
            assume(name, standard)
            return standard.value
        }
        state(name, "\(stated) \(standard.unit)")
        return stated
    }

    mutating func pick(_ name: String, _ stated: Bool?) -> Bool {
        let source = stated == nil ? "default" : "stated by the user"
        items.append(
            Assumption(
                name: name, value: stated == true ? "yes" : "no", range: stated == nil ? "yes or no" : nil,
                source: source, isConfirmed: stated != nil))
        return stated ?? false
    }

    mutating func state(_ name: String, _ value: String) {
        items.append(
            Assumption(
                name: name, value: value.hasSuffix(" ") ? String(value.dropLast()) : value, range: nil,
                source: "stated by the user", isConfirmed: true))
    }

    mutating func assume(_ name: String, _ standard: DeviceDefault, of whole: String = "") {
        let unit = [standard.unit, whole].filter { !$0.isEmpty }.joined(separator: " ")
        let suffix = unit.isEmpty ? "" : " " + unit
        items.append(
            Assumption(
                name: name, value: "\(standard.value)\(suffix)",
                range: "\(standard.range.lowerBound) to \(standard.range.upperBound)\(suffix)", source: standard.source,
                isConfirmed: false))
    }
}
