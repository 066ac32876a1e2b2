import FoundationEssentials
public import Vocabulary

/// The table of prices that Shoestring is shipped with: about 145 machines, each price with its source and date, and what is known to be
/// wrong with it.
public enum SeedTable {
    /// Reads the table.
    ///
    /// - Throws: ``InvalidInput`` naming the line and column that cannot be read.
    public static func harvest(_ text: String) throws(InvalidInput) -> PriceHarvest {
        let table = try CommaSeparated(parsing: text)
        var harvest = PriceHarvest()
        for row in table.rows {
            let line = SeedLine(table: table, fields: row.fields, line: row.line)
            if let type = try line.type() { harvest.types.append(type) }
            harvest.candidates += try [line.listPrice(), line.spotPrice()].compactMap { $0 }
        }
        return harvest
    }
}

private struct SeedLine {
    let table: CommaSeparated
    let fields: [String]
    let line: Int

    private var flags: String { value("flags") ?? "" }
    private var isMachine: Bool { !flags.contains("GPU price excludes host VM") }

    func type() throws(InvalidInput) -> InstanceType? {
        guard isMachine else { return nil }
        let accelerator = value("accelerator")
        // A part of an accelerator (Azure's 1/6 of an A10) is one device to its guest, with the part's memory.
        let count = accelerator == nil ? 0 : max(1, Int(try number("accel_count").rounded()))
        return InstanceType(
            provider: try required("provider"), name: try required("instance_type"),
            processors: Int(try number("vcpu")), memoryGiB: try number("memory_gib"),
            architecture: try required("arch"),
            accelerator: accelerator, acceleratorCount: count,
            acceleratorMemoryGiB: accelerator == nil ? nil : try number("accel_mem_gib_each"))
    }

    func listPrice() throws(InvalidInput) -> PriceCandidate? {
        guard let text = value("on_demand_usd_h") else { return nil }
        let source = try required("od_source")
        return try candidate(
            .onDemand, try money(text, "on_demand_usd_h"), source: source, date: try required("od_date"),
            region: try required("region"), quality: isMachine ? .snapshot : .quarantined)
    }

    func spotPrice() throws(InvalidInput) -> PriceCandidate? {
        guard let text = value("spot_usd_h") else { return nil }
        var source = try required("spot_source")
        if source.hasPrefix("same") { source = try required("od_source") }
        var quality = QuoteQuality.snapshot
        if source.hasPrefix("derived: ") {
            source = "list price less the saving in spotinfo spot-advisor-data.json"
            quality = .derived
        }
        if !isMachine || flags.contains("do not use without refresh") { quality = .quarantined }
        // One row's spot price is of another region than its list price; it is filed where it was seen.
        var region = try required("region")
        if let match = flags.wholeMatch(of: /spot is ([a-z]+-[a-z]+-[0-9])/) { region = String(match.output.1) }
        return try candidate(
            .spot, try money(text, "spot_usd_h"), source: source, date: try required("spot_date"),
            region: region, quality: quality)
    }

    private func candidate(
        _ purchase: PurchaseKind, _ amount: Money, source: String, date: String, region: String, quality: QuoteQuality
    ) throws(InvalidInput) -> PriceCandidate {
        let (first, last) = try dates(date)
        var name = try required("instance_type")
        if !isMachine { name = "\(try required("accelerator")) (accelerator only)" }
        return PriceCandidate(
            key: PriceKey(provider: try required("provider"), instanceType: name, region: region, purchase: purchase),
            amount: amount, effectiveAt: first, source: source, fetchedAt: last, quality: quality,
            note: note(purchase, date, quality))
    }

    private func note(_ purchase: PurchaseKind, _ date: String, _ quality: QuoteQuality) -> String? {
        let isOfSpotAlone = flags.hasPrefix("spot") || flags.contains("AZ s")
        var parts: [String] = flags.isEmpty || purchase == .onDemand && isOfSpotAlone ? [] : [flags]
        if purchase == .spot, let low = value("spot_az_min"), let high = value("spot_az_max") {
            parts.append("median of the region's zones, \(low)…\(high)")
        }
        if purchase == .spot, let band = value("advisor_interruption_band") {
            parts.append("Spot Advisor's band \(band), which is not a rate")
        }
        if date.count != 10 { parts.append("date \(date)") }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }

    /// A day, or a range of months of which the first and the last day count: a price is not newer than it may be.
    private func dates(_ text: String) throws(InvalidInput) -> (first: Date, last: Date) {
        if let match = text.wholeMatch(of: /(\d{4})-(\d\d)-(\d\d)/),
            let day = Day.start(year: match.output.1, month: match.output.2, day: match.output.3)
        {
            return (day, day)
        }
        if let match = text.wholeMatch(of: /(\d{4})-(\d\d)\.\.(\d{4})-(\d\d).*/),
            let first = Day.start(year: match.output.1, month: match.output.2, day: "01"),
            let last = Day.start(year: match.output.3, month: match.output.4, day: "01")
        {
            return (first, last)
        }
        if let match = text.wholeMatch(of: /(\d{4}) .*/),
            let first = Day.start(year: match.output.1, month: "01", day: "01"),
            let last = Day.start(year: match.output.1, month: "12", day: "31")
        {
            return (first, last)
        }
        throw InvalidInput(field: "line \(line)", expected: "a date", received: text)
    }

    private func value(_ column: String) -> String? { table.value(column, in: fields) }

    private func required(_ column: String) throws(InvalidInput) -> String {
        guard let value = value(column) else {
            throw InvalidInput(field: "line \(line).\(column)", expected: "a value")
        }
        return value
    }

    private func number(_ column: String) throws(InvalidInput) -> Double {
        let text = try required(column)
        guard let value = Double(text), value.isFinite else {
            throw InvalidInput(field: "line \(line).\(column)", expected: "a number", received: text)
        }
        return value
    }

    private func money(_ text: String, _ column: String) throws(InvalidInput) -> Money {
        guard let amount = Money(text) else {
            throw InvalidInput(field: "line \(line).\(column)", expected: Money.expectation, received: text)
        }
        return amount
    }
}

/// Days of the Gregorian calendar in UTC.
enum Day {
    /// Midnight at a day's start. Days since 1970 as by H. Hinnant, "chrono-compatible low-level date algorithms", days_from_civil.
    static func start(year: Substring, month: Substring, day: Substring) -> Date? {
        guard let year = Int(year), let month = Int(month), let day = Int(day), (1...12).contains(month),
            (1...31).contains(day)
        else { return nil }
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return Date(timeIntervalSince1970: Double(era * 146_097 + dayOfEra - 719_468) * 86_400)
    }
}
