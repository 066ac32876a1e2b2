extension Tariff {
    /// Reads a tariff strictly: `usd_per_kwh`, and, for rates by the hour, `time_zone` and `bands`.
    ///
    /// - Throws: ``InvalidInput`` with every missing, unknown, wrongly typed or out-of-range field.
    public init(json: JSONValue) throws(InvalidInput) {
        var reader = try ObjectReader(json)
        let rate = reader.required("usd_per_kwh", Money.expectation) { $0.amount("usd_per_kwh") }
        let zone = reader.string("time_zone", maximum: 64)
        let items = reader.array("bands", maximum: 50) ?? []
        let bands = reader.each(items, of: "bands") { item throws(InvalidInput) in try Band(json: item) }
        if zone == nil, !items.isEmpty {
            reader.complain("time_zone", "the name of the bands' time zone, such as Europe/Rome", nil)
        }
        try reader.finish()
        guard let rate else { throw InvalidInput(field: "usd_per_kwh", expected: Money.expectation) }
        try self.init(perKilowattHour: rate, bands: bands, timeZone: zone ?? "UTC")
    }

    /// The tariff as JSON.
    public var json: JSONValue {
        var members: [String: JSONValue] = ["usd_per_kwh": .string(perKilowattHour.description)]
        if !bands.isEmpty { members["bands"] = .array(bands.map(\.json)) }
        if !bands.isEmpty || timeZone != "UTC" { members["time_zone"] = .string(timeZone) }
        return .object(members)
    }
}

extension Tariff.Band {
    init(json: JSONValue) throws(InvalidInput) {
        var reader = try ObjectReader(json)
        let names = reader.array("weekdays", maximum: 7)
        let days = reader.each(names ?? [], of: "weekdays") { item throws(InvalidInput) in
            guard case .string(let text) = item, let day = Tariff.Weekday(rawValue: text) else {
                let all = Tariff.Weekday.allCases.map(\.rawValue).joined(separator: ", ")
                throw InvalidInput(field: "", expected: "one of \(all)", received: item.summary)
            }
            return day
        }
        let from = reader.requiredInteger("from_hour", in: 0...23)
        let to = reader.requiredInteger("to_hour", in: 1...24)
        let rate = reader.required("usd_per_kwh", Money.expectation) { $0.amount("usd_per_kwh") }
        try reader.finish()
        guard let rate else { throw InvalidInput(field: "usd_per_kwh", expected: Money.expectation) }
        try self.init(
            weekdays: names == nil ? Set(Tariff.Weekday.allCases) : Set(days), fromHour: from, toHour: to,
            perKilowattHour: rate)
    }

    var json: JSONValue {
        [
            "weekdays": .array(Tariff.Weekday.allCases.filter(weekdays.contains).map { .string($0.rawValue) }),
            "from_hour": .integer(Int64(fromHour)), "to_hour": .integer(Int64(toHour)),
            "usd_per_kwh": .string(perKilowattHour.description),
        ]
    }
}

extension Tariff: Codable {
    /// Decodes through the strict reader.
    public init(from decoder: any Decoder) throws { self = try Strict.decode(decoder, Tariff.init(json:)) }

    /// Encodes the JSON form.
    public func encode(to encoder: any Encoder) throws { try json.encode(to: encoder) }
}

/// Turns a strict reader's complaints into what `Decodable` throws.
enum Strict {
    static func decode<Result>(
        _ decoder: any Decoder, _ read: (JSONValue) throws(InvalidInput) -> Result
    ) throws -> Result {
        let value = try JSONValue(from: decoder)
        do throws(InvalidInput) {
            return try read(value)
        } catch {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: error.description, underlyingError: error))
        }
    }
}

extension ObjectReader {
    /// An amount of US dollars, as text so that it stays exact; `nil` when absent.
    mutating func amount(_ name: String) -> Money? {
        guard let value = value(name) else { return nil }
        guard case .string(let text) = value, let amount = Money(text) else {
            complain(name, Money.expectation, value)
            return nil
        }
        return amount
    }

    /// Reads every element of a list; complaints name its place, as `bands[2].from_hour`.
    mutating func each<Result>(
        _ items: [JSONValue], of name: String, _ read: (JSONValue) throws(InvalidInput) -> Result
    ) -> [Result] {
        var results: [Result] = []
        for (index, item) in items.enumerated() {
            do throws(InvalidInput) {
                results.append(try read(item))
            } catch {
                for field in error.under("\(name)[\(index)]").fields { complain(field) }
            }
        }
        return results
    }
}
