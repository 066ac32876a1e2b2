extension OwnedDevice {
    /// Reads a device strictly; a field that is absent or `null` was not said by the user.
    ///
    /// - Throws: ``InvalidInput`` with every missing, unknown, wrongly typed or out-of-range field.
    public init(json: JSONValue) throws(InvalidInput) {
        var reader = try ObjectReader(json)
        let name = reader.requiredString("name", maximum: 200)
        let hardware = reader.string("hardware", maximum: 200)
        let price = reader.positiveAmount("price_usd")
        let residual = reader.positiveAmount("residual_usd")
        if let price, let residual, residual > price {
            reader.complain("residual_usd", "at most the price, \(price)", .string(residual.description))
        }
        let isSunk = reader.bool("is_sunk")
        let lifetime = reader.number("lifetime_years", in: 0.1...50)
        let utilisation = reader.number("utilisation", in: 0.001...1)
        let isOnAnyway = reader.bool("is_on_anyway")
        let isDedicated = reader.bool("is_dedicated")
        let idle = reader.number("idle_watts", in: 0...100_000)
        let load = reader.number("load_watts", in: 0.1...100_000)
        if let idle, let load, idle > load {
            reader.complain("idle_watts", "at most the power under load, \(load)", .number(idle))
        }
        let tariff = reader.nested("tariff") { value throws(InvalidInput) in try Tariff(json: value) }
        let pue = reader.number("pue", in: 1...10)
        let carbon = reader.number("carbon_grams_per_kwh", in: 0...3000)
        let embodied = reader.number("embodied_carbon_kg", in: 0...1_000_000)
        try reader.finish()
        try self.init(name: name)
        self.hardware = hardware
        self.price = price
        self.residual = residual
        self.isSunk = isSunk
        self.lifetimeYears = lifetime
        self.utilisation = utilisation
        self.isOnAnyway = isOnAnyway
        self.isDedicated = isDedicated
        self.idleWatts = idle
        self.loadWatts = load
        self.tariff = tariff
        self.powerUsageEffectiveness = pue
        self.carbonGramsPerKilowattHour = carbon
        self.embodiedCarbonKilograms = embodied
    }

    /// The device as JSON; what the user has not said is not there.
    public var json: JSONValue {
        let members: [String: JSONValue?] = [
            "name": .string(name), "hardware": hardware.map { .string($0) },
            "price_usd": price.map { .string($0.description) },
            "residual_usd": residual.map { .string($0.description) }, "is_sunk": isSunk.map { .bool($0) },
            "lifetime_years": lifetimeYears.map { .number($0) }, "utilisation": utilisation.map { .number($0) },
            "is_on_anyway": isOnAnyway.map { .bool($0) }, "is_dedicated": isDedicated.map { .bool($0) },
            "idle_watts": idleWatts.map { .number($0) }, "load_watts": loadWatts.map { .number($0) },
            "tariff": tariff?.json, "pue": powerUsageEffectiveness.map { .number($0) },
            "carbon_grams_per_kwh": carbonGramsPerKilowattHour.map { .number($0) },
            "embodied_carbon_kg": embodiedCarbonKilograms.map { .number($0) },
        ]
        return .object(members.compactMapValues { $0 })
    }
}

extension OwnedDevice: Codable {
    /// Decodes through the strict reader.
    public init(from decoder: any Decoder) throws { self = try Strict.decode(decoder, OwnedDevice.init(json:)) }

    /// Encodes the JSON form.
    public func encode(to encoder: any Encoder) throws { try json.encode(to: encoder) }
}

extension ObjectReader {
    /// An amount of US dollars from 0, as text; `nil` when absent.
    mutating func positiveAmount(_ name: String) -> Money? {
        guard let amount = amount(name) else { return nil }
        if amount < .zero { complain(name, "US dollars from 0", .string(amount.description)) }
        return amount
    }
}
